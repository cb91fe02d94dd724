/*  report.BlockingIncident: one incident.
    @IncidentId   fact.BlockingIncident; no row for an unknown one  */
CREATE PROCEDURE report.BlockingIncident
    @IncidentId bigint
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
    AlertState,
    EndedAt
FROM report.BlockingIncidentRow()
WHERE IncidentId = @IncidentId;
