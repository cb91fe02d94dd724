/*  alert.LevelStatus: the service levels over the last 30 days: what was reached, what is left of the error
    budget, and how fast it burns.
    @Spans   incidents and gaps, as alert.FillLevelSpans tells them
    @Now     UTC; where the 30 days end
    Result   one row per enabled level of config.ServiceLevel, with the columns of report.SloStatus  */
CREATE FUNCTION alert.LevelStatus
(
    @Spans alert.LevelSpan READONLY,
    @Now   datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.LevelName,
        s.Description,
        s.TargetPercent,
        ReachedPercent = CASE WHEN m.WatchedMinutes > 0 THEN 100e0 * (1 - m.BadMinutes / CAST(m.WatchedMinutes AS float)) END,
        m.WatchedMinutes,
        m.BadMinutes,
        b.BudgetMinutes,
        BudgetLeftMinutes = CASE WHEN m.WatchedMinutes > 0 THEN b.BudgetMinutes - m.BadMinutes END,
        BudgetLeftPercent = CASE WHEN m.WatchedMinutes > 0 THEN 100e0 * (1 - m.BadMinutes / b.BudgetMinutes) END,
        r.BurnHour,
        r.Burn5Minutes,
        r.Burn6Hours,
        r.Burn30Minutes,
        r.BurnDay,
        r.Burn2Hours,
        r.Burn3Days,
        BurnState = CASE
            WHEN m.WatchedMinutes = 0 THEN N'not watched'
            WHEN r.IsPage = 1 THEN N'page'
            WHEN r.IsTicket = 1 THEN N'ticket'
            ELSE N'ok'
        END
    FROM config.ServiceLevel AS s
    CROSS JOIN (SELECT NowMinute = DATEDIFF(minute, '20000101', @Now)) AS n
    CROSS APPLY (SELECT Target = CAST(s.TargetPercent AS float) / 100) AS t
    CROSS APPLY (SELECT BudgetMinutes = 43200 * (1 - t.Target)) AS b
    CROSS APPLY
    (
        SELECT l.WatchedMinutes, l.BadMinutes
        FROM alert.LevelMinutes(@Spans, s.LevelName, n.NowMinute) AS l
        WHERE l.WindowMinutes = 43200
    ) AS m
    CROSS APPLY
    (
        SELECT
            BurnHour = MAX(CASE WHEN u.RuleNumber = 1 THEN u.BurnLong END),
            Burn5Minutes = MAX(CASE WHEN u.RuleNumber = 1 THEN u.BurnShort END),
            Burn6Hours = MAX(CASE WHEN u.RuleNumber = 2 THEN u.BurnLong END),
            Burn30Minutes = MAX(CASE WHEN u.RuleNumber = 2 THEN u.BurnShort END),
            BurnDay = MAX(CASE WHEN u.RuleNumber = 3 THEN u.BurnLong END),
            Burn2Hours = MAX(CASE WHEN u.RuleNumber = 3 THEN u.BurnShort END),
            Burn3Days = MAX(CASE WHEN u.RuleNumber = 4 THEN u.BurnLong END),
            IsPage = MAX(CASE WHEN u.KindName = N'page' AND u.IsBurning = 1 THEN 1 ELSE 0 END),
            IsTicket = MAX(CASE WHEN u.KindName = N'ticket' AND u.IsBurning = 1 THEN 1 ELSE 0 END)
        FROM alert.LevelBurn(@Spans, s.LevelName, t.Target, n.NowMinute) AS u
    ) AS r
    WHERE s.IsEnabled = 1
);
