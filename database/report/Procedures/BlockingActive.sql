/*  report.BlockingActive: the blocking incidents that go on now, longest total wait first.
    @InstanceId   NULL for all
    @Now          not used for filtering: an incident is active until the collector has seen its end
    @TimeZone     of the column …Local; NULL: UTC  */
CREATE PROCEDURE report.BlockingActive
    @InstanceId int = NULL,
    @Now        datetime2(3) = NULL,
    @TimeZone   nvarchar(128) = NULL
AS
SET NOCOUNT ON;

DECLARE @Zone nvarchar(128) = (SELECT w.ZoneName FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w);

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
    FirstSeenLocal = f.LocalAt
FROM report.BlockingIncidentRow() AS r
CROSS APPLY report.LocalTime(r.FirstSeenAt, @Zone) AS f
WHERE EndedAt IS NULL
  AND (@InstanceId IS NULL OR InstanceId = @InstanceId)
ORDER BY TotalWaitMs DESC, IncidentId;
