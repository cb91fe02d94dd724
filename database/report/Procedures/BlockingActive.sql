/*  report.BlockingActive: the blocking incidents that go on now, longest total wait first.
    @InstanceId   NULL for all
    @AxUser, @AosName, @ObjectName   only heads whose name, resp. incidents whose object contains it; NULL or
                  empty for all
    @MinMs        only incidents that lasted so long
    @Search       only those whose head's AX user, batch task or computer, or whose object contains it
    @IncludeOwn   1: those whose head is AxMonitor itself too; else only those that an alert is about
    @Now          not used for filtering: an incident is active until the collector has seen its end
    @TimeZone     of the column …Local; NULL: UTC  */
CREATE PROCEDURE report.BlockingActive
    @InstanceId int = NULL,
    @Now        datetime2(3) = NULL,
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
    EXEC report.Help N'BlockingActive';
    RETURN;
END;

DECLARE @UserLike nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@AxUser) AS p);
DECLARE @AosLike nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@AosName) AS p);
DECLARE @ObjectLike nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@ObjectName) AS p);
DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

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
CROSS APPLY lib.OwnProgram(r.ProgramName) AS o
WHERE EndedAt IS NULL
  AND (@IncludeOwn = 1 OR o.IsOwn = 0 OR r.Severity IS NOT NULL)
  AND (@InstanceId IS NULL OR InstanceId = @InstanceId)
  AND (@UserLike IS NULL OR AxUser LIKE @UserLike)
  AND (@AosLike IS NULL OR HostName LIKE @AosLike)
  AND (@ObjectLike IS NULL OR ObjectName LIKE @ObjectLike)
  AND (@MinMs IS NULL OR DurationMs >= @MinMs)
  AND
  (
      @Like IS NULL
      OR AxUser LIKE @Like
      OR BatchTask LIKE @Like
      OR HostName LIKE @Like
      OR ObjectName LIKE @Like
  )
ORDER BY TotalWaitMs DESC, IncidentId;
