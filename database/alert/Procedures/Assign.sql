/*  alert.Assign: says who is to take care of an alert that is not over. It stays unacknowledged, so reminders
    go on and name that person.
    @AlertId      alert.Alert
    @AssignedTo   who; NULL or an empty text: nobody
    @Note         what is said to them, NULL for nothing
    @ChangedBy    who assigns it; NULL: the login
    @Now          UTC; NULL: the present by the repository's own clock
    Errors        50020 no such alert, or neither open nor acknowledged; 50023 @ChangedBy is empty  */
CREATE PROCEDURE alert.Assign
    @AlertId    bigint,
    @AssignedTo nvarchar(128),
    @Note       nvarchar(1000) = NULL,
    @ChangedBy  nvarchar(128) = NULL,
    @Now        datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @Message nvarchar(400);
DECLARE @Severity nvarchar(16);
DECLARE @State nvarchar(16);
DECLARE @OldAssignedTo nvarchar(128);

IF @ChangedBy IS NULL OR LEN(@ChangedBy) = 0
BEGIN
    SET @Message = CONCAT(N'Alert ', @AlertId, N' was not assigned. @ChangedBy is empty.');
    THROW 50023, @Message, 1;
END;

SET @AssignedTo = NULLIF(@AssignedTo, N'');

BEGIN TRANSACTION;

EXEC alert.LockAlert @AlertId, N'open acknowledged', N'Only an open or acknowledged alert can be assigned.',
    @State OUTPUT, @Severity OUTPUT;
SET @OldAssignedTo = (SELECT AssignedTo FROM alert.Alert WHERE AlertId = @AlertId);

UPDATE alert.Alert
SET AssignedTo = @AssignedTo
WHERE AlertId = @AlertId;

INSERT alert.History (AlertId, ChangedAt, ChangedBy, FromState, ToState, Severity, ChangeKind, Note)
VALUES
(
    @AlertId,
    @Now,
    @ChangedBy,
    @State,
    @State,
    @Severity,
    N'assignment',
    LEFT(CONCAT(COALESCE(N'to ' + @AssignedTo, N'to nobody'), N': ' + @Note), 1000)
);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES
(
    @Now,
    @ChangedBy,
    N'Assign',
    CONCAT(N'alert ', @AlertId),
    @OldAssignedTo,
    CONCAT(COALESCE(@AssignedTo, N'nobody'), N': ' + @Note)
);

COMMIT TRANSACTION;
