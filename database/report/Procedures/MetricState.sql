/*  report.MetricState: a metric with a key on an instance: whether there is such a thing, and what its values
    mean. One row, none for an unknown metric.
    @MetricName     config.Metric
    @InstanceName   config.Instance
    @KeyText        empty for a metric without keys
    Result          MetricName, Unit, Direction, Kind, KeyKind, InstanceName (NULL: there is none), SeriesId
                    (NULL: it has never brought a value for this key there)  */
CREATE PROCEDURE report.MetricState
    @MetricName   nvarchar(64) = NULL,
    @InstanceName sysname = NULL,
    @KeyText      nvarchar(256) = N'',
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'MetricState';
    RETURN;
END;

SELECT m.MetricName, m.Unit, m.Direction, m.Kind, m.KeyKind, i.InstanceName, s.SeriesId
FROM config.Metric AS m
LEFT JOIN config.Instance AS i ON i.InstanceName = @InstanceName
LEFT JOIN dim.MetricKey AS k ON k.KeyText = @KeyText
LEFT JOIN rollup.Series AS s ON s.MetricId = m.MetricId AND s.InstanceId = i.InstanceId AND s.KeyId = k.KeyId
WHERE m.MetricName = @MetricName;
