-- A bookmark holds a position only: the file column of collectors that read no file held other things.
-- QueryStats kept the watched server's local time there; settings and requested texts are given elsewhere.
-- Way back: restore the backup taken before the deployment.
ALTER TABLE collect.Bookmark DROP CONSTRAINT CK_Bookmark_Position;
ALTER TABLE collect.Bookmark ADD BookmarkLocalTime datetime2(3) NULL;
GO
UPDATE collect.Bookmark
SET BookmarkLocalTime = CASE
        WHEN CollectorName = N'QueryStats' THEN TRY_CONVERT(datetime2(3), LEFT(BookmarkFile, 23), 121)
    END,
    BookmarkFile = NULL
WHERE CollectorName IN (N'Batch', N'Cpu', N'IndexHealth', N'QueryStats', N'QueryStore');

ALTER TABLE collect.Bookmark WITH CHECK ADD CONSTRAINT CK_Bookmark_Position CHECK (
    BookmarkFile IS NULL OR BookmarkOffset IS NOT NULL);

-- A setting of a collector names it. A number beyond int was read as the default of its setting.
ALTER TABLE config.Setting ADD CollectorName nvarchar(64) NULL;
ALTER TABLE config.Setting DROP CONSTRAINT CK_Setting_SettingValue;

UPDATE config.Setting
SET SettingValue = N'2147483647'
WHERE ValueKind <> N'text'
  AND TRY_CAST(SettingValue AS int) IS NULL;

ALTER TABLE config.Setting WITH CHECK ADD CONSTRAINT CK_Setting_SettingValue CHECK (
    ValueKind = N'text'
    OR (LEN(SettingValue) > 0 AND SettingValue NOT LIKE N'%[^0-9]%' AND TRY_CAST(SettingValue AS int) IS NOT NULL));
