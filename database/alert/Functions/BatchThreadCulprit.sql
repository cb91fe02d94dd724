/*  alert.BatchThreadCulprit: which groups wait since an AX server has no batch threads.
    @InstanceId
    @ServerId   fact.BatchCapacity
    @Now        UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.BatchThreadCulprit
(
    @InstanceId int,
    @ServerId nvarchar(256),
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(
            SUBSTRING(@ServerId, CHARINDEX(N'@', @ServerId) + 1, 128), N': 0 batch threads',
            N', ' + g.FirstName + COALESCE(CASE WHEN g.GroupCount > 2 THEN N', ' ELSE N' and ' END + g.SecondName, N'')
                + CASE WHEN g.GroupCount > 2 THEN CONCAT(N' and ', g.GroupCount - 2, N' more') ELSE N'' END
                + CASE WHEN g.GroupCount = 1 THEN N' waits' ELSE N' wait' END), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(g.GroupCount, N' batch groups have no thread; ', COALESCE(g.DueCount, 0), N' tasks are due in them.'), 1000) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(SUBSTRING(@ServerId, CHARINDEX(N'@', @ServerId) + 1, 128) AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson = 
        (
            SELECT TOP (10)
                x.GroupId AS batchGroup,
                x.ServerCount AS servers,
                x.ThreadCount AS threads,
                x.DueCount AS due
            FROM fact.BatchGroupCapacity AS x
            WHERE x.InstanceId = @InstanceId
              AND x.CapturedAt = c.CapturedAt
            ORDER BY x.DueCount DESC, x.GroupId
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM
    (
        SELECT TOP (1) x.CapturedAt
        FROM fact.BatchCapture AS x
        WHERE x.InstanceId = @InstanceId
          AND x.CapturedAt > DATEADD(minute, -5, @Now)
          AND x.CapturedAt <= @Now
        ORDER BY x.CapturedAt DESC
    ) AS c
    OUTER APPLY
    (
        SELECT
            GroupCount = COUNT(*),
            DueCount = SUM(y.DueCount),
            FirstName = MIN(CASE WHEN y.GroupNumber = 1 THEN y.GroupName END),
            SecondName = MIN(CASE WHEN y.GroupNumber = 2 THEN y.GroupName END)
        FROM
        (
            SELECT
                x.DueCount,
                GroupName = COALESCE(NULLIF(x.GroupId, N''), N'the default group'),
                GroupNumber = ROW_NUMBER() OVER (ORDER BY x.DueCount DESC, x.GroupId)
            FROM fact.BatchGroupCapacity AS x
            WHERE x.InstanceId = @InstanceId
              AND x.CapturedAt = c.CapturedAt
              AND (x.ServerCount = 0 OR x.ThreadCount = 0)
        ) AS y
    ) AS g
);
