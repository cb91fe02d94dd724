/*  alert.MedianOf: the median of a series' values over a time, and of how many it is.
    @InstanceId, @MetricId, @KeyId   the series
    @After, @Until                   UTC; the begin does not count, the end does
    Result   one row: ValueCount, Value (NULL without any)  */
CREATE FUNCTION alert.MedianOf
(
    @InstanceId int,
    @MetricId   int,
    @KeyId      int,
    @After      datetime2(3),
    @Until      datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        ValueCount = COUNT(*),
        Value = AVG(CASE WHEN v.Nr IN ((v.Total + 1) / 2, (v.Total + 2) / 2) THEN v.Value END)
    FROM
    (
        SELECT
            f.Value,
            Nr = ROW_NUMBER() OVER (ORDER BY f.Value),
            Total = COUNT(*) OVER ()
        FROM fact.Metric AS f
        WHERE f.InstanceId = @InstanceId
          AND f.MetricId = @MetricId
          AND f.KeyId = @KeyId
          AND f.CapturedAt > @After
          AND f.CapturedAt <= @Until
    ) AS v
);
