-- Given: what the test classes have in common. Executed after tSQLt and before the classes.
CREATE SCHEMA Given AUTHORIZATION dbo;
GO
-- One row of collect.GetParameters: INSERT @Parameters EXEC collect.GetParameters …
CREATE TYPE Given.Parameters AS TABLE
(
    BookmarkFile      nvarchar(512) NULL,
    BookmarkOffset    bigint        NULL,
    BookmarkEventAt   datetime2(3)  NULL,
    BookmarkLocalTime datetime2(3)  NULL,
    ModelDatabaseName sysname       NULL,
    AxNames           nvarchar(max) NULL,
    WantedItems       nvarchar(max) NULL,
    KnownItems        nvarchar(max) NULL,
    Settings          nvarchar(max) NULL
);
GO
-- The tests have times of their own. Those of the repository's clock itself (ClockTests) close it again.
UPDATE config.Setting
SET SettingValue = N'1'
WHERE SettingName = N'ClockIsSimulated';
