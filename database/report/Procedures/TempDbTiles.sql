/*  report.TempDbTiles: tempdb in a few figures, as of now. One row; of several instances the fullest
    speaks.
    @InstanceId, @Stage   NULL for all
    Figures are NULL where nothing was captured within ten minutes.  */
CREATE PROCEDURE report.TempDbTiles
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'TempDbTiles';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    UsedPercent = MAX(100e0 * (t.TotalBytes - t.FreeBytes) / NULLIF(t.TotalBytes, 0)),
    FreeBytes = MIN(t.FreeBytes),
    TotalBytes = MAX(t.TotalBytes),
    VersionAgeMs = MAX(t.VersionAgeMs),
    AxTableCount = MAX(t.AxTableCount),
    AllocationWaitCount = MAX(t.AllocationWaitCount),
    FileCount = MAX(t.FileCount),
    FilesText = MAX(CASE
        WHEN t.SmallestFileBytes < t.LargestFileBytes
            THEN CONCAT(N'Files differ (', s.BytesText, N'–', g.BytesText, N'): allocation prefers the largest.')
        ELSE CONCAT(t.FileCount, N' files of equal size')
    END),
    Severity = CASE MAX(o.WorstRank) WHEN 2 THEN N'critical' WHEN 1 THEN N'warning' ELSE N'ok' END
FROM config.Instance AS i
OUTER APPLY
(
    SELECT TOP (1)
        x.TotalBytes,
        x.FreeBytes,
        x.VersionAgeMs,
        x.AxTableCount,
        x.AllocationWaitCount,
        x.FileCount,
        x.SmallestFileBytes,
        x.LargestFileBytes
    FROM fact.TempDb AS x
    WHERE x.InstanceId = i.InstanceId
      AND x.CapturedAt > DATEADD(minute, -10, @Now)
    ORDER BY x.CapturedAt DESC
) AS t
OUTER APPLY lib.BytesText(t.SmallestFileBytes) AS s
OUTER APPLY lib.BytesText(t.LargestFileBytes) AS g
OUTER APPLY
(
    SELECT WorstRank = MAX(a.SeverityRank)
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = i.InstanceId
      AND a.RuleName IN (N'tempdb filling', N'tempdb contention', N'Version store', N'Temp tables leak')
) AS o
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage);
