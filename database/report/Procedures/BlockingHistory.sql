/*  report.BlockingHistory: incidents of a time range, latest first: all that were alive in it,
    but for those that the setting BlockingHistoryMinMs leaves out.
    @InstanceId       NULL for all
    @AxUser, @AosName, @ObjectName   only heads whose name, resp. incidents whose object contains it; NULL or
                  empty for all
    @MinMs        only incidents that lasted so long
    @Search       only those whose head's AX user, batch task or computer, or whose object contains it
    @IncludeOwn   1: those whose head is AxMonitor itself too; else only those that an alert is about
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.BlockingHistory
    @InstanceId int = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @AxUser     nvarchar(100) = NULL,
    @AosName    nvarchar(100) = NULL,
    @ObjectName nvarchar(100) = NULL,
    @MinMs      int = NULL,
    @Search     nvarchar(100) = NULL,
    @IncludeOwn bit = 0,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BlockingHistory';
    RETURN;
END;

DECLARE @UserLike nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@AxUser) AS p);
DECLARE @AosLike nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@AosName) AS p);
DECLARE @ObjectLike nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@ObjectName) AS p);
DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @ShownMinMs int = (SELECT s.Value FROM config.SettingNumber(N'BlockingHistoryMinMs') AS s);

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
CROSS APPLY lib.OwnProgram(r.ProgramName) AS o
WHERE FirstSeenAt < @To
  AND (@IncludeOwn = 1 OR o.IsOwn = 0 OR r.Severity IS NOT NULL)
  AND LastSeenAt >= @From
  AND (@InstanceId IS NULL OR InstanceId = @InstanceId)
  AND (EndedAt IS NULL OR Severity IS NOT NULL OR DurationMs >= @ShownMinMs)
  AND (@UserLike IS NULL OR r.AxUser LIKE @UserLike)
  AND (@AosLike IS NULL OR r.HostName LIKE @AosLike)
  AND (@ObjectLike IS NULL OR r.ObjectName LIKE @ObjectLike)
  AND (@MinMs IS NULL OR r.DurationMs >= @MinMs)
  AND
  (
      @Like IS NULL
      OR r.AxUser LIKE @Like
      OR r.BatchTask LIKE @Like
      OR r.HostName LIKE @Like
      OR r.ObjectName LIKE @Like
  )
ORDER BY FirstSeenAt DESC, IncidentId DESC
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
