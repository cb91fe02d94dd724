/*  alert.TempDbCulprit: who holds the most of tempdb, and when it will be full at the pace of the last 15
    minutes.
    @InstanceId
    @Now   UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.TempDbCulprit
(
    @InstanceId int,
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(
            CASE
                WHEN f.HoursLeft < 24 THEN CONCAT(N'tempdb full in ', h.DurationText)
                ELSE CONCAT(N'tempdb ', CAST(ROUND(f.UsedPercent, 0) AS int), N' % full')
            END,
            N': ' + l.WhoText
                + CASE WHEN l.WhoText NOT LIKE N'%' + t.HostName + N'%' THEN N' on ' + t.HostName ELSE N'' END
                + N' holds ' + b.BytesText), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(l.SessionLabel, N' holds ' + b.BytesText + N' of tempdb.'), 1000) AS nvarchar(1000)),
        SessionId = CAST(t.SessionId AS int),
        AosName = CAST(t.HostName AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT TOP (5)
                x.SessionId AS sessionId,
                x.AxUser AS axUser,
                x.HostName AS host,
                x.ProgramName AS program,
                x.UserBytes / 1048576 AS tablesMb,
                x.InternalBytes / 1048576 AS sortsMb,
                x.VersionAgeMs AS versionAgeMs,
                LEFT(s.TextValue, 1000) AS statement
            FROM fact.ShownTempDbSession(1) AS x
            OUTER APPLY dim.ShownText(x.HidesLiterals, x.StatementHash) AS s
            WHERE x.InstanceId = @InstanceId
              AND x.CapturedAt = t.CapturedAt
            ORDER BY x.UserBytes + x.InternalBytes DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM
    (
        SELECT
            UsedPercent = MAX(CASE WHEN x.MetricName = N'tempdb.used_percent' AND x.LastNumber = 1 THEN x.Value END),
            HoursLeft = MAX(CASE WHEN x.MetricName = N'tempdb.free_mb' AND x.LastNumber = 1 THEN x.Value END)
                / NULLIF(
                    MAX(CASE WHEN x.MetricName = N'tempdb.free_mb' AND x.FirstNumber = 1 THEN x.Value END)
                    - MAX(CASE WHEN x.MetricName = N'tempdb.free_mb' AND x.LastNumber = 1 THEN x.Value END), 0)
                * DATEDIFF(second, MIN(x.CapturedAt), MAX(x.CapturedAt)) / 3600e0
        FROM
        (
            SELECT
                c.MetricName,
                m.Value,
                m.CapturedAt,
                FirstNumber = ROW_NUMBER() OVER (PARTITION BY c.MetricName ORDER BY m.CapturedAt),
                LastNumber = ROW_NUMBER() OVER (PARTITION BY c.MetricName ORDER BY m.CapturedAt DESC)
            FROM config.Metric AS c
            INNER JOIN rollup.Series AS s ON s.MetricId = c.MetricId AND s.InstanceId = @InstanceId
            INNER JOIN fact.Metric AS m
                ON m.InstanceId = s.InstanceId
               AND m.MetricId = s.MetricId
               AND m.KeyId = s.KeyId
               AND m.CapturedAt > DATEADD(minute, -16, @Now)
               AND m.CapturedAt <= @Now
            WHERE c.MetricName IN (N'tempdb.free_mb', N'tempdb.used_percent')
        ) AS x
    ) AS f
    OUTER APPLY
    (
        SELECT TOP (1)
            x.CapturedAt,
            x.SessionId,
            x.AxUser,
            x.AxConfidence,
            x.ProgramName,
            x.HostName,
            HeldBytes = x.UserBytes + x.InternalBytes
        FROM fact.ShownTempDbSession(1) AS x
        WHERE x.InstanceId = @InstanceId
          AND x.CapturedAt > DATEADD(minute, -10, @Now)
          AND x.CapturedAt <= @Now
        ORDER BY x.CapturedAt DESC, x.UserBytes + x.InternalBytes DESC
    ) AS t
    OUTER APPLY
    (
        -- The batch task that executes in that AX server for the same AX session, where one does.
        SELECT TOP (1) b.BatchTask
        FROM fact.LongTransaction AS b
        WHERE b.InstanceId = @InstanceId
          AND b.SessionId = t.SessionId
          AND b.EndedAt IS NULL
          AND b.BatchTask IS NOT NULL
        ORDER BY b.LastSeenAt DESC
    ) AS k
    OUTER APPLY lib.SessionLabel(t.SessionId, t.AxUser, t.AxConfidence, k.BatchTask, t.ProgramName, t.HostName, 0) AS l
    OUTER APPLY lib.BytesText(t.HeldBytes) AS b
    CROSS APPLY lib.DurationText(
        CAST(CASE WHEN f.HoursLeft BETWEEN 0 AND 1000 THEN f.HoursLeft * 3600000 END AS bigint)) AS h
);
