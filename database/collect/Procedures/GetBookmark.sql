/*  collect.GetBookmark: what a collector's batch is told besides its row limit and the AX database: how far
    it has read, and how this AX database differs.
    @InstanceId, @CollectorName
    Result   one row; its columns become parameters of the collector's batch:
             BookmarkFile, BookmarkOffset, BookmarkEventAt NULL before the first run, and
             for a collector that reads no log
             ModelDatabaseName the model store's database, NULL: the collector looks for it
             AxNames tables and columns with names of their own, as XML: <n t="BATCH"
             c="GROUPID" a="GROUP2"/>, c empty
                                                             for the table itself; NULL when there are none
             KnownIds what need not be looked up again, as XML: <i n="101"/>;
             for Batch the classes whose names
                                                             were looked up within a day, or, where
                                                             there was no name, within an hour
             WantedIds what shall be looked up, as XML: <i k="hobt" d="5"
             n="72057594043629568"/>; for Requests the ids in wait
                                                             resources of the last minute that dim.ObjectName
                                                             does not know; NULL when there is none  */
CREATE PROCEDURE collect.GetBookmark
    @InstanceId    int,
    @CollectorName nvarchar(64)
AS
SET NOCOUNT ON;

SELECT
    b.BookmarkFile,
    b.BookmarkOffset,
    b.BookmarkEventAt,
    i.ModelDatabaseName,
    AxNames = CAST(
    (
        SELECT [@t] = n.TableName, [@c] = n.ColumnName, [@a] = n.ActualName
        FROM config.AxName AS n
        WHERE n.InstanceId = @InstanceId
        ORDER BY n.TableName, n.ColumnName
        FOR XML PATH(N'n')
    ) AS nvarchar(max)),
    KnownIds = CAST(
    (
        SELECT [@n] = c.ClassNumber
        FROM dim.BatchClass AS c
        INNER JOIN collect.Watermark AS w ON w.InstanceId = c.InstanceId AND w.CollectorName = @CollectorName
        WHERE c.InstanceId = @InstanceId
          AND @CollectorName = N'Batch'
          AND c.CheckedAt > DATEADD(hour, CASE WHEN c.ClassName IS NULL THEN -1 ELSE -24 END, w.CapturedAt)
        FOR XML PATH(N'i')
    ) AS nvarchar(max)),
    WantedIds = CAST(
    (
        SELECT TOP (100) [@k] = w.IdKind, [@d] = w.DatabaseId, [@n] = w.ResourceId
        FROM
        (
            SELECT DISTINCT IdKind = n.ResourceObjectKey, DatabaseId = n.ResourceDatabaseId, ResourceId = n.ResourceObjectId
            FROM collect.Watermark AS m
            INNER JOIN fact.BlockingSnapshot AS s ON s.InstanceId = m.InstanceId
                AND s.CapturedAt > DATEADD(minute, -1, m.CapturedAt)
            INNER JOIN fact.BlockingNode AS n ON n.SnapshotId = s.SnapshotId AND n.CapturedAt = s.CapturedAt
            WHERE m.InstanceId = @InstanceId
              AND m.CollectorName = @CollectorName
              AND @CollectorName = N'Requests'
              AND n.ObjectName IS NULL
              AND n.ResourceDatabaseId IS NOT NULL
              AND n.ResourceObjectKey IS NOT NULL
              AND n.ResourceObjectId IS NOT NULL
        ) AS w
        WHERE NOT EXISTS
        (
            SELECT 1
            FROM dim.ObjectName AS o
            WHERE o.InstanceId = @InstanceId
              AND o.DatabaseId = w.DatabaseId
              AND o.IdKind = w.IdKind
              AND o.ResourceId = w.ResourceId
        )
        ORDER BY w.DatabaseId, w.IdKind, w.ResourceId
        FOR XML PATH(N'i')
    ) AS nvarchar(max))
FROM (SELECT InstanceId = @InstanceId) AS o
LEFT JOIN config.Instance AS i ON i.InstanceId = o.InstanceId
LEFT JOIN collect.Bookmark AS b ON b.InstanceId = o.InstanceId AND b.CollectorName = @CollectorName;
