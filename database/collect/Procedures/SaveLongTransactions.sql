/*  collect.SaveLongTransactions: follows transactions that are open for long, one row each. Works on
    the caller's temp table #Session.
    @InstanceId, @CapturedAt, @IsTruncated as in collect.SaveRequests; a capture that was cut off ends nothing
    @LongTransactionMs                       the setting
    A transaction that a torn capture had missed, and so was taken for ended, goes on.  */
CREATE PROCEDURE collect.SaveLongTransactions
    @InstanceId        int,
    @CapturedAt        datetime2(3),
    @LongTransactionMs int,
    @IsTruncated       bit
AS
SET NOCOUNT ON;

UPDATE f
SET TransactionId = s.TransactionId,
    LastSeenAt = @CapturedAt,
    EndedAt = NULL,
    DurationMs = CASE WHEN f.StartedAt < @CapturedAt THEN DATEDIFF_BIG(millisecond, f.StartedAt, @CapturedAt) ELSE 0 END,
    IdleInTransactionMs = s.IdleInTransactionMs,
    LogBytesUsed = s.LogBytesUsed,
    PeakTempDbBytes = CASE WHEN s.TempDbBytes > COALESCE(f.PeakTempDbBytes, -1) THEN s.TempDbBytes ELSE f.PeakTempDbBytes END,
    OpenTransactionCount = s.OpenTransactionCount,
    Status = s.Status,
    DatabaseName = s.DatabaseName,
    AxUser = COALESCE(s.AxUser, f.AxUser),
    AxSessionId = COALESCE(s.AxSessionId, f.AxSessionId),
    AxConfidence = CASE WHEN s.AxConfidence = N'none' THEN f.AxConfidence ELSE s.AxConfidence END,
    BatchId = COALESCE(s.BatchId, f.BatchId),
    BatchTask = COALESCE(s.BatchTask, f.BatchTask),
    StatementHash = COALESCE(s.StatementHash, f.StatementHash),
    Command = s.Command,
    RollingBackSince = CASE WHEN a.ActivityKind = N'rollback' THEN COALESCE(f.RollingBackSince, @CapturedAt) END,
    PercentComplete = s.PercentComplete,
    RemainingMs = s.RemainingMs
FROM fact.LongTransaction AS f
INNER JOIN #Session AS s ON s.SessionId = f.SessionId AND s.LoginTime = f.LoginTime AND s.TransactionBeganTime = f.BeganTime
CROSS APPLY lib.CommandActivity(s.Command, s.Status) AS a
WHERE f.InstanceId = @InstanceId;

INSERT fact.LongTransaction
(
    InstanceId,
    SessionId,
    LoginTime,
    BeganTime,
    TransactionId,
    StartedAt,
    FirstSeenAt,
    LastSeenAt,
    DurationMs,
    IdleInTransactionMs,
    LogBytesUsed,
    PeakTempDbBytes,
    OpenTransactionCount,
    Status,
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
    StatementHash,
    Command,
    RollingBackSince,
    PercentComplete,
    RemainingMs
)
SELECT
    @InstanceId,
    s.SessionId,
    s.LoginTime,
    s.TransactionBeganTime,
    s.TransactionId,
    s.TransactionStartedAt,
    @CapturedAt,
    @CapturedAt,
    CASE WHEN s.TransactionStartedAt < @CapturedAt THEN DATEDIFF_BIG(millisecond, s.TransactionStartedAt, @CapturedAt) ELSE 0 END,
    s.IdleInTransactionMs,
    s.LogBytesUsed,
    s.TempDbBytes,
    s.OpenTransactionCount,
    s.Status,
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
    s.StatementHash,
    s.Command,
    CASE WHEN a.ActivityKind = N'rollback' THEN @CapturedAt END,
    s.PercentComplete,
    s.RemainingMs
FROM #Session AS s
CROSS APPLY lib.CommandActivity(s.Command, s.Status) AS a
WHERE s.TransactionBeganTime IS NOT NULL
  AND s.TransactionStartedAt <= DATEADD(millisecond, -@LongTransactionMs, @CapturedAt)
  AND NOT EXISTS
      (
          SELECT 1
          FROM fact.LongTransaction AS f
          WHERE f.InstanceId = @InstanceId
            AND f.SessionId = s.SessionId
            AND f.LoginTime = s.LoginTime
            AND f.BeganTime = s.TransactionBeganTime
      );

IF COALESCE(@IsTruncated, 0) = 0
    UPDATE fact.LongTransaction
    SET EndedAt = @CapturedAt
    WHERE InstanceId = @InstanceId
      AND EndedAt IS NULL
      AND LastSeenAt < @CapturedAt;
