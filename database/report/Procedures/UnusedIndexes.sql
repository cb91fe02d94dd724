/*  report.UnusedIndexes: indexes that nobody reads and every write keeps up, the largest first, 100 rows.
    @InstanceId, @Stage   NULL for all
    @Search   only rows that contain it; NULL or empty for all  */
CREATE PROCEDURE report.UnusedIndexes
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Search     nvarchar(100) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'UnusedIndexes';
    RETURN;
END;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT TOP (100)
    RowId = CONCAT(m.InstanceId, N'/', m.ObjectId, N'/', m.IndexId),
    i.InstanceName,
    m.TableName,
    m.IndexName,
    SizeBytes = m.PageCount * 8192,
    m.UpdateCount,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM config.Instance AS i
CROSS APPLY (SELECT LastAt = MAX(x.CapturedAt) FROM fact.IndexUsage AS x WHERE x.InstanceId = i.InstanceId) AS k
INNER JOIN fact.IndexUsage AS m ON m.InstanceId = i.InstanceId AND m.CapturedAt = k.LastAt
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND m.IsUnused = 1
  AND (@Like IS NULL OR m.TableName LIKE @Like)
ORDER BY m.PageCount DESC, RowId;
