/*  report.FileTiles: space and backups in a few figures, as of now. One row; of several instances the worst
    speaks.
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

SELECT
    x.MetricName,
    x.Value,
    x.WhatText,
    Place = ROW_NUMBER() OVER (
        PARTITION BY x.MetricName
        ORDER BY CASE WHEN x.Direction = N'lower' THEN -x.Value ELSE x.Value END DESC, x.WhatText)
INTO #Worst
FROM
(
    SELECT m.MetricName, m.Direction, f.Value, WhatText = CONCAT(k.KeyText, N' on ', i.InstanceName)
    FROM config.Metric AS m
    INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
    INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    CROSS APPLY
    (
        SELECT TOP (1) v.Value
        FROM fact.Metric AS v
        WHERE v.InstanceId = s.InstanceId
          AND v.MetricId = s.MetricId
          AND v.KeyId = s.KeyId
          AND v.CapturedAt > DATEADD(hour, -2, @Now)
          AND v.CapturedAt <= @Now
        ORDER BY v.CapturedAt DESC
    ) AS f
    WHERE m.MetricName IN (N'size.volume_free_percent', N'size.full_backup_age_h', N'log.backup_age_min')
      AND i.IsEnabled = 1
      AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
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
LEFT JOIN #Worst AS v ON v.MetricName = N'size.volume_free_percent' AND v.Place = 1
LEFT JOIN #Worst AS b ON b.MetricName = N'size.full_backup_age_h' AND b.Place = 1
LEFT JOIN #Worst AS l ON l.MetricName = N'log.backup_age_min' AND l.Place = 1
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
