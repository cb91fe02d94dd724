/*  report.BlockingIncident: one incident.
    @IncidentId   fact.BlockingIncident; no row for an unknown one
    @TimeZone     of the columns …Local; NULL: UTC  */
CREATE PROCEDURE report.BlockingIncident
    @IncidentId bigint = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BlockingIncident';
    RETURN;
END;

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
    EndedAt,
    FirstSeenLocal = f.LocalAt,
    EndedLocal = e.LocalAt
FROM report.BlockingIncidentRow() AS r
CROSS APPLY report.LocalTime(r.FirstSeenAt, @Zone) AS f
CROSS APPLY report.LocalTime(r.EndedAt, @Zone) AS e
WHERE IncidentId = @IncidentId;
