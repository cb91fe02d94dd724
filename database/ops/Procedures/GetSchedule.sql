/*  ops.GetSchedule: what is to be collected, from where, how often. An override of the instance beats the collector's default.
    Result   one row per enabled instance and enabled collector; QueryText NULL means the collector's own file  */
CREATE PROCEDURE ops.GetSchedule
AS
SET NOCOUNT ON;

SELECT
    i.InstanceId,
    i.InstanceName,
    i.ConnectionName,
    i.AxDatabaseName,
    c.CollectorName,
    IntervalMs = COALESCE(o.IntervalMs, c.IntervalMs),
    TimeoutMs = COALESCE(o.TimeoutMs, c.TimeoutMs),
    RowLimit = COALESCE(o.RowLimit, c.RowLimit),
    c.TargetProcedure,
    c.TableType,
    o.QueryText
FROM config.Instance AS i
CROSS JOIN config.Collector AS c
LEFT JOIN config.CollectorOverride AS o ON o.InstanceId = i.InstanceId AND o.CollectorName = c.CollectorName
WHERE i.IsEnabled = 1
  AND COALESCE(o.IsEnabled, c.IsEnabled) = 1
ORDER BY i.InstanceId, c.CollectorName;
