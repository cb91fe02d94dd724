/*  alert.AosCulprit: what became of an AX server, and what hangs on it.
    @InstanceId
    @AosName   fact.AxServer
    @Now       UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.AosCulprit
(
    @InstanceId int,
    @AosName nvarchar(256),
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(
            h.HostName,
            CASE
                WHEN s.State = N'draining' THEN N' draining'
                WHEN s.State IN (N'down', N'absent') THEN N' stopped'
                WHEN s.State = N'silent' THEN N' silent'
                ELSE N' down'
            END,
            CASE WHEN s.SqlSessionCount IS NOT NULL THEN CONCAT(N': ', s.SqlSessionCount, N' SQL sessions') END,
            CASE WHEN t.TaskCount > 0 AND s.State <> N'draining' THEN CONCAT(N', ', t.TaskCount, N' tasks hang') END), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(
            N'State ', s.State, N'; heartbeat ' + g.DurationText + N' old', N'; ', COALESCE(s.ActiveCount, 0), N' AX sessions, ',
            t.TaskCount, N' batch tasks executing there'), 1000) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(h.HostName AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson = 
        (
            SELECT TOP (10)
                b.Name AS class,
                e.TaskCaption AS task,
                e.GroupId AS batchGroup,
                e.Company AS company,
                e.StartedAt AS startedAt
            FROM fact.BatchExecution AS e
            CROSS APPLY dim.BatchClassName(e.InstanceId, e.ClassNumber) AS b
            WHERE e.InstanceId = @InstanceId
              AND e.IsRunning = 1
              AND UPPER(e.ServerId) = UPPER(@AosName)
            ORDER BY e.StartedAt
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM
    (
        SELECT TOP (1) x.State, x.SqlSessionCount, x.ActiveCount, x.SilentMs, x.HeartbeatAgeMs
        FROM fact.AxServer AS x
        WHERE x.InstanceId = @InstanceId
          AND x.CapturedAt > DATEADD(minute, -5, @Now)
          AND x.CapturedAt <= @Now
          AND x.AosName = @AosName
        ORDER BY x.CapturedAt DESC
    ) AS s
    CROSS APPLY (SELECT HostName = SUBSTRING(@AosName, CHARINDEX(N'@', @AosName) + 1, 128)) AS h
    CROSS APPLY
    (
        SELECT TaskCount = COUNT(*)
        FROM fact.BatchExecution AS e
        WHERE e.InstanceId = @InstanceId
          AND e.IsRunning = 1
          AND UPPER(e.ServerId) = UPPER(@AosName)
    ) AS t
    CROSS APPLY lib.DurationText(COALESCE(s.HeartbeatAgeMs, s.SilentMs)) AS g
);
