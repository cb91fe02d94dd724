/*  report.MissingIndexes: indexes that SQL Server misses, in the order of columns that AX needs, what would
    save most first, 100 rows.
    @InstanceId, @Stage   NULL for all
    @TimeZone   of the columns …Local; NULL or unknown: UTC
    @Search   only rows that contain it; NULL or empty for all  */
CREATE PROCEDURE report.MissingIndexes
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Search     nvarchar(100) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'MissingIndexes';
    RETURN;
END;

DECLARE @Zone nvarchar(128);

SELECT @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT TOP (100)
    RowId = CONCAT(m.InstanceId, N'/', m.TableName, N'/', m.ItemNumber),
    i.InstanceName,
    m.TableName,
    m.KeyColumns,
    m.IncludedColumns,
    SavesPercent = m.AverageImpact,
    WantedCount = m.SeekCount + m.ScanCount,
    SavingCost = m.AverageCost * m.AverageImpact / 100 * (m.SeekCount + m.ScanCount),
    LastWantedLocal = l.LocalAt,
    m.NearestIndexName,
    m.TableRows,
    m.Advice,
    Severity = CASE WHEN m.IsWorthwhile = 1 THEN N'notice' ELSE N'ok' END,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM config.Instance AS i
CROSS APPLY (SELECT LastAt = MAX(x.CapturedAt) FROM fact.MissingIndex AS x WHERE x.InstanceId = i.InstanceId) AS k
INNER JOIN fact.MissingIndex AS m ON m.InstanceId = i.InstanceId AND m.CapturedAt = k.LastAt
CROSS APPLY report.LocalTime(m.LastWantedAt, @Zone) AS l
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND (@Like IS NULL OR m.TableName LIKE @Like)
ORDER BY m.IsWorthwhile DESC, SavingCost DESC, RowId;
