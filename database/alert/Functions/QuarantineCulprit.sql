/*  alert.QuarantineCulprit: what a collector has set aside within a day, and why.
    @InstanceId, @CollectorName
    @Now   UTC
    Result   one row or none, as alert.FindCulprits describes it. The reason is cut
             before the value it quotes: that may be a person's name, which masking has to hide  */
CREATE FUNCTION alert.QuarantineCulprit
(
    @InstanceId    int,
    @CollectorName nvarchar(256),
    @Now           datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(CONCAT(@CollectorName, N' sets rows aside: ', FORMAT(x.RowsAside, N'N0', N'en-US'), N' in 24 h')
            AS nvarchar(300)),
        CauseText = CAST(CONCAT(N'The latest: ', q.Reason) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson = CAST(
        (
            SELECT TOP (12)
                c.Reason AS reason,
                o.OccurrenceCount AS [rows],
                o.LastSeenAt AS lastSeenAt
            FROM collect.Quarantine AS o
            CROSS APPLY (SELECT Reason = LEFT(o.Reason, PATINDEX(N'%[''(]%', o.Reason + N'(') - 1)) AS c
            WHERE o.InstanceId = @InstanceId
              AND o.CollectorName = @CollectorName
              AND o.LastSeenAt > DATEADD(hour, -24, @Now)
              AND o.LastSeenAt <= @Now
            ORDER BY o.LastSeenAt DESC, o.QuarantineId DESC
            FOR JSON PATH
        ) AS nvarchar(max))
    FROM
    (
        SELECT RowsAside = SUM(f.Value)
        FROM config.Metric AS m
        INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId AND s.InstanceId = @InstanceId
        INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId AND k.KeyText = @CollectorName
        INNER JOIN fact.Metric AS f ON f.InstanceId = s.InstanceId AND f.MetricId = s.MetricId AND f.KeyId = s.KeyId
        WHERE m.MetricName = N'collector.set_aside_count'
          AND f.CapturedAt > DATEADD(hour, -24, @Now)
          AND f.CapturedAt <= @Now
    ) AS x
    OUTER APPLY
    (
        SELECT TOP (1) Reason = LEFT(o.Reason, PATINDEX(N'%[''(]%', o.Reason + N'(') - 1)
        FROM collect.Quarantine AS o
        WHERE o.InstanceId = @InstanceId
          AND o.CollectorName = @CollectorName
          AND o.LastSeenAt <= @Now
        ORDER BY o.LastSeenAt DESC, o.QuarantineId DESC
    ) AS q
    WHERE x.RowsAside > 0
);
