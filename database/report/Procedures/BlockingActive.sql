/*  report.BlockingActive: the blocking incidents that go on now, longest total wait first.
    @InstanceId   NULL for all
    @Now          not used for filtering: an incident is active until the collector has seen its end  */
CREATE PROCEDURE report.BlockingActive
    @InstanceId int = NULL,
    @Now        datetime2(3) = NULL
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
    AlertState
FROM report.BlockingIncidentRow()
WHERE EndedAt IS NULL
  AND (@InstanceId IS NULL OR InstanceId = @InstanceId)
ORDER BY TotalWaitMs DESC, IncidentId;
