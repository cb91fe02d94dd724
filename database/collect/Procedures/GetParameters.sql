/*  collect.GetParameters: the parameters of a collector's batch besides its row limit and the AX database.
    @InstanceId, @CollectorName
    Result   one row; its columns become parameters of the batch:
             BookmarkFile, BookmarkOffset, BookmarkEventAt, BookmarkLocalTime
                 how far it has read (collect.Bookmark); NULL before the first run, and for a collector that
                 reads no log
             ModelDatabaseName
                 the model store's database; NULL: the collector looks for it
             AxNames
                 tables and columns with names of their own: <n t="BATCH" c="GROUPID" a="GROUP2"/>; c is empty
                 for the table itself
             WantedItems, KnownItems
                 what the run shall bring, and need not bring again (collect.Request):
                 <i k="plan" n="0A1B2C3D4E5F6071"/>
             Settings
                 those of config.Setting with the collector's name: <s n="IndexHealthFromHour" v="1"/>
             The last four are XML as text, NULL where there is nothing.  */
CREATE PROCEDURE collect.GetParameters
    @InstanceId    int,
    @CollectorName nvarchar(64)
AS
SET NOCOUNT ON;

SELECT
    b.BookmarkFile,
    b.BookmarkOffset,
    b.BookmarkEventAt,
    b.BookmarkLocalTime,
    i.ModelDatabaseName,
    AxNames = CAST(
        (
            SELECT [@t] = n.TableName, [@c] = n.ColumnName, [@a] = n.ActualName
            FROM config.AxName AS n
            WHERE n.InstanceId = @InstanceId
            ORDER BY n.TableName, n.ColumnName
            FOR XML PATH(N'n')
        ) AS nvarchar(max)),
    WantedItems = CAST(
        (
            SELECT [@k] = r.ItemKind, [@n] = r.ItemKey
            FROM collect.Request AS r
            WHERE r.InstanceId = @InstanceId
              AND r.CollectorName = @CollectorName
              AND r.IsKnown = 0
              AND (r.ExpiresAt IS NULL OR r.ExpiresAt > w.CapturedAt)
            ORDER BY r.ItemKind, r.ItemKey
            FOR XML PATH(N'i')
        ) AS nvarchar(max)),
    KnownItems = CAST(
        (
            SELECT [@k] = r.ItemKind, [@n] = r.ItemKey
            FROM collect.Request AS r
            WHERE r.InstanceId = @InstanceId
              AND r.CollectorName = @CollectorName
              AND r.IsKnown = 1
              AND (r.ExpiresAt IS NULL OR r.ExpiresAt > w.CapturedAt)
            ORDER BY r.ItemKind, r.ItemKey
            FOR XML PATH(N'i')
        ) AS nvarchar(max)),
    Settings = CAST(
        (
            SELECT [@n] = s.SettingName, [@v] = s.SettingValue
            FROM config.Setting AS s
            WHERE s.CollectorName = @CollectorName
            ORDER BY s.SettingName
            FOR XML PATH(N's')
        ) AS nvarchar(max))
FROM config.Instance AS i
LEFT JOIN collect.Bookmark AS b ON b.InstanceId = i.InstanceId AND b.CollectorName = @CollectorName
LEFT JOIN collect.Watermark AS w ON w.InstanceId = i.InstanceId AND w.CollectorName = @CollectorName
WHERE i.InstanceId = @InstanceId;
