/*  ops.GetSchedule: what is to be collected, from where, how often. An override of the instance beats the
    collector's default, and back-off beats both.
    @Now     UTC; NULL for now
    Result   one row per enabled instance and enabled collector
             Kind         data, or check, whose run always takes place
             IntervalMs   the effective interval, see ops.CollectorPlan
             QueryText    NULL means the collector's own file
             ShrinkFactor 1; after time-outs 2, 4 … 64: which part of its work a reading does, the row limit
                          has been divided by it already
             IsDue        0 while a need of the collector is not met: it is not run, only checked; of all
                          collectors of an instance while a maintenance window pauses collection
             NextRunAt    not before this time (UTC); NULL at once, also where a wrong clock has left the last
                          run ahead  */
CREATE PROCEDURE ops.GetSchedule
    @Now datetime2(3) = NULL
AS
SET NOCOUNT ON;

SET @Now = COALESCE(@Now, SYSUTCDATETIME());

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
    IsDue = CAST(CASE WHEN w.IsOver = 0 THEN 0 ELSE p.IsDue END AS bit),
    NextRunAt = CASE
        WHEN p.NextRunAt <= DATEADD(
            second, CASE WHEN p.State = N'off' THEN probe.Value ELSE p.EffectiveIntervalMs END / 1000 + 600, @Now)
            THEN p.NextRunAt
    END,
    State = CASE WHEN w.IsOver = 0 THEN N'paused' ELSE p.State END,
    Reason = CASE WHEN w.IsOver = 0 THEN w.PauseText ELSE p.Reason END
FROM ops.CollectorPlan() AS p
CROSS JOIN config.SettingNumber(N'CollectorProbeMs') AS probe
LEFT JOIN config.PausedInstance(@Now) AS w ON w.InstanceId = p.InstanceId
WHERE p.IsEnabled = 1
ORDER BY p.InstanceId, p.CollectorName;
