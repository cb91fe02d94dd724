/*  ops.SaveJobProgress: says how far a job is, and prolongs its lease.
    @JobId, @LeaseToken       as ops.ClaimJob gave them
    @DoneCount, @TotalCount   how far; @TotalCount NULL: nobody knows
    @StepText                 what is being done
    @LeaseSeconds             from now
    @Now                      UTC
    Result                    one row: IsHeld (0: somebody else has it now, stop), IsCancelled (1: stop, and
                              say so with ops.CompleteJob)  */
CREATE PROCEDURE ops.SaveJobProgress
    @JobId        int,
    @LeaseToken   uniqueidentifier,
    @DoneCount    bigint,
    @TotalCount   bigint = NULL,
    @StepText     nvarchar(400) = NULL,
    @LeaseSeconds int,
    @Now          datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

UPDATE ops.Job
SET DoneCount = @DoneCount,
    TotalCount = @TotalCount,
    StepText = COALESCE(@StepText, StepText),
    ProgressAt = @Now,
    LeaseExpiresAt = DATEADD(second, @LeaseSeconds, SYSUTCDATETIME())
WHERE JobId = @JobId
  AND LeaseToken = @LeaseToken;

SELECT
    IsHeld = CAST(CASE WHEN j.LeaseToken = @LeaseToken THEN 1 ELSE 0 END AS bit),
    IsCancelled = CAST(CASE WHEN j.CancelRequestedAt IS NOT NULL THEN 1 ELSE 0 END AS bit)
FROM (SELECT One = 1) AS o
LEFT JOIN ops.Job AS j ON j.JobId = @JobId;
