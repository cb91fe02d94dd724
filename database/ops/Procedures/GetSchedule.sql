/*  ops.GetSchedule: what is to be collected, from where, how often. An override of the instance beats the
    collector's default, and back-off beats both.
    Result   one row per enabled instance and enabled collector
             Kind         data, or check, whose run always takes place
             IntervalMs   the effective interval, see ops.CollectorPlan
             QueryText    NULL means the collector's own file
             ShrinkFactor 1; after time-outs 2, 4 … 64: which part of its work a reading does, the row limit
                          has been divided by it already
             IsDue        0 while a need of the collector is not met: it is not run, only checked
             NextRunAt    not before this time (UTC); NULL at once  */
CREATE PROCEDURE ops.GetSchedule
AS
SET NOCOUNT ON;

SELECT
    p.InstanceId,
    p.InstanceName,
    p.ConnectionName,
    p.AxDatabaseName,
    p.CollectorName,
    p.Kind,
    IntervalMs = p.EffectiveIntervalMs,
    p.TimeoutMs,
    p.RowLimit,
    p.ShrinkFactor,
    p.TargetProcedure,
    p.TableType,
    p.QueryText,
    p.IsDue,
    p.NextRunAt,
    p.State,
    p.Reason
FROM ops.CollectorPlan() AS p
WHERE p.IsEnabled = 1
ORDER BY p.InstanceId, p.CollectorName;
