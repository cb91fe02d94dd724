/*  lib.UnitFloor: what is too little of a unit to speak of, where a metric has no FloorValue of its own.
    @Unit    as in config.Metric
    Result   one row: FloorValue, NULL for what has no usual height: ages, ids, yes or no
    A series that was 0 all the time is anomalous from half of it on.  */
CREATE FUNCTION lib.UnitFloor
(
    @Unit nvarchar(32)
)
RETURNS TABLE
AS
RETURN
(
    SELECT FloorValue = CASE
        WHEN @Unit IN (N'ratio', N'deadlocks') THEN 4e0
        WHEN @Unit IN (N'errors', N'requests', N'percent') THEN 20e0
        WHEN @Unit = N'count' THEN 20e0
        WHEN @Unit IN (N'queries', N'ms', N'1/s', N's', N'MB/s') THEN 100e0
        WHEN @Unit = N'ms/s' THEN 500e0
        WHEN @Unit IN (N'pages', N'pages/s', N'rows/s') THEN 10000e0
        WHEN @Unit = N'MB' THEN 2048e0
        WHEN @Unit IN (N'KB', N'KB/s') THEN 102400e0
        WHEN @Unit = N'bytes/s' THEN 1e8
    END
);
