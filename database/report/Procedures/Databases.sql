/*  report.Databases: the databases of each instance as last seen: space, log and backups.
    @InstanceId, @Stage   NULL for all  */
CREATE PROCEDURE report.Databases
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'Databases';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    RowId = CONCAT(d.InstanceId, N'/', d.DatabaseName),
    i.InstanceName,
    d.DatabaseName,
    Severity = COALESCE(o.Severity, N'ok'),
    DataBytes = d.DataBytes,
    UsedPercent = 100e0 * d.DataUsedBytes / NULLIF(d.DataBytes, 0),
    LogBytes = d.LogBytes,
    LogUsedPercent = 100e0 * d.LogUsedBytes / NULLIF(d.LogBytes, 0),
    d.LogReuseWait,
    d.RecoveryModel,
    FullAgeMs = DATEDIFF_BIG(millisecond, d.LastFullBackupAt, @Now),
    LogAgeMs = DATEDIFF_BIG(millisecond, d.LastLogBackupAt, @Now),
    BackupText = CASE
        WHEN d.HasBackupHistory = 0 THEN N'msdb could not be read'
        WHEN d.LastFullBackupAt IS NULL THEN N'no full backup in 60 days'
        ELSE N'full backup'
    END,
    VlfCount = d.VlfCount
FROM config.Instance AS i
CROSS APPLY (SELECT LastAt = MAX(x.CapturedAt) FROM fact.DatabaseSize AS x WHERE x.InstanceId = i.InstanceId) AS k
INNER JOIN fact.DatabaseSize AS d ON d.InstanceId = i.InstanceId AND d.CapturedAt = k.LastAt
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = d.InstanceId
      AND a.RuleName IN (N'Backup too old', N'Log filling')
      AND a.AlertKey = d.DatabaseName
    ORDER BY a.SeverityRank DESC
) AS o
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY d.DataBytes DESC, RowId;
