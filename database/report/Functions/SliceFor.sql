/*  report.SliceFor: how long the slices of a chart are: never so short that a collector brings nothing into
    some of them, which would leave points without a line between them.
    @SliceSeconds     as report.WindowOf has it
    @CollectorNames   whose data the chart shows, between blanks; unknown names count for nothing
    @InstanceId       NULL for all
    Result            one row: SliceSeconds, at least twice the longest interval at which one of them runs,
                      slowed ones included  */
CREATE FUNCTION report.SliceFor
(
    @SliceSeconds   int,
    @CollectorNames nvarchar(400),
    @InstanceId     int
)
RETURNS TABLE
AS
RETURN
(
    SELECT SliceSeconds = CASE
        WHEN m.Seconds > @SliceSeconds THEN m.Seconds
        WHEN @SliceSeconds > 0 THEN @SliceSeconds
        ELSE 1
    END
    FROM
    (
        SELECT Seconds = MAX(
            COALESCE(o.IntervalMs, c.IntervalMs) / 500 * CASE WHEN s.State = N'slowed' THEN s.IntervalFactor ELSE 1 END)
        FROM config.Collector AS c
        CROSS JOIN config.Instance AS i
        LEFT JOIN config.CollectorOverride AS o ON o.InstanceId = i.InstanceId AND o.CollectorName = c.CollectorName
        LEFT JOIN ops.CollectorState AS s ON s.InstanceId = i.InstanceId AND s.CollectorName = c.CollectorName
        WHERE CHARINDEX(N' ' + c.CollectorName + N' ', N' ' + @CollectorNames + N' ') > 0
          AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
    ) AS m
);
