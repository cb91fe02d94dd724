/*  report.CollectorList: each collector on each instance: whether it brings data, what it costs the watched
    server, what was set aside. What brings none comes first.
    @InstanceId   NULL for all
    @TimeZone   of the columns …Local; NULL: UTC
    CostMs: milliseconds a minute on the watched server, mean of the last hour.  */
CREATE PROCEDURE report.CollectorList
    @InstanceId int = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'CollectorList';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT
    RowId = CONCAT(s.InstanceId, N'/', s.CollectorName),
    s.InstanceName,
    s.CollectorName,
    Severity = CASE
        WHEN s.IsCollecting = 0 THEN COALESCE(o.Severity, N'warning')
        WHEN s.Standing <> N'collecting' OR s.Missing IS NOT NULL THEN N'notice'
        ELSE N'ok'
    END,
    s.Standing,
    Remedy = COALESCE(s.Remedy, s.Missing),
    s.DataAgeMs,
    IntervalMs = s.EffectiveIntervalMs,
    CostMs = r.CostMs,
    LastSourceMs = s.LastSourceMs,
    AsideCount = COALESCE(q.AsideCount, 0),
    LastSuccessLocal = l.LocalAt
FROM ops.CollectorStanding(@Now) AS s
CROSS APPLY report.LocalTime(s.LastSuccessAt, @Zone) AS l
LEFT JOIN
(
    SELECT j.InstanceId, j.JobName, CostMs = SUM(CAST(j.SourceMs AS bigint)) / 60
    FROM ops.JobRun AS j
    WHERE j.StartedAt >= DATEADD(hour, -1, @Now)
    GROUP BY j.InstanceId, j.JobName
) AS r ON r.InstanceId = s.InstanceId AND r.JobName LIKE N'%:' + s.CollectorName
LEFT JOIN
(
    SELECT x.InstanceId, x.CollectorName, AsideCount = SUM(x.OccurrenceCount)
    FROM collect.Quarantine AS x
    WHERE x.LastSeenAt >= DATEADD(day, -1, @Now)
    GROUP BY x.InstanceId, x.CollectorName
) AS q ON q.InstanceId = s.InstanceId AND q.CollectorName = s.CollectorName
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = s.InstanceId
      AND a.RuleName = N'Collecting'
      AND (a.AlertKey LIKE N'%' + s.CollectorName OR a.AlertKey = N'')
    ORDER BY a.SeverityRank DESC
) AS o
WHERE @InstanceId IS NULL
   OR s.InstanceId = @InstanceId
ORDER BY s.IsCollecting, CASE WHEN s.Standing <> N'collecting' THEN 0 ELSE 1 END, s.InstanceName, s.CollectorName;
