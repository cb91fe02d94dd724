/*  ops.CollectorPlan: how each collector is to run on each instance, and how it stands. Schedule, status and
    alerts agree because they ask here.
    Result   one row per instance and collector, the disabled ones too:
             IntervalMs            as configured for the instance
             EffectiveIntervalMs   after back-off: longer when slowed, shorter when a
                                   collector with a long interval failed
             RowLimit              as configured; after time-outs a part of it, 100 at least
             BudgetMs              the smaller of the absolute budget and the share of the interval
             State                 disabled, starting (no run yet), waiting (a need is not
                                   met), or as in ops.CollectorState
             Reason, Remedy        of a need that is not met, else of the state
             IsDue                 1 when it is to be scheduled
             NextRunAt             not before this time; NULL at once
             SilenceMs             nothing for longer than this means: not collecting  */
CREATE FUNCTION ops.CollectorPlan ()
RETURNS TABLE
AS
RETURN
(
    SELECT
        i.InstanceId,
        i.InstanceName,
        i.ConnectionName,
        i.AxDatabaseName,
        c.CollectorName,
        c.Kind,
        b.IntervalMs,
        e.EffectiveIntervalMs,
        TimeoutMs = COALESCE(o.TimeoutMs, c.TimeoutMs),
        RowLimit = CASE
            WHEN COALESCE(o.RowLimit, c.RowLimit) / COALESCE(s.ShrinkFactor, 1) >= 100
                THEN COALESCE(o.RowLimit, c.RowLimit) / COALESCE(s.ShrinkFactor, 1)
            WHEN COALESCE(o.RowLimit, c.RowLimit) < 100 THEN COALESCE(o.RowLimit, c.RowLimit)
            ELSE 100
        END,
        ShrinkFactor = COALESCE(s.ShrinkFactor, 1),
        b.BudgetMs,
        TargetProcedure = CAST(CONCAT(N'collect.Save', c.CollectorName) AS nvarchar(256)),
        c.TableType,
        o.QueryText,
        IsEnabled = n.IsEnabled,
        State = CASE
            WHEN n.IsEnabled = 0 THEN N'disabled'
            WHEN p.CheckName IS NOT NULL THEN N'waiting'
            ELSE COALESCE(s.State, N'starting')
        END,
        Reason = CASE WHEN n.IsEnabled = 0 THEN N'It is disabled.' WHEN p.CheckName IS NOT NULL THEN p.Finding ELSE s.Reason END,
        Remedy = CASE
            WHEN n.IsEnabled = 0
                THEN N'Enable the instance (config.Instance) or the collector (config.SetCollectorOverride), if it is wanted.'
            WHEN p.CheckName IS NOT NULL THEN p.Remedy
            ELSE s.Remedy
        END,
        IsDue = CAST(CASE WHEN n.IsEnabled = 1 AND p.CheckName IS NULL THEN 1 ELSE 0 END AS bit),
        NextRunAt = CASE
            WHEN c.Kind = N'check' THEN NULL
            WHEN s.State = N'off' THEN s.ProbeAt
            ELSE DATEADD(millisecond, e.EffectiveIntervalMs, s.LastRunAt)
        END,
        Since = CASE WHEN n.IsEnabled = 1 AND p.CheckName IS NULL THEN s.Since END,
        s.LastRunAt,
        s.LastSuccessAt,
        s.LastSourceMs,
        s.TruncatedAt,
        s.FailureCount,
        SilenceMs = CASE
            WHEN CAST(b.IntervalMs AS bigint) * COALESCE(s.IntervalFactor, 1) * runs.Value > silence.Value
                THEN CAST(b.IntervalMs AS bigint) * COALESCE(s.IntervalFactor, 1) * runs.Value
            ELSE CAST(silence.Value AS bigint)
        END
    FROM config.Instance AS i
    CROSS JOIN config.Collector AS c
    CROSS JOIN config.SettingNumber(N'CollectorProbeMs') AS probe
    CROSS JOIN config.SettingNumber(N'CollectorRetryMs') AS retry
    CROSS JOIN config.SettingNumber(N'CollectorSilenceRuns') AS runs
    CROSS JOIN config.SettingNumber(N'CollectorSilenceMs') AS silence
    LEFT JOIN config.CollectorOverride AS o ON o.InstanceId = i.InstanceId AND o.CollectorName = c.CollectorName
    LEFT JOIN ops.CollectorState AS s ON s.InstanceId = i.InstanceId AND s.CollectorName = c.CollectorName
    CROSS APPLY
    (
        SELECT IsEnabled = CAST(CASE WHEN i.IsEnabled = 1 AND COALESCE(o.IsEnabled, c.IsEnabled) = 1 THEN 1 ELSE 0 END AS bit)
    ) AS n
    OUTER APPLY
    (
        SELECT TOP (1) f.CheckName, f.Finding, f.Remedy
        FROM collect.Preflight AS f
        WHERE f.InstanceId = i.InstanceId
          AND f.CollectorName = c.CollectorName
          AND f.IsMet = 0
          AND f.IsOptional = 0
        ORDER BY f.CheckName
    ) AS p
    CROSS APPLY
    (
        SELECT
            IntervalMs = COALESCE(o.IntervalMs, c.IntervalMs),
            BudgetMs = CASE
                WHEN COALESCE(o.BudgetMs, c.BudgetMs)
                    < CAST(COALESCE(o.IntervalMs, c.IntervalMs) AS bigint) * COALESCE(o.BudgetPercent, c.BudgetPercent) / 100
                    THEN COALESCE(o.BudgetMs, c.BudgetMs)
                ELSE CAST(
                    CAST(COALESCE(o.IntervalMs, c.IntervalMs) AS bigint)
                        * COALESCE(o.BudgetPercent, c.BudgetPercent) / 100 AS int)
            END
    ) AS b
    CROSS APPLY
    (
        -- The checks of an instance are repeated soon while something is missing, so that a collector
        -- resumes soon after the remedy.
        SELECT RetryMs = CASE
            WHEN c.Kind = N'check'
                 AND
                 (
                     EXISTS
                     (
                         SELECT 1
                         FROM collect.Preflight AS f
                         WHERE f.InstanceId = i.InstanceId AND f.IsMet = 0 AND f.IsOptional = 0
                     )
                     OR EXISTS (SELECT 1 FROM ops.CollectorState AS f WHERE f.InstanceId = i.InstanceId AND f.State = N'failing')
                 )
                THEN CAST(retry.Value AS bigint)
            WHEN s.State = N'failing' AND s.FailureCount > 0
                THEN CAST(retry.Value AS bigint) * CASE s.FailureCount WHEN 1 THEN 1 WHEN 2 THEN 2 ELSE 4 END
        END
    ) AS t
    CROSS APPLY
    (
        SELECT EffectiveIntervalMs = CAST(CASE
            WHEN s.State = N'off' THEN probe.Value
            WHEN t.RetryMs < b.IntervalMs THEN t.RetryMs
            WHEN CAST(b.IntervalMs AS bigint) * COALESCE(s.IntervalFactor, 1) > 2147483647 THEN 2147483647
            ELSE CAST(b.IntervalMs AS bigint) * COALESCE(s.IntervalFactor, 1)
        END AS int)
    ) AS e
);
