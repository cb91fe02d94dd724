/*  ops.SaveJobRun: logs one run of a job, and takes it into account in the state of its collector. A run that
    is logged already stays as it is.
    @JobName        'collect:<collector>', 'alert:Evaluate', 'deliver:Mail'
    @SourceMs       time spent reading the watched server, also of a run that timed out there; @SaveMs
                    time spent in the save procedure
    @Outcome        ok, duplicate, skipped, failed, timeout
    @ErrorNumber, @ErrorMessage   of a failure
    @CapturedAt     UTC on the watched server, as the collector's header says
    @IsTruncated    1 when a limit left something out
    Errors          50070 @EndedAt lies ahead of the repository's clock
    A duplicate that is older than what another run has saved means that the watched server's clock was set
    back: that is noted, and no success.
    What a run that saved its rows watched is noted by ops.SaveRunCoverage.  */
CREATE PROCEDURE ops.SaveJobRun
    @RunId        uniqueidentifier,
    @JobName      nvarchar(128),
    @InstanceId   int = NULL,
    @StartedAt    datetime2(3),
    @EndedAt      datetime2(3),
    @SourceMs     int = NULL,
    @SaveMs       int = NULL,
    @RowsRead     int = NULL,
    @RowsSaved    int = NULL,
    @Outcome      nvarchar(16),
    @ErrorNumber  int = NULL,
    @ErrorMessage nvarchar(2048) = NULL,
    @CapturedAt   datetime2(3) = NULL,
    @IsTruncated  bit = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @EndedAt, 1;

DECLARE @CollectorName nvarchar(64) = CASE WHEN @JobName LIKE N'collect:_%' THEN SUBSTRING(@JobName, 9, 64) END;
DECLARE @IsSuccess bit = CASE WHEN @Outcome IN (N'ok', N'duplicate') THEN 1 ELSE 0 END;
DECLARE @IsTimeout bit = CASE WHEN @Outcome = N'timeout' AND @SourceMs IS NOT NULL THEN 1 ELSE 0 END;
DECLARE @Reason nvarchar(2048);
DECLARE @Note nvarchar(400);
DECLARE @Remedy nvarchar(1000);

IF @Outcome = N'duplicate' AND @CapturedAt IS NOT NULL
    SELECT
        @Note = CONCAT(
            N'The watched server''s clock says ',
            CONVERT(nvarchar(23), @CapturedAt, 126),
            N'Z, but a capture of ',
            CONVERT(nvarchar(23), w.CapturedAt, 126),
            N'Z was saved before: the clock was set back. Nothing is saved until it has caught up; what '
                + N'is read from a bookmark is not lost.'),
        @Remedy = CONCAT(
            N'Check the time service of the watched server. A short step heals by itself. If the clock is right now, or '
                + N'stays where it is: EXEC config.ResetWatermark @InstanceName = N''', REPLACE(i.InstanceName, N'''', N''''''),
            N''', @CollectorName = N''', @CollectorName, N''', …'),
        @IsSuccess = 0
    FROM collect.Watermark AS w
    INNER JOIN config.Instance AS i ON i.InstanceId = w.InstanceId
    WHERE w.InstanceId = @InstanceId
      AND w.CollectorName = @CollectorName
      AND w.RunId <> @RunId
      AND w.CapturedAt > @CapturedAt;

IF @ErrorNumber = 50071
    SET @Remedy = N'Set the clock of the watched server, or that of the repository''s server if it is the wrong one. Collecting '
        + N'goes on by itself.';

SET @Reason = COALESCE(@Note, @ErrorMessage);

BEGIN TRANSACTION;

INSERT ops.JobRun
(
    RunId,
    JobName,
    InstanceId,
    StartedAt,
    EndedAt,
    SourceMs,
    SaveMs,
    RowsRead,
    RowsSaved,
    Outcome,
    ErrorNumber,
    ErrorMessage,
    CapturedAt,
    IsTruncated,
    Note
)
SELECT
    @RunId,
    @JobName,
    @InstanceId,
    -- A clock that was set back during the run.
    CASE WHEN @StartedAt > @EndedAt THEN @EndedAt ELSE @StartedAt END,
    @EndedAt,
    @SourceMs,
    @SaveMs,
    @RowsRead,
    @RowsSaved,
    @Outcome,
    @ErrorNumber,
    @ErrorMessage,
    @CapturedAt,
    @IsTruncated,
    @Note
WHERE NOT EXISTS (SELECT 1 FROM ops.JobRun WHERE RunId = @RunId);

IF @@ROWCOUNT = 1 AND @CollectorName IS NOT NULL AND @InstanceId IS NOT NULL AND @Outcome <> N'skipped'
BEGIN
    EXEC ops.AdvanceCollectorState @InstanceId, @CollectorName, @EndedAt, @SourceMs, @IsSuccess, @Reason, @Remedy,
        @IsTruncated, @IsTimeout;

    IF @Outcome = N'ok' AND @CapturedAt IS NOT NULL
        EXEC ops.SaveRunCoverage @InstanceId, @CollectorName, @CapturedAt, @IsTruncated;
END;

COMMIT TRANSACTION;
