/*  report.BatchUsual: how long a batch class usually takes: the mean of its daily medians of the 14 days
    before a day, and the number of days behind it.
    @InstanceId    config.Instance
    @ClassNumber   its number
    @Before        local day that does not count any more
    Result         one row: UsualMs, NULL without any day; DayCount  */
CREATE FUNCTION report.BatchUsual
(
    @InstanceId  int,
    @ClassNumber int,
    @Before      datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT UsualMs = CAST(AVG(d.MedianValue) AS bigint), DayCount = COUNT(*)
    FROM config.Metric AS m
    CROSS JOIN dim.BatchClassName(@InstanceId, @ClassNumber) AS n
    INNER JOIN dim.MetricKey AS k ON k.KeyText = n.Name
    INNER JOIN rollup.Series AS s ON s.InstanceId = @InstanceId AND s.MetricId = m.MetricId AND s.KeyId = k.KeyId
    INNER JOIN baseline.DayValue AS d ON d.SeriesId = s.SeriesId
        AND d.LocalDate >= DATEADD(day, -14, @Before)
        AND d.LocalDate < @Before
    WHERE m.MetricName = N'batch.duration_ms'
);
