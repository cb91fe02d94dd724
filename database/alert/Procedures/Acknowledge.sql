/*  alert.Acknowledge: somebody takes care of an open alert. No more mails of it come but that it is resolved.
    @AlertId          alert.Alert
    @AcknowledgedBy   who; NULL: the login
    @Note             what they say, NULL for nothing
    @Now              UTC; NULL: the present by the repository's own clock
    Errors            50020 no such alert, or not open; 50023 nobody is named
    What an acknowledged alert was snoozed for is forgotten.  */
CREATE PROCEDURE alert.Acknowledge
    @AlertId        bigint,
    @AcknowledgedBy nvarchar(128) = NULL,
    @Note           nvarchar(1000) = NULL,
    @Now            datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @AcknowledgedBy OUTPUT;

DECLARE @Severity nvarchar(16);
DECLARE @State nvarchar(16);

IF @AcknowledgedBy IS NULL OR LEN(@AcknowledgedBy) = 0
    THROW 50023, N'@AcknowledgedBy is empty: name who takes care of the alert.', 1;

BEGIN TRANSACTION;

EXEC alert.LockAlert @AlertId, N'open', N'Only an open alert can be acknowledged.', @State OUTPUT, @Severity OUTPUT;

UPDATE alert.Alert
SET State = N'acknowledged',
    AcknowledgedAt = @Now,
    AcknowledgedBy = @AcknowledgedBy,
    SnoozedUntil = NULL
WHERE AlertId = @AlertId;

INSERT alert.History (AlertId, ChangedAt, ChangedBy, FromState, ToState, Severity, Note)
VALUES (@AlertId, @Now, @AcknowledgedBy, N'open', N'acknowledged', @Severity, @Note);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES (@Now, @AcknowledgedBy, N'Acknowledge', CONCAT(N'alert ', @AlertId), N'open', CONCAT(N'acknowledged', N': ' + @Note));

COMMIT TRANSACTION;
