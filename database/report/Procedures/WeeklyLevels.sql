/*  report.WeeklyLevels: the service levels in a week and in the week before, and what was left of the error
    budget of 30 days at the week's end.
    @InstanceId, @Stage   NULL for all
    @TimeZone, @WeekStart   as in report.WeekOf
    Result   one row per enabled level of config.ServiceLevel: LevelName, Description, TargetPercent;
             ReachedPercent, BeforePercent (of the watched minutes of the week; NULL: none were); BadMinutes,
             BeforeMinutes; BudgetLeftPercent (below 0: overspent; NULL: nothing was watched); StateText:
             kept, missed, not watched
    A week that goes on reaches up to now.  */
CREATE PROCEDURE report.WeeklyLevels
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @WeekStart  datetime2(3) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'WeeklyLevels';
    RETURN;
END;

DECLARE @Before datetime2(3);
DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT
    @Before = w.BeforeAt,
    @From = CASE WHEN w.FromAt < w.NowAt THEN w.FromAt ELSE w.NowAt END,
    @To = CASE WHEN w.ToAt < w.NowAt THEN w.ToAt ELSE w.NowAt END
FROM report.WeekOf(@WeekStart, @TimeZone) AS w;

DECLARE @BeforeMinute int = DATEDIFF(minute, '20000101', @Before);
DECLARE @FromMinute int = DATEDIFF(minute, '20000101', @From);
DECLARE @ToMinute int = DATEDIFF(minute, '20000101', @To);
DECLARE @Budget alert.LevelSpan;
DECLARE @Week alert.LevelSpan;
DECLARE @WeekBefore alert.LevelSpan;

CREATE TABLE #LevelInstance (InstanceId int NOT NULL PRIMARY KEY CLUSTERED);
CREATE TABLE #LevelSpan
(
    LevelName  nvarchar(64) COLLATE DATABASE_DEFAULT NOT NULL,
    FromMinute int NOT NULL,
    ToMinute   int NOT NULL,
    IsBad      bit NOT NULL
);

INSERT #LevelInstance (InstanceId)
SELECT n.InstanceId
FROM config.Instance AS n
WHERE (@InstanceId IS NULL OR n.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR n.Environment = @Stage);

EXEC alert.FillLevelSpans @To;

INSERT @Budget (LevelName, FromMinute, ToMinute, IsBad)
SELECT s.LevelName, s.FromMinute, s.ToMinute, s.IsBad
FROM #LevelSpan AS s;

-- The minutes are those of 30 days: whatever lies before a week counts as if nobody had watched.
INSERT @Week (LevelName, FromMinute, ToMinute, IsBad)
SELECT s.LevelName, s.FromMinute, s.ToMinute, s.IsBad
FROM #LevelSpan AS s
UNION ALL
SELECT N'', @ToMinute - 43200, @FromMinute, 0;

INSERT @WeekBefore (LevelName, FromMinute, ToMinute, IsBad)
SELECT s.LevelName, s.FromMinute, s.ToMinute, s.IsBad
FROM #LevelSpan AS s
UNION ALL
SELECT N'', @FromMinute - 43200, @BeforeMinute, 0;

SELECT
    l.LevelName,
    l.Description,
    l.TargetPercent,
    p.ReachedPercent,
    BeforePercent = CASE WHEN b.WatchedMinutes > 0 THEN 100e0 * (1 - b.BadMinutes / CAST(b.WatchedMinutes AS float)) END,
    BadMinutes = CASE WHEN t.WatchedMinutes > 0 THEN t.BadMinutes END,
    BeforeMinutes = CASE WHEN b.WatchedMinutes > 0 THEN b.BadMinutes END,
    l.BudgetLeftPercent,
    StateText = CASE
        WHEN p.ReachedPercent IS NULL THEN N'not watched'
        WHEN 100 * (t.WatchedMinutes - t.BadMinutes) >= l.TargetPercent * t.WatchedMinutes THEN N'kept'
        ELSE N'missed'
    END
FROM alert.LevelStatus(@Budget, @To) AS l
CROSS APPLY alert.LevelMinutes(@Week, l.LevelName, @ToMinute) AS t
CROSS APPLY alert.LevelMinutes(@WeekBefore, l.LevelName, @FromMinute) AS b
CROSS APPLY
(
    SELECT ReachedPercent = CASE
        WHEN t.WatchedMinutes > 0 THEN 100e0 * (1 - t.BadMinutes / CAST(t.WatchedMinutes AS float))
    END
) AS p
WHERE t.WindowMinutes = 43200
  AND b.WindowMinutes = 43200
ORDER BY l.LevelName;
