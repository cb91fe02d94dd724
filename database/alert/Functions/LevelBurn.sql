/*  alert.LevelBurn: how fast a service level burns its error budget, by each rule of alert.BurnRule.
    @Spans, @LevelName, @NowMinute   as alert.LevelMinutes has them
    @Target      share of the minutes that are to be good, such as 0.995
    Result       one row per rule: RuleNumber, KindName, LongMinutes, ShortMinutes, MinBurn, BurnLong,
                 BurnShort (1: the budget is spent in exactly 30 days; NULL: less than 80 percent of the
                 window was watched), IsBurning (both reach MinBurn), IsReachable (0: no incident can burn so
                 fast)  */
CREATE FUNCTION alert.LevelBurn
(
    @Spans     alert.LevelSpan READONLY,
    @LevelName nvarchar(64),
    @Target    float,
    @NowMinute int
)
RETURNS TABLE
AS
RETURN
(
    WITH Burn AS
    (
        SELECT
            m.WindowMinutes,
            BurnRate = CASE
                WHEN 10 * m.WatchedMinutes >= 8 * m.WindowMinutes THEN m.BadMinutes / NULLIF(m.WatchedMinutes * (1 - @Target), 0)
            END
        FROM alert.LevelMinutes(@Spans, @LevelName, @NowMinute) AS m
    )
    SELECT
        r.RuleNumber,
        r.KindName,
        r.LongMinutes,
        r.ShortMinutes,
        r.MinBurn,
        BurnLong = l.BurnRate,
        BurnShort = s.BurnRate,
        IsBurning = CAST(CASE WHEN l.BurnRate >= r.MinBurn AND s.BurnRate >= r.MinBurn THEN 1 ELSE 0 END AS bit),
        IsReachable = CAST(CASE WHEN 1 >= r.MinBurn * (1 - @Target) THEN 1 ELSE 0 END AS bit)
    FROM alert.BurnRule() AS r
    INNER JOIN Burn AS l ON l.WindowMinutes = r.LongMinutes
    INNER JOIN Burn AS s ON s.WindowMinutes = r.ShortMinutes
);
