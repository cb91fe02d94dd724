-- A bookmark holds a position only: the file column of collectors that read no file held other things.
-- QueryStats kept the watched server's local time there; settings and requested texts are given elsewhere.
IF OBJECT_ID(N'old_collect.Bookmark', N'U') IS NULL
    RETURN;

IF EXISTS (SELECT 1 FROM sys.check_constraints AS c WHERE c.parent_object_id = OBJECT_ID(N'old_collect.Bookmark', N'U'))
    ALTER TABLE old_collect.Bookmark DROP CONSTRAINT CK_Bookmark_Position;

ALTER TABLE old_collect.Bookmark ADD BookmarkLocalTime datetime2(3) NULL;
GO
IF OBJECT_ID(N'old_collect.Bookmark', N'U') IS NULL
    RETURN;

UPDATE old_collect.Bookmark
SET BookmarkLocalTime = CASE
        WHEN CollectorName = N'QueryStats' THEN TRY_CONVERT(datetime2(3), LEFT(BookmarkFile, 23), 121)
    END,
    BookmarkFile = NULL
WHERE CollectorName IN (N'Batch', N'Cpu', N'IndexHealth', N'QueryStats', N'QueryStore');
GO
-- A number beyond int was read as the default of its setting.
IF OBJECT_ID(N'old_config.Setting', N'U') IS NULL
    RETURN;

UPDATE old_config.Setting
SET SettingValue = N'2147483647'
WHERE ValueKind <> N'text'
  AND TRY_CAST(SettingValue AS int) IS NULL;
