/*  report.FileTiles: space and backups in a few figures, as of now. One row: that of the worst
    instance, where there are several.
    @InstanceId, @Stage   NULL for all
    FreePercent      of the fullest volume, VolumeText names it
    FullInDays       until the first volume, log or data file is full, FullText names it; NULL: nothing has a
                     forecast
    FullBackupAgeMs, LogBackupAgeMs   of the database whose last backup is oldest, as last read; BackupText
                     names the one of the full backup. Sixty days stand for none
    Severity         of the open alerts about backups  */
CREATE PROCEDURE report.FileTiles
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'FileTiles';
    RETURN;
END;

DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);

SELECT n.MetricName, x.Value, x.WhatText
INTO #Worst
FROM (VALUES (N'size.volume_free_percent'), (N'size.full_backup_age_h'), (N'log.backup_age_min')) AS n (MetricName)
CROSS APPLY
(
    SELECT TOP (1) v.Value, WhatText = CONCAT(v.KeyText, N' on ', v.InstanceName)
    FROM report.LatestValues(@InstanceId, @Stage, n.MetricName, DATEADD(hour, -2, @Now), @Now) AS v
    ORDER BY v.SortValue DESC, v.KeyText, v.InstanceName
) AS x;

SELECT
    FreePercent = v.Value,
    VolumeText = v.WhatText,
    f.FullInDays,
    f.FullText,
    FullBackupAgeMs = CAST(b.Value * 3600000 AS bigint),
    BackupText = CASE WHEN b.Value >= 1440 THEN N'no full backup in 60 days: ' + b.WhatText ELSE b.WhatText END,
    LogBackupAgeMs = CAST(l.Value * 60000 AS bigint),
    Severity = COALESCE(o.Severity, N'ok')
FROM (VALUES (1)) AS r (OneRow)
LEFT JOIN #Worst AS v ON v.MetricName = N'size.volume_free_percent'
LEFT JOIN #Worst AS b ON b.MetricName = N'size.full_backup_age_h'
LEFT JOIN #Worst AS l ON l.MetricName = N'log.backup_age_min'
OUTER APPLY
(
    SELECT TOP (1) w.FullInDays, FullText = CONCAT(w.KindName, N' ', w.WhatName, N' on ', w.InstanceName)
    FROM baseline.FullWhen() AS w
    INNER JOIN config.Instance AS i ON i.InstanceId = w.InstanceId
    WHERE w.FullInDays IS NOT NULL
      AND w.KindName IN (N'volume', N'data files', N'log')
      AND (@InstanceId IS NULL OR w.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
    ORDER BY w.FullInDays
) AS f
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    INNER JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
    WHERE a.RuleName = N'Backup too old'
      AND (@InstanceId IS NULL OR a.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
    ORDER BY a.SeverityRank DESC
) AS o;
