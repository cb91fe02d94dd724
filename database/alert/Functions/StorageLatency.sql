/*  alert.StorageLatency: how long reads and writes take, minute by minute, for each volume and kind of file:
    means weighted by requests.
    @InstanceId
    @Now          UTC: the captures of the last @Minutes minutes count
    Result        one row per volume, kind and capture with 100 requests a minute and more: VolumeName,
                  FileKind (data, log, tempdb), IsWrite, CapturedAt, RequestCount, LatencyMs, CaptureNumber
                  (1: the latest of the instance)
    The volume is that of fact.VolumeSize whose name the path begins with, else the drive.  */
CREATE FUNCTION alert.StorageLatency
(
    @InstanceId int,
    @Now        datetime2(3),
    @Minutes    int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        g.VolumeName,
        g.FileKind,
        v.IsWrite,
        g.CapturedAt,
        v.RequestCount,
        LatencyMs = v.StallMs * 1e0 / v.RequestCount,
        g.CaptureNumber
    FROM
    (
        SELECT
            f.VolumeName,
            f.FileKind,
            i.CapturedAt,
            ElapsedMs = MAX(i.ElapsedMs),
            ReadCount = SUM(i.ReadCount),
            ReadStallMs = SUM(i.ReadStallMs),
            WriteCount = SUM(i.WriteCount),
            WriteStallMs = SUM(i.WriteStallMs),
            CaptureNumber = DENSE_RANK() OVER (ORDER BY i.CapturedAt DESC)
        FROM
        (
            SELECT
                d.DatabaseFileId,
                VolumeName = COALESCE(MAX(s.VolumeName), LEFT(d.PhysicalName, 3)),
                FileKind = CASE WHEN d.DatabaseName = N'tempdb' THEN N'tempdb' WHEN d.TypeName = N'LOG' THEN N'log'
                    ELSE N'data' END
            FROM dim.DatabaseFile AS d
            -- Names that one path begins with: the greatest is the longest.
            LEFT JOIN
            (
                SELECT
                    z.VolumeName,
                    PathPattern = REPLACE(REPLACE(REPLACE(z.VolumeName, N'[', N'[[]'), N'_', N'[_]'), N'%', N'[%]') + N'%'
                FROM fact.VolumeSize AS z
                WHERE z.InstanceId = @InstanceId
                  AND z.CapturedAt > DATEADD(day, -2, @Now)
                GROUP BY z.VolumeName
            ) AS s
                ON d.PhysicalName LIKE s.PathPattern
            WHERE d.InstanceId = @InstanceId
            GROUP BY d.DatabaseFileId, d.DatabaseName, d.TypeName, d.PhysicalName
        ) AS f
        INNER JOIN fact.FileIo AS i
            ON i.InstanceId = @InstanceId
           AND i.DatabaseFileId = f.DatabaseFileId
           AND i.CapturedAt > DATEADD(minute, -@Minutes, @Now)
           AND i.CapturedAt <= @Now
        WHERE i.ElapsedMs > 0
        GROUP BY f.VolumeName, f.FileKind, i.CapturedAt
    ) AS g
    CROSS APPLY
    (
        VALUES
            (CAST(0 AS bit), g.ReadCount, g.ReadStallMs),
            (CAST(1 AS bit), g.WriteCount, g.WriteStallMs)
    ) AS v (IsWrite, RequestCount, StallMs)
    WHERE v.RequestCount * 60000 >= 100 * g.ElapsedMs
      AND v.RequestCount > 0
);
