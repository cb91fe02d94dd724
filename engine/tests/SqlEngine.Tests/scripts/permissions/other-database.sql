-- A login enters a database only as one of its users; msdb, master and tempdb are open to all.
CREATE DATABASE Other;
GO
CREATE LOGIN stranger WITH PASSWORD = N'x';
GO
EXECUTE AS LOGIN = N'stranger';
SELECT Other = HAS_DBACCESS(N'Other'), Msdb = HAS_DBACCESS(N'msdb'), Missing = HAS_DBACCESS(N'Missing');
BEGIN TRY
    EXEC Other.sys.sp_executesql N'SELECT DB_NAME();';
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER(), ERROR_MESSAGE();
END CATCH;
SELECT COUNT(*) FROM sys.master_files;
REVERT;
GO
USE Other;
CREATE USER stranger FOR LOGIN stranger;
USE master;
GRANT VIEW ANY DEFINITION TO stranger;
GO
EXECUTE AS LOGIN = N'stranger';
SELECT Other = HAS_DBACCESS(N'Other');
EXEC Other.sys.sp_executesql N'SELECT DB_NAME();';
SELECT f.name, f.type_desc FROM sys.master_files AS f WHERE f.database_id = DB_ID(N'Other') ORDER BY f.file_id;
REVERT;
GO
-- VIEW SERVER STATE covers the state of every database.
USE Other;
CREATE TABLE dbo.T (Id int NOT NULL PRIMARY KEY);
GO
EXECUTE AS LOGIN = N'stranger';
SELECT COUNT(*) FROM sys.dm_db_partition_stats;
REVERT;
GO
REVERT;
USE master;
GRANT VIEW SERVER STATE TO stranger;
USE Other;
GO
EXECUTE AS LOGIN = N'stranger';
SELECT COUNT(*) FROM sys.dm_db_partition_stats;
REVERT;
