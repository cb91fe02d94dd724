/*  collect.SaveLongRequests: follows requests that run for long, one row each. Works on
    the caller's temp table #Session.
    @InstanceId, @CapturedAt, @IsTruncated as in collect.SaveRequests; a capture that was cut off ends nothing
    @LongRequestMs                           the setting
    A request that a torn capture had missed, and so was taken for ended, goes on. Its begin is the capture
    less its own duration, so no clock change matters.  */
CREATE PROCEDURE collect.SaveLongRequests
    @InstanceId    int,
    @CapturedAt    datetime2(3),
    @LongRequestMs int,
    @IsTruncated   bit
AS
SET NOCOUNT ON;

UPDATE f
SET LastSeenAt = @CapturedAt,
    EndedAt = NULL,
    DurationMs = CASE WHEN s.RequestElapsedMs > f.DurationMs THEN s.RequestElapsedMs ELSE f.DurationMs END,
    CpuMs = s.CpuMs,
    LogicalReads = s.LogicalReads,
    PeakTempDbBytes = CASE WHEN s.TempDbBytes > COALESCE(f.PeakTempDbBytes, -1) THEN s.TempDbBytes ELSE f.PeakTempDbBytes END,
    Status = s.Status,
    Command = s.Command,
    WaitType = s.RequestWaitType,
    DatabaseName = s.DatabaseName,
    AxUser = COALESCE(s.AxUser, f.AxUser),
    AxSessionId = COALESCE(s.AxSessionId, f.AxSessionId),
    AxConfidence = CASE WHEN s.AxConfidence = N'none' THEN f.AxConfidence ELSE s.AxConfidence END,
    BatchId = COALESCE(s.BatchId, f.BatchId),
    BatchTask = COALESCE(s.BatchTask, f.BatchTask),
    StatementHash = COALESCE(s.StatementHash, f.StatementHash)
FROM fact.LongRequest AS f
INNER JOIN #Session AS s ON s.SessionId = f.SessionId AND s.LoginTime = f.LoginTime AND s.RequestBeganTime = f.BeganTime
WHERE f.InstanceId = @InstanceId;

INSERT fact.LongRequest
(
    InstanceId,
    SessionId,
    LoginTime,
    BeganTime,
    StartedAt,
    FirstSeenAt,
    LastSeenAt,
    DurationMs,
    CpuMs,
    LogicalReads,
    PeakTempDbBytes,
    Status,
    Command,
    WaitType,
    DatabaseName,
    HostName,
    HostProcessId,
    ProgramName,
    LoginName,
    AxUser,
    AxSessionId,
    AxConfidence,
    BatchId,
    BatchTask,
    StatementHash
)
SELECT
    @InstanceId,
    s.SessionId,
    s.LoginTime,
    s.RequestBeganTime,
    DATEADD(
        millisecond,
        -CAST(s.RequestElapsedMs % 86400000 AS int),
        DATEADD(day, -CAST(s.RequestElapsedMs / 86400000 AS int), @CapturedAt)),
    @CapturedAt,
    @CapturedAt,
    s.RequestElapsedMs,
    s.CpuMs,
    s.LogicalReads,
    s.TempDbBytes,
    s.Status,
    s.Command,
    s.RequestWaitType,
    s.DatabaseName,
    s.HostName,
    s.HostProcessId,
    s.ProgramName,
    s.LoginName,
    s.AxUser,
    s.AxSessionId,
    s.AxConfidence,
    s.BatchId,
    s.BatchTask,
    s.StatementHash
FROM #Session AS s
WHERE s.RequestBeganTime IS NOT NULL
  AND s.RequestElapsedMs >= @LongRequestMs
  AND NOT EXISTS
      (
          SELECT 1
          FROM fact.LongRequest AS f
          WHERE f.InstanceId = @InstanceId
            AND f.SessionId = s.SessionId
            AND f.LoginTime = s.LoginTime
            AND f.BeganTime = s.RequestBeganTime
      );

IF COALESCE(@IsTruncated, 0) = 0
    UPDATE fact.LongRequest
    SET EndedAt = @CapturedAt
    WHERE InstanceId = @InstanceId
      AND EndedAt IS NULL
      AND LastSeenAt < @CapturedAt;
