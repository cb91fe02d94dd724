/*  alert.AggregateValue: the aggregate of a series that a rule asks for.
    @AggregateName                     last, avg, median, min, max, sum
    @SampleCount … @MedianValue        a row of alert.MetricAggregate
    Result                             one row: AggregateValue, NULL without a value  */
CREATE FUNCTION alert.AggregateValue
(
    @AggregateName nvarchar(16),
    @SampleCount   int,
    @SumValue      float,
    @MinValue      float,
    @MaxValue      float,
    @LastValue     float,
    @MedianValue   float
)
RETURNS TABLE
AS
RETURN
(
    SELECT AggregateValue = CASE @AggregateName
        WHEN N'last' THEN @LastValue
        WHEN N'avg' THEN @SumValue / NULLIF(@SampleCount, 0)
        WHEN N'median' THEN @MedianValue
        WHEN N'min' THEN @MinValue
        WHEN N'max' THEN @MaxValue
        WHEN N'sum' THEN @SumValue
    END
);
