/*  report.StaleStatistics: statistics whose table has changed much since they were made, most first, 100
    rows.
    @InstanceId, @Stage   NULL for all
    @TimeZone   of the columns …Local; NULL or unknown: UTC
    @Search   only rows that contain it; NULL or empty for all  */
CREATE PROCEDURE report.StaleStatistics
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Search     nvarchar(100) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'StaleStatistics';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT TOP (100)
    RowId = CONCAT(m.InstanceId, N'/', m.ObjectId, N'/', m.StatsId),
    i.InstanceName,
    m.TableName,
    m.StatisticName,
    ChangedPercent = 100e0 * m.ChangedRows / NULLIF(m.TableRows, 0),
    ChangedCount = m.ChangedRows,
    RowCountText = CONCAT(m.TableRows, N' rows'),
    UpdatedLocal = l.LocalAt,
    AgeMs = DATEDIFF_BIG(millisecond, m.UpdatedAt, @Now),
    MadeAt = @Now
FROM config.Instance AS i
CROSS APPLY (SELECT LastAt = MAX(x.CapturedAt) FROM fact.StatisticHealth AS x WHERE x.InstanceId = i.InstanceId) AS k
INNER JOIN fact.StatisticHealth AS m ON m.InstanceId = i.InstanceId AND m.CapturedAt = k.LastAt
CROSS APPLY report.LocalTime(m.UpdatedAt, @Zone) AS l
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND m.IsStale = 1
  AND (@Like IS NULL OR m.TableName LIKE @Like)
ORDER BY ChangedPercent DESC, RowId;
