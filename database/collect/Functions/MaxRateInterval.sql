/*  collect.MaxRateInterval: how far apart two captures of a collector may lie for a rate between them to mean
    something: five intervals, at least half an hour.
    @InstanceId, @CollectorName
    Columns   MaxMs  */
CREATE FUNCTION collect.MaxRateInterval
(
    @InstanceId    int,
    @CollectorName nvarchar(64)
)
RETURNS TABLE
AS
RETURN
(
    SELECT MaxMs = CASE WHEN i.IntervalMs > 360000 THEN 5 * i.IntervalMs ELSE CAST(1800000 AS bigint) END
    FROM config.Collector AS c
    LEFT JOIN config.CollectorOverride AS o ON o.InstanceId = @InstanceId AND o.CollectorName = c.CollectorName
    CROSS APPLY (SELECT IntervalMs = CAST(COALESCE(o.IntervalMs, c.IntervalMs) AS bigint)) AS i
    WHERE c.CollectorName = @CollectorName
);
