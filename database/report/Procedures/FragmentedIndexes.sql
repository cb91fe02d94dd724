/*  report.FragmentedIndexes: the fragmentation of indexes as last measured, each within 30 days, the most
    first, 100 rows.
    @InstanceId, @Stage   NULL for all
    @TimeZone   of the columns …Local; NULL or unknown: UTC
    @Search   only rows that contain it; NULL or empty for all  */
CREATE PROCEDURE report.FragmentedIndexes
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Search     nvarchar(100) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'FragmentedIndexes';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT TOP (100)
    RowId = CONCAT(m.InstanceId, N'/', m.ObjectId, N'/', m.IndexId),
    i.InstanceName,
    m.TableName,
    m.IndexName,
    m.PageCount,
    m.FragmentationPercent,
    MeasuredLocal = l.LocalAt,
    MadeAt = @Now
FROM config.Instance AS i
INNER JOIN
(
    SELECT
        x.InstanceId,
        x.ObjectId,
        x.IndexId,
        x.CapturedAt,
        x.TableName,
        x.IndexName,
        x.PageCount,
        x.FragmentationPercent,
        Latest = ROW_NUMBER() OVER (PARTITION BY x.InstanceId, x.ObjectId, x.IndexId ORDER BY x.CapturedAt DESC)
    FROM fact.IndexFragmentation AS x
    WHERE x.CapturedAt > DATEADD(day, -30, @Now)
) AS m ON m.InstanceId = i.InstanceId AND m.Latest = 1
CROSS APPLY report.LocalTime(m.CapturedAt, @Zone) AS l
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND (@Like IS NULL OR m.TableName LIKE @Like)
ORDER BY m.FragmentationPercent * m.PageCount DESC, RowId;
