/*  alert.StorageEvent: how long the slowest volume of an instance lets its files wait. One alert for all
    volumes: storage is one trouble.
    @Now      UTC
    Result    one row per instance and measure, key 'storage': InstanceId, AlertKey, MeasureName, MeasureValue
              DataMs, LogWriteMs, TempDbMs        ms: the best of the last five minutes, of the worst volume
              DataWorstMs, LogWriteWorstMs, TempDbWorstMs   the best of the last three minutes
    A volume counts with as many minutes as asked for.  */
CREATE FUNCTION alert.StorageEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        n.InstanceId,
        AlertKey = CAST(N'storage' AS nvarchar(256)),
        m.MeasureName,
        MeasureValue = COALESCE(w.LatencyMs, 0),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM config.Instance AS n
    CROSS JOIN
    (
        VALUES
            (N'DataMs', N'data', 0, 5),
            (N'LogWriteMs', N'log', 1, 5),
            (N'TempDbMs', N'tempdb', 0, 5),
            (N'DataWorstMs', N'data', 0, 3),
            (N'LogWriteWorstMs', N'log', 1, 3),
            (N'TempDbWorstMs', N'tempdb', 0, 3)
    ) AS m (MeasureName, FileKind, NeedsWrite, CaptureCount)
    OUTER APPLY
    (
        SELECT LatencyMs = MAX(b.BestMs)
        FROM
        (
            SELECT BestMs = MIN(l.LatencyMs)
            FROM alert.StorageLatency(n.InstanceId, @Now, 7) AS l
            WHERE l.FileKind = m.FileKind
              AND (m.NeedsWrite = 0 OR l.IsWrite = 1)
              AND l.CaptureNumber <= m.CaptureCount
            GROUP BY l.VolumeName, l.IsWrite, m.CaptureCount
            HAVING COUNT(*) >= m.CaptureCount
        ) AS b
    ) AS w
    WHERE n.IsEnabled = 1
      AND EXISTS
          (
              SELECT 1
              FROM collect.Watermark AS k
              WHERE k.InstanceId = n.InstanceId
                AND k.CollectorName = N'FileIo'
          )
);
