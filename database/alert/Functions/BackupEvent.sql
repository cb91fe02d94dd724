/*  alert.BackupEvent: how old the backups of each database are, of those known for a day and more.
    @Now      UTC; sizes of the last 40 minutes count
    Result    one row per database and measure: InstanceId, AlertKey (its name), MeasureName, MeasureValue
              LogAgeMs      since the last backup of the log, of a database that needs one (FULL, BULK_LOGGED)
              NewestAgeMs   since the last full or differential backup
              FullAgeMs     since the last full backup
    What was never backed up is 60 days old. Nothing is said where the backup history may not be read, and of
    databases that are not online.  */
CREATE FUNCTION alert.BackupEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.InstanceId,
        AlertKey = CAST(s.DatabaseName AS nvarchar(256)),
        v.MeasureName,
        MeasureValue = CAST(COALESCE(DATEDIFF_BIG(millisecond, v.LastAt, @Now), 60 * CAST(86400000 AS bigint)) AS float),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM
    (
        SELECT
            d.InstanceId,
            d.DatabaseName,
            d.StateName,
            d.RecoveryModel,
            d.HasBackupHistory,
            d.LastFullBackupAt,
            d.LastDiffBackupAt,
            d.LastLogBackupAt,
            PlaceNumber = ROW_NUMBER() OVER (PARTITION BY d.InstanceId, d.DatabaseName ORDER BY d.CapturedAt DESC)
        FROM config.Instance AS n
        INNER JOIN fact.DatabaseSize AS d
            ON d.InstanceId = n.InstanceId
           AND d.CapturedAt > DATEADD(minute, -40, @Now)
           AND d.CapturedAt <= @Now
        WHERE n.IsEnabled = 1
    ) AS s
    CROSS APPLY
    (
        VALUES
            (N'LogAgeMs', s.LastLogBackupAt, CASE WHEN s.RecoveryModel IN (N'FULL', N'BULK_LOGGED') THEN 1 ELSE 0 END),
            (N'NewestAgeMs',
             CASE
                 WHEN s.LastDiffBackupAt > s.LastFullBackupAt OR s.LastFullBackupAt IS NULL THEN s.LastDiffBackupAt
                 ELSE s.LastFullBackupAt
             END, 1),
            (N'FullAgeMs', s.LastFullBackupAt, 1)
    ) AS v (MeasureName, LastAt, IsWanted)
    WHERE s.PlaceNumber = 1
      AND s.HasBackupHistory = 1
      AND s.StateName = N'ONLINE'
      AND s.DatabaseName NOT IN (N'model', N'tempdb')
      AND v.IsWanted = 1
      AND (v.LastAt IS NULL OR v.LastAt <= @Now)
      AND EXISTS
          (
              SELECT 1
              FROM fact.DatabaseSize AS e
              WHERE e.InstanceId = s.InstanceId
                AND e.DatabaseName = s.DatabaseName
                AND e.CapturedAt > DATEADD(hour, -26, @Now)
                AND e.CapturedAt <= DATEADD(hour, -24, @Now)
          )
);
