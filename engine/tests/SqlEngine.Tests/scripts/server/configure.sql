SELECT name, value = CAST(value AS int), value_in_use = CAST(value_in_use AS int) FROM sys.configurations WHERE configuration_id IN (518, 1569) ORDER BY name;
-- Hidden until advanced options are shown.
EXEC sys.sp_configure N'blocked process threshold (s)', 20;
GO
EXEC sys.sp_configure N'show advanced options', 1;
RECONFIGURE;
EXEC sys.sp_configure N'blocked process threshold (s)', 20;
SELECT value = CAST(value AS int), value_in_use = CAST(value_in_use AS int) FROM sys.configurations WHERE configuration_id = 1569;
RECONFIGURE WITH OVERRIDE;
SELECT value = CAST(value AS int), value_in_use = CAST(value_in_use AS int) FROM sys.configurations WHERE configuration_id = 1569;
GO
EXEC sys.sp_configure N'blocked process threshold (s)', 86401;
GO
EXEC sys.sp_configure N'max degree of parallelism', 4;
GO
EXEC sys.sp_configure N'show advanced options';
GO
BEGIN TRANSACTION;
RECONFIGURE;
GO
IF @@TRANCOUNT > 0 ROLLBACK;
CREATE LOGIN plain WITH PASSWORD = 'x';
EXECUTE AS LOGIN = 'plain';
RECONFIGURE;
GO
EXEC sys.sp_configure N'show advanced options', 0;
GO
REVERT;
EXEC master.sys.sp_executesql N'GRANT ALTER SETTINGS TO plain;';
EXECUTE AS LOGIN = 'plain';
EXEC sys.sp_configure N'show advanced options', 0;
RECONFIGURE;
REVERT;
