/*  report.BlockingOffenders: who and what blocks most in a period: AX users, batch classes and objects with
    their incidents and waits, ten of each.
    @InstanceId   NULL for all
    @AxUser, @AosName, @ObjectName   only heads whose name, resp. incidents whose object contains it; NULL or
                  empty for all
    @MinMs        only incidents that lasted so long
    @Search       only those whose head's AX user, batch task or computer, or whose object contains it
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @IncludeOwn   1: AxMonitor itself too; else it is left out
    WaitMs: what all sessions waited together at the worst moment of each incident, added up.  */
CREATE PROCEDURE report.BlockingOffenders
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
    EXEC report.Help N'BlockingOffenders';
    RETURN;
END;

DECLARE @UserLike nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@AxUser) AS p);
DECLARE @AosLike nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@AosName) AS p);
DECLARE @ObjectLike nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@ObjectName) AS p);
DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @From = w.FromAt, @To = w.ToAt
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @ShownMinMs int = (SELECT s.Value FROM config.SettingNumber(N'BlockingHistoryMinMs') AS s);

WITH Offender AS
(
    SELECT v.KindName, v.KindOrder, v.Name, i.IncidentId, i.PeakTotalWaitMs, i.PeakVictimCount
    FROM fact.ShownBlockingIncident(0) AS i
    CROSS APPLY lib.OwnProgram(i.ProgramName) AS o
    CROSS APPLY
    (
        VALUES
            (N'AX user', 1, CASE WHEN i.BatchTask IS NULL THEN i.AxUser END),
            (N'batch class', 2, LEFT(i.BatchTask, CHARINDEX(N' · ', i.BatchTask + N' · ') - 1)),
            (N'object', 3, i.ObjectName)
    ) AS v (KindName, KindOrder, Name)
    WHERE i.FirstSeenAt < @To
      AND i.LastSeenAt >= @From
      AND (@IncludeOwn = 1 OR o.IsOwn = 0)
      AND v.Name IS NOT NULL
      AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
      AND (i.EndedAt IS NULL OR DATEDIFF_BIG(millisecond, i.StartedAt, i.LastSeenAt) >= @ShownMinMs)
      AND (@UserLike IS NULL OR i.AxUser LIKE @UserLike)
      AND (@AosLike IS NULL OR i.HostName LIKE @AosLike)
      AND (@ObjectLike IS NULL OR i.ObjectName LIKE @ObjectLike)
      AND (@MinMs IS NULL OR DATEDIFF_BIG(millisecond, i.StartedAt, i.LastSeenAt) >= @MinMs)
      AND
      (
          @Like IS NULL
          OR i.AxUser LIKE @Like
          OR i.BatchTask LIKE @Like
          OR i.HostName LIKE @Like
          OR i.ObjectName LIKE @Like
      )
)
SELECT
    RowId = CONCAT(f.KindOrder, N'/', f.Name),
    f.KindName,
    f.KindOrder,
    f.Name,
    f.IncidentCount,
    f.WaitMs,
    f.PeakVictimCount,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM
(
    SELECT
        o.KindName,
        o.KindOrder,
        o.Name,
        IncidentCount = COUNT(*),
        WaitMs = SUM(o.PeakTotalWaitMs),
        PeakVictimCount = MAX(o.PeakVictimCount),
        Place = ROW_NUMBER() OVER (PARTITION BY o.KindOrder ORDER BY SUM(o.PeakTotalWaitMs) DESC, o.Name)
    FROM Offender AS o
    GROUP BY o.KindName, o.KindOrder, o.Name
) AS f
WHERE f.Place <= 10
ORDER BY f.KindOrder, f.WaitMs DESC, f.Name
OPTION (RECOMPILE);
