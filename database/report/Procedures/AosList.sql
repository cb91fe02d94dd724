/*  report.AosList: each AX server as the latest capture saw it, those in trouble first.
    @InstanceId, @Stage   NULL for all
    @TimeZone   of the columns …Local; NULL: UTC
    UsualText: its sessions beside what is usual.  */
CREATE PROCEDURE report.AosList
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AosList';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT
    RowId = CONCAT(s.InstanceId, N'/', s.AosName),
    i.InstanceName,
    AosName = SUBSTRING(s.AosName, CHARINDEX(N'@', s.AosName) + 1, 128),
    Severity = COALESCE(o.Severity, CASE WHEN s.State IN (N'silent', N'down', N'absent') THEN N'notice' ELSE N'ok' END),
    StateText = CASE s.State
        WHEN N'up' THEN N'up'
        WHEN N'draining' THEN N'lets no new clients in'
        WHEN N'silent' THEN CONCAT(N'no heartbeat since ', CONVERT(nvarchar(19), h.LocalAt, 120))
        WHEN N'down' THEN CONCAT(N'down since ', CONVERT(nvarchar(19), h.LocalAt, 120))
        WHEN N'absent' THEN CONCAT(N'gone, last heartbeat ', CONVERT(nvarchar(19), h.LocalAt, 120))
        WHEN N'learning' THEN N'up by its status; its rhythm is being learnt'
        ELSE N'up by its status; the AX database has no heartbeat'
    END
    + CASE
        WHEN s.State IN (N'silent', N'down', N'absent') AND (s.ActiveCount > 0 OR b.TaskCount > 0)
            THEN CONCAT(N'; ', COALESCE(s.ActiveCount, 0), N' AX sessions and ', b.TaskCount, N' batch tasks are left behind')
        ELSE N''
    END,
    s.HeartbeatAgeMs,
    ActiveCount = s.ActiveCount,
    EndingCount = s.EndingCount,
    StuckCount = s.StuckCount,
    UserCount = s.UserCount,
    SqlSessionCount = s.SqlSessionCount,
    UsedPercent = 100e0 * s.ActiveCount / NULLIF(s.MaxSessions, 0),
    TaskCount = b.TaskCount,
    StartedLocal = t.LocalAt,
    SeenLocal = c.LocalAt,
    u.UsualText
FROM config.Instance AS i
CROSS APPLY
(
    SELECT TOP (1) x.CapturedAt
    FROM fact.AxSessionCapture AS x
    WHERE x.InstanceId = i.InstanceId
      AND x.HasServers = 1
      AND x.CapturedAt <= @Now
    ORDER BY x.CapturedAt DESC
) AS k
INNER JOIN fact.AxServer AS s ON s.InstanceId = i.InstanceId AND s.CapturedAt = k.CapturedAt AND s.State <> N'registered'
CROSS APPLY report.LocalTime(s.HeartbeatAt, @Zone) AS h
CROSS APPLY report.LocalTime(s.StartedAt, @Zone) AS t
CROSS APPLY report.LocalTime(s.CapturedAt, @Zone) AS c
CROSS APPLY
(
    SELECT TaskCount = COUNT(*)
    FROM fact.BatchExecution AS e
    WHERE e.InstanceId = s.InstanceId
      AND e.ServerId = s.AosName
      AND e.IsRunning = 1
) AS b
OUTER APPLY report.UsualOfMetric(s.InstanceId, N'axsessions.active_count', s.AosName, s.ActiveCount, s.CapturedAt) AS u
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = s.InstanceId
      AND (a.AosName = s.AosName OR a.AlertKey = s.AosName)
    ORDER BY a.SeverityRank DESC
) AS o
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY CASE o.Severity WHEN N'critical' THEN 0 WHEN N'warning' THEN 1 ELSE 2 END, i.InstanceName, s.AosName;
