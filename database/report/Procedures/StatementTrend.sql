/*  report.StatementTrend: one statement over a period: runs, mean time and mean reads by slice.
    @InstanceId   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @QueryKey   query_hash as 16 hexadecimal digits
    Statements are read every five minutes, so a slice is not shorter.
    ChangeLatencyMs: the mean of a slice in which another plan took over, as a place for a mark; ChangeText
    says which. NULL in all others, and where nothing ran  */
CREATE PROCEDURE report.StatementTrend
    @InstanceId int = NULL,
    @QueryKey   nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'StatementTrend';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SliceSeconds int;

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SliceSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(w.SliceSeconds, N'QueryStats', @InstanceId) AS s;

DECLARE @Hash binary(8) = TRY_CONVERT(binary(8), @QueryKey, 2);

SELECT
    SliceLocal = l.LocalAt,
    RunCount = SUM(t.ExecutionCount),
    MeanLatencyMs = 1e0 * SUM(t.DurationMs) / NULLIF(SUM(t.ExecutionCount), 0),
    MeanReadCount = 1e0 * SUM(t.LogicalReads) / NULLIF(SUM(t.ExecutionCount), 0),
    PlanCount = COUNT(DISTINCT t.TopPlanHash),
    ChangeLatencyMs = CASE
        WHEN MAX(c.ChangeText) IS NOT NULL THEN 1e0 * SUM(t.DurationMs) / NULLIF(SUM(t.ExecutionCount), 0)
    END,
    ChangeText = MAX(c.ChangeText),
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN
(
    SELECT
        SliceNumber = CAST(DATEDIFF_BIG(second, @From, x.CapturedAt) / @SliceSeconds AS int),
        x.ExecutionCount,
        x.DurationMs,
        x.LogicalReads,
        x.TopPlanHash
    FROM fact.QueryStat AS x
    WHERE x.QueryHash = @Hash
      AND x.CapturedAt >= @From
      AND x.CapturedAt < @To
      AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
) AS t ON t.SliceNumber = n.SliceNumber
LEFT JOIN
(
    SELECT
        y.SliceNumber,
        ChangeText = CONCAT(
            MAX(CASE WHEN y.Place = 1 THEN CONCAT(N'plan ', y.OldPlanId, N' → ', y.NewPlanId) END),
            CASE WHEN COUNT(*) > 1 THEN CONCAT(N', the last of ', COUNT(*), N' changes') END)
    FROM
    (
        SELECT
            SliceNumber = CAST(DATEDIFF_BIG(second, @From, x.ChangedAt) / @SliceSeconds AS int),
            x.OldPlanId,
            x.NewPlanId,
            Place = ROW_NUMBER() OVER (
                PARTITION BY DATEDIFF_BIG(second, @From, x.ChangedAt) / @SliceSeconds
                ORDER BY x.ChangedAt DESC, x.QueryId)
        FROM fact.QueryPlanChange AS x
        WHERE x.QueryHash = @Hash
          AND x.ChangedAt >= @From
          AND x.ChangedAt < @To
          AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
    ) AS y
    GROUP BY y.SliceNumber
) AS c ON c.SliceNumber = n.SliceNumber
GROUP BY n.SliceNumber, l.LocalAt
ORDER BY n.SliceNumber
OPTION (RECOMPILE);
