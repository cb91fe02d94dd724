/*  report.BlockingHistory: incidents of a time range, latest first: all that were alive in it.
    @InstanceId       NULL for all
    @FromAt, @ToAt    UTC, end exclusive  */
CREATE PROCEDURE report.BlockingHistory
    @InstanceId int = NULL,
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
AS
SET NOCOUNT ON;

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
ORDER BY FirstSeenAt DESC, IncidentId DESC
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
