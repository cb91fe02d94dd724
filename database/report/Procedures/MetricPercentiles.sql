/*  report.MetricPercentiles: percentiles of a series over a time: rollup.Quantiles.
    @SeriesId        rollup.Series (report.MetricState)
    @FromAt, @ToAt   UTC, [from, to)
    @QuantilesJson   an array of numbers from 0 to 1
    Result           one row for each, none where there are no values: Quantile, Value, ValueCount,
                     IsExact  */
CREATE PROCEDURE report.MetricPercentiles
    @SeriesId      int = NULL,
    @FromAt        datetime2(3) = NULL,
    @ToAt          datetime2(3) = NULL,
    @QuantilesJson nvarchar(1000) = N'[]',
    @Help          bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'MetricPercentiles';
    RETURN;
END;

DECLARE @Quantiles rollup.QuantileList;

INSERT @Quantiles (Quantile)
SELECT DISTINCT CAST(j.[value] AS float)
FROM OPENJSON(@QuantilesJson) AS j
WHERE j.[type] = 2;

SELECT q.Quantile, q.Value, q.ValueCount, q.IsExact
FROM rollup.Quantiles(@SeriesId, @FromAt, @ToAt, @Quantiles) AS q
ORDER BY q.Quantile;
