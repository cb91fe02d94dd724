/*  alert.LevelMinutes: minutes of a service level that were bad, and that were watched, in the windows of
    alert.BurnRule and in the 30 days of its budget.
    @Spans       incidents and gaps
    @LevelName   whose
    @NowMinute   the windows end here
    Result       one row per window: WindowMinutes, WatchedMinutes, BadMinutes (of those that were watched).
                 What several spans cover counts once  */
CREATE FUNCTION alert.LevelMinutes
(
    @Spans     alert.LevelSpan READONLY,
    @LevelName nvarchar(64),
    @NowMinute int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        w.WindowMinutes,
        WatchedMinutes = w.WindowMinutes - COALESCE(SUM(CASE WHEN n.IsGapOnly = 1 THEN c.Minutes END), 0),
        BadMinutes = COALESCE(SUM(CASE WHEN n.IsGapOnly = 0 THEN c.Minutes ELSE -c.Minutes END), 0)
    FROM
    (
        SELECT WindowMinutes = 43200
        UNION
        SELECT b.LongMinutes FROM alert.BurnRule() AS b
        UNION
        SELECT b.ShortMinutes FROM alert.BurnRule() AS b
    ) AS w
    LEFT JOIN
    (
        -- Gaps alone, and gaps and incidents together: the difference is what was bad and watched. Of each,
        -- the part of a span that no earlier span has covered.
        SELECT
            k.IsGapOnly,
            FromMinute = CASE WHEN k.CoveredTo > k.FromMinute THEN k.CoveredTo ELSE k.FromMinute END,
            k.ToMinute
        FROM
        (
            SELECT
                g.IsGapOnly,
                s.FromMinute,
                s.ToMinute,
                CoveredTo = MAX(s.ToMinute) OVER (
                    PARTITION BY g.IsGapOnly
                    ORDER BY s.FromMinute, s.ToMinute
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            FROM @Spans AS s
            INNER JOIN (VALUES (0), (1)) AS g (IsGapOnly) ON g.IsGapOnly = 0 OR s.IsBad = 0
            WHERE s.LevelName IN (@LevelName, N'')
        ) AS k
        WHERE k.CoveredTo IS NULL
           OR k.CoveredTo < k.ToMinute
    ) AS n
        ON n.ToMinute > @NowMinute - w.WindowMinutes
       AND n.FromMinute < @NowMinute
    OUTER APPLY
    (
        SELECT Minutes =
            CASE WHEN n.ToMinute < @NowMinute THEN n.ToMinute ELSE @NowMinute END
            - CASE WHEN n.FromMinute > @NowMinute - w.WindowMinutes THEN n.FromMinute ELSE @NowMinute - w.WindowMinutes END
        WHERE n.IsGapOnly IS NOT NULL
    ) AS c
    GROUP BY w.WindowMinutes
);
