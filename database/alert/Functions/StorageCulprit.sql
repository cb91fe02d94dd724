/*  alert.StorageCulprit: which volumes are slow, at what.
    @InstanceId
    @Now   UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.StorageCulprit
(
    @InstanceId int,
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(N'Storage: ', w.FirstText, N', ' + w.SecondText), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(N'Means of the last three minutes: ', w.FirstText, N', ' + w.SecondText, N', ' + w.ThirdText, N'.'), 1000) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(w.FirstVolume AS nvarchar(256)),
        RowsJson = 
        (
            SELECT TOP (10)
                l.VolumeName AS volume,
                l.FileKind AS files,
                CASE l.IsWrite WHEN 1 THEN N'write' ELSE N'read' END AS [access],
                CAST(SUM(l.LatencyMs * l.RequestCount) / SUM(l.RequestCount) AS decimal(18, 1)) AS latencyMs,
                SUM(l.RequestCount) AS requests
            FROM alert.StorageLatency(@InstanceId, @Now, 5) AS l
            WHERE l.CaptureNumber <= 3
            GROUP BY l.VolumeName, l.FileKind, l.IsWrite
            ORDER BY SUM(l.LatencyMs * l.RequestCount) / SUM(l.RequestCount) DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM
    (
        SELECT
            FirstVolume = MIN(CASE WHEN v.PlaceNumber = 1 THEN v.VolumeName END),
            FirstText = MIN(CASE WHEN v.PlaceNumber = 1 THEN v.WorstText END),
            SecondText = MIN(CASE WHEN v.PlaceNumber = 2 THEN v.WorstText END),
            ThirdText = MIN(CASE WHEN v.PlaceNumber = 3 THEN v.WorstText END)
        FROM
        (
            -- The worst of each volume, the worst volume first.
            SELECT
                g.VolumeName,
                WorstText = CONCAT(
                    CASE WHEN g.VolumeName LIKE N'_%[\]' THEN LEFT(g.VolumeName, LEN(g.VolumeName) - 1) ELSE g.VolumeName END,
                    CASE WHEN g.FileKind = N'data' THEN N'' ELSE N' ' + g.FileKind END,
                    CASE WHEN g.IsWrite = 1 THEN N' writes ' ELSE N' reads ' END, CAST(ROUND(g.LatencyMs, 0) AS bigint), N' ms'),
                PlaceNumber = ROW_NUMBER() OVER (ORDER BY g.LatencyMs DESC, g.VolumeName)
            FROM
            (
                SELECT
                    m.VolumeName,
                    m.FileKind,
                    m.IsWrite,
                    m.LatencyMs,
                    InVolume = ROW_NUMBER() OVER (PARTITION BY m.VolumeName ORDER BY m.LatencyMs DESC)
                FROM
                (
                    SELECT
                        l.VolumeName,
                        l.FileKind,
                        l.IsWrite,
                        LatencyMs = SUM(l.LatencyMs * l.RequestCount) / SUM(l.RequestCount)
                    FROM alert.StorageLatency(@InstanceId, @Now, 5) AS l
                    WHERE l.CaptureNumber <= 3
                    GROUP BY l.VolumeName, l.FileKind, l.IsWrite
                ) AS m
            ) AS g
            WHERE g.InVolume = 1
              AND g.LatencyMs >= 10
        ) AS v
    ) AS w
    WHERE w.FirstText IS NOT NULL
);
