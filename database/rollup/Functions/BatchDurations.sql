/*  rollup.BatchDurations: how long the tasks of each batch class took, as box plots, exact.
    @InstanceId    config.Instance
    @From, @To     UTC, [from, to): executions that began in it, ended without error, and whose duration is
                   known
    Result         one row for each class: ClassNumber, ValueCount; P5Ms and P95Ms (whiskers), P25Ms, P50Ms,
                   P75Ms (box); OutlierBelowMs and OutlierAboveMs, beyond which an execution is an outlier,
                   and OutlierCount. Below five executions the percentiles and limits are NULL: show
                   the points
    An outlier lies above the larger of P95 and P75 + 3 * (P75 - P25), or below the smaller of P5 and
    P25 - 3 * (P75 - P25): durations are skewed, and 1.5 would flag several percent of healthy ones.  */
CREATE FUNCTION rollup.BatchDurations
(
    @InstanceId int,
    @From       datetime2(3),
    @To         datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        b.ClassNumber,
        b.ValueCount,
        b.P5Ms,
        b.P25Ms,
        b.P50Ms,
        b.P75Ms,
        b.P95Ms,
        o.OutlierBelowMs,
        o.OutlierAboveMs,
        c.OutlierCount
    FROM
    (
        SELECT
            p.ClassNumber,
            p.ValueCount,
            P5Ms = MAX(CASE WHEN p.Quantile = 0.05e0 THEN p.Value END),
            P25Ms = MAX(CASE WHEN p.Quantile = 0.25e0 THEN p.Value END),
            P50Ms = MAX(CASE WHEN p.Quantile = 0.5e0 THEN p.Value END),
            P75Ms = MAX(CASE WHEN p.Quantile = 0.75e0 THEN p.Value END),
            P95Ms = MAX(CASE WHEN p.Quantile = 0.95e0 THEN p.Value END)
        FROM
        (
            SELECT
                v.ClassNumber,
                v.ValueCount,
                q.Quantile,
                Value = CASE
                    WHEN v.ValueCount >= 5 THEN MIN(v.Value) + MAX(r.Rest) * (MAX(v.Value) - MIN(v.Value))
                END
            FROM
            (
                SELECT
                    e.ClassNumber,
                    Value = CAST(e.DurationMs AS float),
                    ValueNumber = ROW_NUMBER() OVER (PARTITION BY e.ClassNumber ORDER BY e.DurationMs) - 1,
                    ValueCount = COUNT_BIG(*) OVER (PARTITION BY e.ClassNumber)
                FROM fact.BatchExecution AS e
                WHERE e.InstanceId = @InstanceId
                  AND e.StartedAt >= @From
                  AND e.StartedAt < @To
                  AND e.StatusNumber = 4
                  AND e.IsRunning = 0
                  AND e.DurationMs IS NOT NULL
            ) AS v
            CROSS JOIN (VALUES (0.05e0), (0.25e0), (0.5e0), (0.75e0), (0.95e0)) AS q (Quantile)
            CROSS APPLY (SELECT Place = q.Quantile * (v.ValueCount - 1)) AS p
            CROSS APPLY (SELECT LowNumber = FLOOR(p.Place), HighNumber = CEILING(p.Place), Rest = p.Place - FLOOR(p.Place)) AS r
            WHERE v.ValueNumber = r.LowNumber
               OR v.ValueNumber = r.HighNumber
            GROUP BY v.ClassNumber, v.ValueCount, q.Quantile
        ) AS p
        GROUP BY p.ClassNumber, p.ValueCount
    ) AS b
    CROSS APPLY
    (
        SELECT
            OutlierBelowMs = CASE
                WHEN b.P5Ms < b.P25Ms - 3 * (b.P75Ms - b.P25Ms) THEN b.P5Ms
                ELSE b.P25Ms - 3 * (b.P75Ms - b.P25Ms)
            END,
            OutlierAboveMs = CASE
                WHEN b.P95Ms > b.P75Ms + 3 * (b.P75Ms - b.P25Ms) THEN b.P95Ms
                ELSE b.P75Ms + 3 * (b.P75Ms - b.P25Ms)
            END
    ) AS o
    CROSS APPLY
    (
        SELECT OutlierCount = COUNT(*)
        FROM fact.BatchExecution AS e
        WHERE e.InstanceId = @InstanceId
          AND e.StartedAt >= @From
          AND e.StartedAt < @To
          AND e.ClassNumber = b.ClassNumber
          AND e.StatusNumber = 4
          AND e.IsRunning = 0
          AND (e.DurationMs < o.OutlierBelowMs OR e.DurationMs > o.OutlierAboveMs)
    ) AS c
);
