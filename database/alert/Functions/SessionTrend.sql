/*  alert.SessionTrend: whether sessions that stay over night become more from night to night.
    @InstanceId   NULL: all that are watched
    @Now          UTC
    Result        one row per series of alert.SessionNight with ten nights and more: InstanceId, SeriesKey,
                  AosName, ClientType, NightCount, FirstCount, LastCount (means of the first and of the last
                  three nights), RiseADay (sessions), RankCorrelation (Spearman's, of night and count), and
                  RisenPercent: LastCount beyond FirstCount; 0 where chance may explain it (below 2.33
                  standard deviations) and below ten sessions more  */
CREATE FUNCTION alert.SessionTrend
(
    @InstanceId int,
    @Now        datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        g.InstanceId,
        g.SeriesKey,
        g.AosName,
        g.ClientType,
        g.NightCount,
        g.FirstCount,
        g.LastCount,
        RiseADay = (g.LastCount - g.FirstCount) / (g.DayCount - 2),
        c.RankCorrelation,
        RisenPercent = CASE
            WHEN c.RankCorrelation * SQRT(g.NightCount - 1) >= 2.33e0 AND g.LastCount - g.FirstCount >= 10
                THEN 100e0 * (g.LastCount - g.FirstCount) / CASE WHEN g.FirstCount > 1 THEN g.FirstCount ELSE 1e0 END
            ELSE 0e0
        END
    FROM
    (
        SELECT
            r.InstanceId,
            r.SeriesKey,
            AosName = MAX(r.AosName),
            ClientType = MAX(r.ClientType),
            NightCount = COUNT(*),
            DayCount = DATEDIFF(day, MIN(r.NightDate), MAX(r.NightDate)),
            FirstCount = AVG(CASE WHEN r.NightRank <= 3 THEN r.LeastCount END),
            LastCount = AVG(CASE WHEN r.NightRank > r.Total - 3 THEN r.LeastCount END),
            Together = SUM((r.NightRank - (r.Total + 1) / 2e0) * (r.CountRank - (r.Total + 1) / 2e0)),
            OfNights = SUM((r.NightRank - (r.Total + 1) / 2e0) * (r.NightRank - (r.Total + 1) / 2e0)),
            OfCounts = SUM((r.CountRank - (r.Total + 1) / 2e0) * (r.CountRank - (r.Total + 1) / 2e0))
        FROM
        (
            SELECT
                n.InstanceId,
                n.SeriesKey,
                n.AosName,
                n.ClientType,
                n.NightDate,
                n.LeastCount,
                NightRank = ROW_NUMBER() OVER (PARTITION BY n.InstanceId, n.SeriesKey ORDER BY n.NightDate),
                CountRank = RANK() OVER (PARTITION BY n.InstanceId, n.SeriesKey ORDER BY n.LeastCount)
                    + (COUNT(*) OVER (PARTITION BY n.InstanceId, n.SeriesKey, n.LeastCount) - 1) / 2e0,
                Total = COUNT(*) OVER (PARTITION BY n.InstanceId, n.SeriesKey)
            FROM alert.SessionNight(@InstanceId, @Now) AS n
        ) AS r
        WHERE r.Total >= 10
        GROUP BY r.InstanceId, r.SeriesKey
    ) AS g
    CROSS APPLY
    (
        SELECT RankCorrelation = CASE WHEN g.OfCounts > 0 THEN g.Together / SQRT(g.OfNights * g.OfCounts) ELSE 0e0 END
    ) AS c
);
