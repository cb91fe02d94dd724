/*  alert.MemoryGrantCulprit: how many queries wait for memory, and who holds the most of it.
    @InstanceId
    @Now   UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.MemoryGrantCulprit
(
    @InstanceId int,
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(c.WaitingCount,
            CASE WHEN c.WaitingCount = 1 THEN N' query waits' ELSE N' queries wait' END, N' for memory',
            N', ' + l.WhoText + N' holds ' + b.BytesText), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(l.SessionLabel, N' holds ' + b.BytesText + N', and used ' + u.BytesText + N' of it.'),
            1000) AS nvarchar(1000)),
        SessionId = CAST(g.SessionId AS int),
        AosName = CAST(g.HostName AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT TOP (10)
                x.SessionId AS sessionId,
                x.AxUser AS axUser,
                x.HostName AS host,
                x.GrantedKb AS grantedKb,
                x.MaxUsedKb AS usedKb,
                x.RequestedKb AS requestedKb,
                x.WaitMs AS waitMs
            FROM fact.ShownMemoryGrant(1) AS x
            WHERE x.InstanceId = @InstanceId
              AND x.CapturedAt = c.CapturedAt
            ORDER BY x.GrantOrder
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM
    (
        SELECT TOP (1) x.CapturedAt, x.WaitingCount
        FROM fact.MemoryCapture AS x
        WHERE x.InstanceId = @InstanceId
          AND x.CapturedAt > DATEADD(minute, -10, @Now)
          AND x.CapturedAt <= @Now
        ORDER BY x.CapturedAt DESC
    ) AS c
    OUTER APPLY
    (
        SELECT TOP (1) x.SessionId, x.AxUser, x.HostName, x.ProgramName, x.GrantedKb, x.MaxUsedKb
        FROM fact.ShownMemoryGrant(1) AS x
        WHERE x.InstanceId = @InstanceId
          AND x.CapturedAt = c.CapturedAt
          AND x.GrantedKb > 0
        ORDER BY x.GrantedKb DESC
    ) AS g
    OUTER APPLY lib.SessionLabel(g.SessionId, g.AxUser, NULL, NULL, g.ProgramName, g.HostName, 0) AS l
    OUTER APPLY lib.BytesText(g.GrantedKb * 1024) AS b
    OUTER APPLY lib.BytesText(g.MaxUsedKb * 1024) AS u
);
