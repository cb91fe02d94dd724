/*  alert.GetGauges: what the service shows of the repository as gauges for Prometheus and its like.
    @Now     UTC
    Result   one row per series: GaugeName (dotted), Description, InstanceName (NULL: of none), LabelName and
             LabelText (both NULL: no further label), Value
             watched.<metric>                the latest value of each exported metric (config.Metric), by key
             alerts.open                     alerts that are open or acknowledged, by severity
             data.age_seconds                since the last data of a collector that is due; of one without
                                             any, since the instance is known
             data.age_limit_seconds          for how long nothing may come from it
             rows.set_aside_last_hour        rows that a collector set aside within an hour, 0 when none
             outbox.waiting, outbox.oldest_seconds      messages that are to be sent, by channel
             repository.size_bytes           by retention family, as of the last time sizes were taken
    Of the keys of a metric on an instance setting ExportedKeyCount at most are told, those on the worse side
    first: a label must not grow without bound. A value older than its collector may be silent is none. An
    instance whose collection a maintenance window pauses has neither values nor ages.  */
CREATE PROCEDURE alert.GetGauges
    @Now datetime2(3)
AS
SET NOCOUNT ON;

DECLARE @KeyCount int = (SELECT n.Value FROM config.SettingNumber(N'ExportedKeyCount') AS n);

CREATE TABLE #Plan
(
    InstanceId    int           NOT NULL,
    InstanceName  sysname       COLLATE DATABASE_DEFAULT NOT NULL,
    CollectorName nvarchar(64)  COLLATE DATABASE_DEFAULT NOT NULL,
    SinceAt       datetime2(3)  NOT NULL,
    SilenceMs     bigint        NOT NULL,
    PRIMARY KEY CLUSTERED (InstanceId, CollectorName)
);

INSERT #Plan (InstanceId, InstanceName, CollectorName, SinceAt, SilenceMs)
SELECT p.InstanceId, p.InstanceName, p.CollectorName, COALESCE(p.LastSuccessAt, i.CreatedAt), p.SilenceMs
FROM ops.CollectorPlan() AS p
INNER JOIN config.Instance AS i ON i.InstanceId = p.InstanceId
WHERE p.IsDue = 1
  AND NOT EXISTS (SELECT 1 FROM config.PausedInstance(@Now) AS w WHERE w.InstanceId = p.InstanceId);

SELECT
    GaugeName = CONCAT(N'watched.', v.MetricName),
    v.Description,
    v.InstanceName,
    LabelName = CASE WHEN v.KeyKind <> N'none' THEN N'key' END,
    LabelText = CASE WHEN v.KeyKind <> N'none' THEN v.KeyText END,
    v.Value
FROM
(
    SELECT
        m.MetricName,
        Description = CONCAT(m.Description, N' Unit: ', m.Unit, N'.'),
        p.InstanceName,
        m.KeyKind,
        k.KeyText,
        x.Value,
        RankNumber = ROW_NUMBER() OVER (
            PARTITION BY m.MetricId, p.InstanceId
            ORDER BY CASE WHEN m.Direction = N'lower' THEN x.Value ELSE -x.Value END, k.KeyText)
    FROM config.Metric AS m
    INNER JOIN #Plan AS p ON p.CollectorName = m.CollectorName
    INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId AND s.InstanceId = p.InstanceId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    CROSS APPLY
    (
        SELECT TOP (1) f.Value
        FROM fact.Metric AS f
        WHERE f.InstanceId = s.InstanceId
          AND f.MetricId = s.MetricId
          AND f.KeyId = s.KeyId
          AND f.CapturedAt > DATEADD(second, -CAST(p.SilenceMs / 1000 AS int), @Now)
          AND f.CapturedAt <= @Now
        ORDER BY f.CapturedAt DESC
    ) AS x
    WHERE m.IsExported = 1
) AS v
WHERE v.RankNumber <= @KeyCount

UNION ALL
SELECT
    N'alerts.open',
    N'Alerts that are open or acknowledged.',
    i.InstanceName,
    N'severity',
    s.Severity,
    (
        SELECT COUNT(*)
        FROM alert.Alert AS a
        WHERE a.InstanceId = i.InstanceId
          AND a.State IN (N'open', N'acknowledged')
          AND a.Severity = s.Severity
    )
FROM config.Instance AS i
CROSS JOIN (VALUES (N'warning'), (N'critical')) AS s (Severity)
WHERE i.IsEnabled = 1

UNION ALL
SELECT g.GaugeName, g.Description, p.InstanceName, N'collector', p.CollectorName, g.Value
FROM #Plan AS p
CROSS APPLY
(
    VALUES
        (N'data.age_seconds', N'Since the last data of a collector.',
         CASE WHEN p.SinceAt < @Now THEN DATEDIFF(second, p.SinceAt, @Now) ELSE 0 END),
        (N'data.age_limit_seconds', N'For longer than this nothing may come from a collector.', p.SilenceMs / 1000)
) AS g (GaugeName, Description, Value)

UNION ALL
SELECT
    N'rows.set_aside_last_hour',
    N'Rows that a collector set aside in the last hour.',
    p.InstanceName,
    N'collector',
    p.CollectorName,
    COALESCE(x.RowsAside, 0)
FROM #Plan AS p
OUTER APPLY
(
    SELECT RowsAside = SUM(f.Value)
    FROM config.Metric AS m
    INNER JOIN dim.MetricKey AS k ON k.KeyText = p.CollectorName
    INNER JOIN fact.Metric AS f ON f.InstanceId = p.InstanceId AND f.MetricId = m.MetricId AND f.KeyId = k.KeyId
    WHERE m.MetricName = N'collector.set_aside_count'
      AND f.CapturedAt > DATEADD(hour, -1, @Now)
      AND f.CapturedAt <= @Now
) AS x

UNION ALL
SELECT g.GaugeName, g.Description, NULL, N'channel', c.ChannelName, g.Value
FROM
(
    SELECT ChannelName = N'mail'
    UNION
    SELECT h.ChannelName
    FROM config.Channel AS h
) AS c
CROSS APPLY
(
    SELECT WaitingCount = COUNT(*), OldestAt = MIN(n.CreatedAt)
    FROM alert.Notification AS n
    WHERE n.Status = N'pending'
      AND n.Channel = c.ChannelName
) AS w
CROSS APPLY
(
    VALUES
        (N'outbox.waiting', N'Messages that are to be sent.', w.WaitingCount),
        (N'outbox.oldest_seconds', N'How long the oldest message has waited to be sent; 0 when none does.',
         CASE WHEN w.OldestAt < @Now THEN DATEDIFF(second, w.OldestAt, @Now) ELSE 0 END)
) AS g (GaugeName, Description, Value)

UNION ALL
SELECT
    N'repository.size_bytes',
    N'Size of the tables of a retention family, once a day.',
    NULL,
    N'family',
    COALESCE(t.FamilyName, N'none'),
    SUM(CAST(t.SizeBytes AS float))
FROM ops.TableSize AS t
WHERE t.DayAt = (SELECT MAX(d.DayAt) FROM ops.TableSize AS d)
GROUP BY COALESCE(t.FamilyName, N'none')
ORDER BY GaugeName, InstanceName, LabelText;
