/*  alert.AddNote: keeps what somebody says of an alert, open or over, in its history.
    @AlertId     alert.Alert
    @Note        what
    @ChangedBy   who; NULL: the login
    @Now         UTC; NULL: the present by the repository's own clock
    Errors       50020 no such alert; 50023 a value is missing, each is named  */
CREATE PROCEDURE alert.AddNote
    @AlertId   bigint,
    @Note      nvarchar(1000),
    @ChangedBy nvarchar(128) = NULL,
    @Now       datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @Message nvarchar(400) = CONCAT(
    CASE WHEN @ChangedBy IS NULL OR LEN(@ChangedBy) = 0 THEN N' @ChangedBy is empty.' END,
    CASE WHEN @Note IS NULL OR LEN(@Note) = 0 THEN N' @Note is empty.' END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'No note was added to alert ', @AlertId, N'.', @Message);
    THROW 50023, @Message, 1;
END;

BEGIN TRANSACTION;

INSERT alert.History (AlertId, ChangedAt, ChangedBy, FromState, ToState, Severity, ChangeKind, Note)
SELECT a.AlertId, @Now, @ChangedBy, a.State, a.State, a.Severity, N'note', @Note
FROM alert.Alert AS a
WHERE a.AlertId = @AlertId;

IF @@ROWCOUNT = 0
BEGIN
    SET @Message = CONCAT(N'Alert ', @AlertId, N' does not exist.');
    THROW 50020, @Message, 1;
END;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES (@Now, @ChangedBy, N'AddNote', CONCAT(N'alert ', @AlertId), NULL, @Note);

COMMIT TRANSACTION;
