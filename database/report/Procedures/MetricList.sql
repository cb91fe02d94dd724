/*  report.MetricList: the metrics that exist, by name.
    @MetricName   only this one; NULL: all
    Result        MetricName, CollectorName, Unit, Direction, Kind, KeyKind, Description: config.Metric  */
CREATE PROCEDURE report.MetricList
    @MetricName nvarchar(64) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'MetricList';
    RETURN;
END;

SELECT m.MetricName, m.CollectorName, m.Unit, m.Direction, m.Kind, m.KeyKind, m.Description
FROM config.Metric AS m
WHERE @MetricName IS NULL
   OR m.MetricName = @MetricName
ORDER BY m.MetricName;
