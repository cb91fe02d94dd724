/*  report.AdministrationTiles: whether AxMonitor itself works, in a few figures. One row.
    @InstanceId   NULL for all
    SourceMs: milliseconds a minute that collecting took on the watched servers, over the last hour.  */
CREATE PROCEDURE report.AdministrationTiles
    @InstanceId int = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AdministrationTiles';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    CollectorCount = s.CollectorCount,
    OffCount = s.OffCount,
    Severity = CASE WHEN s.OffCount > 0 THEN N'warning' ELSE N'ok' END,
    FailedRunCount = r.FailedCount,
    RunCount = r.RunCount,
    SourceMs = r.SourceMs,
    WaitingMailCount = m.WaitingCount,
    FailedMailCount = m.FailedCount,
    AsideCount = q.AsideCount,
    UnmetCount = p.UnmetCount
FROM
(
    SELECT CollectorCount = COUNT(*), OffCount = COALESCE(SUM(CASE WHEN c.IsCollecting = 1 THEN 0 ELSE 1 END), 0)
    FROM ops.CollectorStanding(@Now) AS c
    WHERE @InstanceId IS NULL
       OR c.InstanceId = @InstanceId
) AS s
CROSS JOIN
(
    SELECT
        RunCount = COUNT(*),
        FailedCount = COALESCE(SUM(CASE WHEN j.Outcome = N'failed' THEN 1 ELSE 0 END), 0),
        SourceMs = COALESCE(SUM(CAST(j.SourceMs AS bigint)), 0) / 60
    FROM ops.JobRun AS j
    WHERE j.StartedAt >= DATEADD(hour, -1, @Now)
      AND (@InstanceId IS NULL OR j.InstanceId = @InstanceId)
) AS r
CROSS JOIN
(
    SELECT
        WaitingCount = COALESCE(SUM(CASE WHEN n.Status = N'pending' THEN 1 ELSE 0 END), 0),
        FailedCount = COALESCE(SUM(CASE WHEN n.Status = N'failed' THEN 1 ELSE 0 END), 0)
    FROM alert.Notification AS n
    WHERE n.Status = N'pending'
       OR (n.Status = N'failed' AND n.CreatedAt >= DATEADD(day, -1, @Now))
) AS m
CROSS JOIN
(
    SELECT AsideCount = COALESCE(SUM(x.OccurrenceCount), 0)
    FROM collect.Quarantine AS x
    WHERE x.LastSeenAt >= DATEADD(day, -1, @Now)
      AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
) AS q
CROSS JOIN
(
    SELECT UnmetCount = COUNT(*)
    FROM collect.Preflight AS f
    WHERE f.IsMet = 0
      AND (@InstanceId IS NULL OR f.InstanceId = @InstanceId)
) AS p;
