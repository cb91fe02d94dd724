/*  ops.CancelJob: has a job end before its time. One that waits ends at once, one that runs at its next step.
    @JobId       ops.Job
    @ChangedBy   who: of axmonitor_admin any job, of others their own only
    @Now         UTC
    Errors       50095 no such job, one that is over, or somebody else's  */
CREATE PROCEDURE ops.CancelJob
    @JobId     int,
    @ChangedBy nvarchar(128),
    @Now       datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @State nvarchar(16);
DECLARE @QueuedBy nvarchar(128);
DECLARE @Message nvarchar(400);

BEGIN TRANSACTION;

SELECT @State = j.State, @QueuedBy = j.QueuedBy
FROM ops.Job AS j WITH (UPDLOCK, HOLDLOCK)
WHERE j.JobId = @JobId;

SET @Message = CASE
    WHEN @State IS NULL THEN CONCAT(N'There is no job ', @JobId, N'.')
    WHEN @State NOT IN (N'queued', N'running') THEN CONCAT(N'Job ', @JobId, N' is over: ', @State, N'.')
    WHEN @QueuedBy <> @ChangedBy
         AND COALESCE(IS_ROLEMEMBER(N'axmonitor_admin'), 0) = 0
         AND COALESCE(IS_ROLEMEMBER(N'db_owner'), 0) = 0
        THEN CONCAT(N'Job ', @JobId, N' is of ', @QueuedBy, N': an administrator may cancel it.')
END;

IF @Message IS NOT NULL
    THROW 50095, @Message, 1;

UPDATE ops.Job
SET CancelRequestedAt = COALESCE(CancelRequestedAt, @Now),
    CancelRequestedBy = COALESCE(CancelRequestedBy, @ChangedBy),
    State = CASE WHEN @State = N'queued' THEN N'cancelled' ELSE State END,
    EndedAt = CASE WHEN @State = N'queued' THEN @Now END,
    ResultText = CASE WHEN @State = N'queued' THEN CONCAT(N'Cancelled by ', @ChangedBy, N' before it began.') END
WHERE JobId = @JobId;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES (@Now, @ChangedBy, N'CancelJob', CONCAT(N'job ', @JobId), @State, N'cancelled');

COMMIT TRANSACTION;
