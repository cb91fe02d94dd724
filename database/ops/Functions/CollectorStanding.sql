/*  ops.CollectorStanding: of each collector on each instance, in one line, whether it is collecting,
    and if not, why and what to do.
    @Now     UTC
    Result   one row per instance and collector
             IsCollecting   0 when nothing comes at present: a need is not met, it is off, disabled, paused by
                            a maintenance window, or it has brought nothing for its SilenceMs
             Standing       'collecting', or 'not collecting, because …'; also what is odd although it
                            collects, such as rows set aside within a day (collect.Quarantine)
             Missing        what it could use and does not find, with remedies
             DataAgeMs      age of its latest data  */
CREATE FUNCTION ops.CollectorStanding (@Now datetime2(3))
RETURNS TABLE
AS
RETURN
(
    SELECT
        p.InstanceId,
        p.InstanceName,
        p.CollectorName,
        State = CASE WHEN w.IsOver = 0 AND p.IsEnabled = 1 THEN N'paused' ELSE p.State END,
        c.IsCollecting,
        Standing = CAST(CASE
            WHEN w.IsOver = 0 AND p.IsEnabled = 1 THEN w.PauseText
            WHEN c.IsCollecting = 1 AND p.State = N'collecting' THEN CONCAT(N'collecting', q.AsideText)
            WHEN c.IsCollecting = 1 THEN CONCAT(N'collecting; ', COALESCE(p.Reason, p.State), q.AsideText)
            WHEN p.State = N'starting' THEN N'not collecting, because it has not run yet'
            ELSE CONCAT(N'not collecting, because: ', COALESCE(p.Reason, N'it has not run for too long.'))
        END AS nvarchar(2200)),
        Remedy = CASE
            WHEN w.IsOver = 0 AND p.IsEnabled = 1
                THEN N'None needed: it goes on behind the window, or after config.EndMaintenanceWindow.'
            WHEN p.Remedy IS NOT NULL THEN p.Remedy
            WHEN c.IsCollecting = 0 AND p.State IN (N'starting', N'collecting')
                THEN N'Is the service running? See its log and `axmonitor check`.'
        END,
        m.Missing,
        p.Since,
        p.LastSuccessAt,
        DataAgeMs = DATEDIFF_BIG(millisecond, p.LastSuccessAt, @Now),
        p.IntervalMs,
        p.EffectiveIntervalMs,
        p.BudgetMs,
        p.LastSourceMs,
        p.TruncatedAt
    FROM ops.CollectorPlan() AS p
    LEFT JOIN config.PausedInstance(@Now) AS w ON w.InstanceId = p.InstanceId
    CROSS APPLY
    (
        SELECT IsCollecting = CAST(CASE
            WHEN p.IsDue = 0
                OR w.IsOver = 0
                OR p.State = N'off'
                OR p.LastSuccessAt IS NULL
                OR DATEDIFF_BIG(millisecond, p.LastSuccessAt, @Now) > p.SilenceMs
                THEN 0
            ELSE 1
        END AS bit)
    ) AS c
    CROSS APPLY
    (
        SELECT Missing = STUFF(
        (
            SELECT N' | ' + f.Finding + COALESCE(N' ' + f.Remedy, N'')
            FROM collect.Preflight AS f
            WHERE f.InstanceId = p.InstanceId
              AND f.CollectorName = p.CollectorName
              AND f.IsOptional = 1
              AND f.IsMet = 0
            ORDER BY f.CheckName
            FOR XML PATH(N''), TYPE
        ).value(N'.', N'nvarchar(max)'), 1, 3, N'')
    ) AS m
    OUTER APPLY
    (
        SELECT TOP (1) AsideText = CONCAT(
            N'; set aside within a day: ', COUNT(*) OVER (), CASE WHEN COUNT(*) OVER () = 1 THEN N' text' ELSE N' texts' END,
            N', the latest because: ', a.Reason)
        FROM collect.Quarantine AS a
        WHERE a.InstanceId = p.InstanceId
          AND a.CollectorName = p.CollectorName
          AND a.LastSeenAt > DATEADD(day, -1, @Now)
        ORDER BY a.LastSeenAt DESC, a.QuarantineId DESC
    ) AS q
);
