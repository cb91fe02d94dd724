/*  ops.CompleteJob: ends a job, or gives it back where the service that runs it stops.
    @JobId, @LeaseToken   as ops.ClaimJob gave them; with another token nothing is changed
    @State                done, failed, cancelled; queued: given back, another service starts it again
    @ResultText           how it ended
    @ResultId             what it made
    @FileName, @FileContent   what is to be taken away
    @Now                  UTC  */
CREATE PROCEDURE ops.CompleteJob
    @JobId       int,
    @LeaseToken  uniqueidentifier,
    @State       nvarchar(16),
    @ResultText  nvarchar(2000) = NULL,
    @ResultId    int = NULL,
    @FileName    nvarchar(128) = NULL,
    @FileContent varbinary(max) = NULL,
    @Now         datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @QueuedBy nvarchar(128);

BEGIN TRANSACTION;

SET @QueuedBy =
(
    SELECT j.QueuedBy
    FROM ops.Job AS j WITH (UPDLOCK, HOLDLOCK)
    WHERE j.JobId = @JobId
      AND j.LeaseToken = @LeaseToken
);

UPDATE ops.Job
SET State = @State,
    LeaseToken = NULL,
    LeaseExpiresAt = NULL,
    EndedAt = CASE WHEN @State <> N'queued' THEN @Now END,
    AttemptCount = CASE WHEN @State = N'queued' THEN AttemptCount - 1 ELSE AttemptCount END,
    DoneCount = CASE WHEN @State = N'done' THEN COALESCE(TotalCount, DoneCount) ELSE DoneCount END,
    StepText = CASE WHEN @State = N'queued' THEN N'given back: the service that ran it stops' END,
    ProgressAt = @Now,
    ResultText = @ResultText,
    ResultId = @ResultId,
    FileName = @FileName,
    FileContent = @FileContent
WHERE JobId = @JobId
  AND LeaseToken = @LeaseToken;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @QueuedBy, N'CompleteJob', CONCAT(N'job ', @JobId), N'running', CONCAT(@State, N': ' + @ResultText)
WHERE @QueuedBy IS NOT NULL
  AND @State <> N'queued';

COMMIT TRANSACTION;
