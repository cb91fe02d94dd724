/*  alert.BatchGroupCulprit: what waits in a batch group, and whether anybody could run it.
    @InstanceId
    @GroupKey   key of the metrics of batch groups: '(default)' for the group without a name
    @Now       UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.BatchGroupCulprit
(
    @InstanceId int,
    @GroupKey nvarchar(256),
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CASE
            WHEN c.ServerCount = 0 THEN CONCAT(N'No AOS serves ', n.GroupName, N': ', c.DueCount,
                N' tasks wait ' + d.DurationText)
            ELSE CONCAT(
                n.GroupName, N': ', b.OverdueCount, N' tasks late', N', oldest ' + d.DurationText,
                CASE
                    WHEN c.ThreadCount = 0 THEN N', no threads now'
                    WHEN c.BusyCount >= c.ThreadCount THEN N', threads full'
                END)
        END, 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(N'Served by ', COALESCE(CAST(c.ServerCount AS nvarchar(12)), N'an unknown number of'),
            N' AX servers with ', COALESCE(CAST(c.ThreadCount AS nvarchar(12)), N'an unknown number of'), N' threads; ',
            c.BusyCount, N' of its tasks execute.'), 1000) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(w.GroupId AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT TOP (10)
                k.Name AS class,
                x.WaitingCount AS waiting,
                x.ReadyCount AS ready,
                x.ExecutingCount AS executing,
                x.OverdueCount AS overdue,
                x.OldestAgeMs AS oldestMs
            FROM fact.BatchBacklog AS x
            CROSS APPLY dim.BatchClassName(x.InstanceId, x.ClassNumber) AS k
            WHERE x.InstanceId = @InstanceId
              AND x.CapturedAt = c.CapturedAt
              AND x.GroupId = w.GroupId
            ORDER BY x.OverdueCount DESC, x.ReadyCount DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM (SELECT GroupId = CASE WHEN @GroupKey = N'(default)' THEN N'' ELSE LEFT(@GroupKey, 60) END) AS w
    CROSS APPLY
    (
        SELECT TOP (1) x.CapturedAt, x.ServerCount, x.ThreadCount, x.BusyCount, x.DueCount
        FROM fact.BatchCapture AS t
        INNER JOIN fact.BatchGroupCapacity AS x
            ON x.InstanceId = t.InstanceId
           AND x.CapturedAt = t.CapturedAt
           AND x.GroupId = w.GroupId
        WHERE t.InstanceId = @InstanceId
          AND t.CapturedAt > DATEADD(minute, -5, @Now)
          AND t.CapturedAt <= @Now
        ORDER BY t.CapturedAt DESC
    ) AS c
    CROSS APPLY (SELECT GroupName = COALESCE(NULLIF(w.GroupId, N''), N'the default group')) AS n
    CROSS APPLY
    (
        SELECT OverdueCount = COALESCE(SUM(x.OverdueCount), 0), OldestAgeMs = MAX(x.OldestAgeMs)
        FROM fact.BatchBacklog AS x
        WHERE x.InstanceId = @InstanceId
          AND x.CapturedAt = c.CapturedAt
          AND x.GroupId = w.GroupId
    ) AS b
    CROSS APPLY lib.DurationText(b.OldestAgeMs) AS d
);
