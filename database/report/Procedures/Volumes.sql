/*  report.Volumes: the volumes of each instance as last seen, and when they are full.
    @InstanceId, @Stage   NULL for all  */
CREATE PROCEDURE report.Volumes
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'Volumes';
    RETURN;
END;

SELECT
    RowId = CONCAT(v.InstanceId, N'/', v.VolumeName),
    i.InstanceName,
    v.VolumeName,
    Severity = COALESCE(o.Severity, N'ok'),
    TotalBytes = v.TotalBytes,
    FreeBytes = v.FreeBytes,
    FreePercent = 100e0 * v.FreeBytes / NULLIF(v.TotalBytes, 0),
    PerDayText = p.ValueText,
    f.FullInDays,
    FullText = CASE
        WHEN f.ReasonName IS NOT NULL THEN f.ReasonName
        WHEN f.FullInDays > 365 THEN N'not within a year'
        WHEN f.FullInDays IS NOT NULL THEN CONCAT(N'in ', CAST(FLOOR(f.FullInDays) AS int), N' d')
        ELSE N'learning'
    END
FROM config.Instance AS i
CROSS APPLY (SELECT LastAt = MAX(x.CapturedAt) FROM fact.VolumeSize AS x WHERE x.InstanceId = i.InstanceId) AS k
INNER JOIN fact.VolumeSize AS v ON v.InstanceId = i.InstanceId AND v.CapturedAt = k.LastAt
OUTER APPLY
(
    SELECT TOP (1) w.FullInDays, w.PerDay, w.Unit, w.ReasonName
    FROM baseline.FullWhen() AS w
    WHERE w.InstanceId = v.InstanceId
      AND w.KindName = N'volume'
      AND w.WhatName = v.VolumeName
) AS f
OUTER APPLY lib.ValueText(f.PerDay, f.Unit) AS p
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = v.InstanceId
      AND a.RuleName = N'Volume filling'
      AND (a.VolumeName = v.VolumeName OR a.AlertKey = v.VolumeName)
    ORDER BY a.SeverityRank DESC
) AS o
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY FreePercent, RowId;
