/*  ops.ClaimJob: takes the next job to be done, under a lease: the oldest that waits, or one whose runner has
    said nothing since its lease ended.
    @Owner          who does it
    @LeaseSeconds   until when it is nobody else's
    @Now            UTC
    Result          one row, none where there is nothing to do: JobId, KindName, ArgumentsJson, QueuedBy,
                    LeaseToken, AttemptCount
    What was begun three times and never ended is given up, and what was to be cancelled meanwhile is. A lease
    that ends later than one given now would was written by a wrong clock and counts as ended.  */
CREATE PROCEDURE ops.ClaimJob
    @Owner        nvarchar(128),
    @LeaseSeconds int,
    @Now          datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @JobId int;
DECLARE @ServerAt datetime2(3) = SYSUTCDATETIME();

BEGIN TRANSACTION;

UPDATE ops.Job
SET State = CASE WHEN CancelRequestedAt IS NOT NULL THEN N'cancelled' ELSE N'failed' END,
    EndedAt = @Now,
    LeaseToken = NULL,
    ResultText = CASE
        WHEN CancelRequestedAt IS NOT NULL THEN CONCAT(N'Cancelled by ', CancelRequestedBy, N'.')
        ELSE CONCAT(N'Given up: it was begun ', AttemptCount, N' times, and each time the service that ran it ended.')
    END
WHERE State = N'running'
  AND (LeaseExpiresAt <= @ServerAt OR LeaseExpiresAt > DATEADD(second, @LeaseSeconds + 3600, @ServerAt))
  AND (AttemptCount >= 3 OR CancelRequestedAt IS NOT NULL);

SET @JobId =
(
    SELECT TOP (1) j.JobId
    FROM ops.Job AS j WITH (UPDLOCK, READPAST, ROWLOCK)
    WHERE j.State = N'queued'
       OR
       (
           j.State = N'running'
           AND (j.LeaseExpiresAt <= @ServerAt OR j.LeaseExpiresAt > DATEADD(second, @LeaseSeconds + 3600, @ServerAt))
       )
    ORDER BY j.JobId
);

UPDATE ops.Job
SET State = N'running',
    StartedAt = @Now,
    LeaseOwner = @Owner,
    LeaseToken = NEWID(),
    LeaseExpiresAt = DATEADD(second, @LeaseSeconds, @ServerAt),
    AttemptCount = AttemptCount + 1,
    DoneCount = 0,
    TotalCount = NULL,
    ProgressAt = @Now,
    StepText = CASE WHEN AttemptCount > 0 THEN N'begun again: the service that ran it ended' END
WHERE JobId = @JobId;

COMMIT TRANSACTION;

SELECT j.JobId, j.KindName, j.ArgumentsJson, j.QueuedBy, j.LeaseToken, j.AttemptCount
FROM ops.Job AS j
WHERE j.JobId = @JobId;
