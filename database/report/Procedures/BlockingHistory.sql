/*  report.BlockingHistory: incidents of a time range, latest first: all that were alive in it,
    but for those that the setting BlockingHistoryMinMs leaves out.
    @InstanceId       NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.BlockingHistory
    @InstanceId int = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL
AS
SET NOCOUNT ON;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @MinMs int = (SELECT s.Value FROM config.SettingNumber(N'BlockingHistoryMinMs') AS s);

SELECT
    r.IncidentId,
    r.InstanceName,
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
    EndedAt,
    FirstSeenLocal = f.LocalAt,
    EndedLocal = e.LocalAt
FROM report.BlockingIncidentRow() AS r
CROSS APPLY report.LocalTime(r.FirstSeenAt, @Zone) AS f
CROSS APPLY report.LocalTime(r.EndedAt, @Zone) AS e
WHERE FirstSeenAt < @To
  AND LastSeenAt >= @From
  AND (@InstanceId IS NULL OR InstanceId = @InstanceId)
  AND (EndedAt IS NULL OR Severity IS NOT NULL OR DurationMs >= @MinMs)
ORDER BY FirstSeenAt DESC, IncidentId DESC
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
