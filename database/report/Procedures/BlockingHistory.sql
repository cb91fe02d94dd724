/*  report.BlockingHistory: incidents of a time range, latest first: all that were alive in it,
    but for those that the setting BlockingHistoryMinMs leaves out.
    @InstanceId       NULL for all
    @FromAt, @ToAt    UTC, end exclusive  */
CREATE PROCEDURE report.BlockingHistory
    @InstanceId int = NULL,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
AS
SET NOCOUNT ON;

DECLARE @MinMs int = (SELECT s.Value FROM config.SettingNumber(N'BlockingHistoryMinMs') AS s);

SELECT
    IncidentId,
    InstanceName,
    HeadSessionId,
    HeadLabel,
    AxUser,
    AxSessionId,
    AxConfidence,
    HostName,
    ProgramName,
    HeadState,
    HeadAdvice,
    BatchTask,
    LogUsedText,
    HeadStatement,
    FirstSeenAt,
    LastSeenAt,
    DurationMs,
    VictimCount,
    MaxDepth,
    TotalWaitMs,
    LongestWaitMs,
    ObjectName,
    Severity,
    AlertState,
    PeakVictimCount,
    EndedAt
FROM report.BlockingIncidentRow()
WHERE FirstSeenAt < @ToAt
  AND LastSeenAt >= @FromAt
  AND (@InstanceId IS NULL OR InstanceId = @InstanceId)
  AND (EndedAt IS NULL OR Severity IS NOT NULL OR DurationMs >= @MinMs)
ORDER BY FirstSeenAt DESC, IncidentId DESC
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
