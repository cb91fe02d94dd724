/*  report.SloStatus: the service levels over the last 30 days: what was reached, what is left of the error
    budget, and how fast it burns.
    @Now            UTC; NULL for now
    @InstanceName   NULL: all instances together
    Result          one row per enabled level of config.ServiceLevel: LevelName, Description, TargetPercent,
                    ReachedPercent (of the watched minutes; NULL: none were), WatchedMinutes, BadMinutes,
                    BudgetMinutes, BudgetLeftMinutes, BudgetLeftPercent (below 0: overspent; NULL: nothing was
                    watched); burn rates by window: BurnHour, Burn5Minutes, Burn6Hours, Burn30Minutes,
                    BurnDay, Burn2Hours, Burn3Days
                    (1 spends the budget in exactly 30 days; NULL: less than 80 percent was watched);
                    BurnState: page, ticket or ok (alert.BurnRule; both windows must burn), or not watched
    A bad minute lies in an incident that concerns the level; overlapping ones count once. A minute is watched
    in which the collector Requests watched any instance (of the one, where it is named).  */
CREATE PROCEDURE report.SloStatus
    @Now          datetime2(3) = NULL,
    @InstanceName sysname = NULL,
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'SloStatus';
    RETURN;
END;

-- Years beyond all reason are taken for now.
SET @Now = CASE WHEN @Now BETWEEN '2000-01-01' AND '2100-01-01' THEN @Now ELSE SYSUTCDATETIME() END;

DECLARE @Spans alert.LevelSpan;

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
WHERE @InstanceName IS NULL
   OR n.InstanceName = @InstanceName;

EXEC alert.FillLevelSpans @Now;

INSERT @Spans (LevelName, FromMinute, ToMinute, IsBad)
SELECT s.LevelName, s.FromMinute, s.ToMinute, s.IsBad
FROM #LevelSpan AS s;

SELECT
    l.LevelName,
    l.Description,
    l.TargetPercent,
    l.ReachedPercent,
    l.WatchedMinutes,
    l.BadMinutes,
    l.BudgetMinutes,
    l.BudgetLeftMinutes,
    l.BudgetLeftPercent,
    l.BurnHour,
    l.Burn5Minutes,
    l.Burn6Hours,
    l.Burn30Minutes,
    l.BurnDay,
    l.Burn2Hours,
    l.Burn3Days,
    l.BurnState
FROM alert.LevelStatus(@Spans, @Now) AS l
ORDER BY l.LevelName;
