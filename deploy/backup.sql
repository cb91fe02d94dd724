-- Backs the repository up into a file with the time in its name, and verifies it. For SQL Server Agent: full at night, log
-- every 10 minutes. Run with sqlcmd as a member of db_backupoperator who may RESTORE VERIFYONLY (CREATE ANY DATABASE):
--     sqlcmd -b -S sql01 -d master -v Database="AxMonitor" Folder="D:\Backup" Kind="full" -i deploy/backup.sql
-- Kind is full or log; log asks for recovery model FULL. The folder is one of the server's, and must exist.
SET NOCOUNT, XACT_ABORT ON;
DECLARE @Database sysname = N'$(Database)';
DECLARE @Kind nvarchar(8) = N'$(Kind)';
DECLARE @Separator nchar(1) = CASE WHEN N'$(Folder)' LIKE N'/%' THEN N'/' ELSE N'\' END;
DECLARE @File nvarchar(400) = CONCAT(
    N'$(Folder)', @Separator, @Database, N'_', FORMAT(SYSUTCDATETIME(), N'yyyyMMdd_HHmmss'),
    CASE WHEN @Kind = N'log' THEN N'.trn' ELSE N'.bak' END);
DECLARE @Model nvarchar(60) = (SELECT recovery_model_desc FROM sys.databases WHERE name = @Database);

IF @Model IS NULL
    THROW 50000, N'There is no such database.', 1;
IF @Kind NOT IN (N'full', N'log')
    THROW 50000, N'Kind is full or log.', 1;
IF @Kind = N'log' AND @Model = N'SIMPLE'
    THROW 50000, N'No log backups in recovery model SIMPLE: ALTER DATABASE … SET RECOVERY FULL, then a full backup.', 1;

IF @Kind = N'full'
    BACKUP DATABASE @Database TO DISK = @File WITH CHECKSUM, COMPRESSION, FORMAT, INIT;
ELSE
    BACKUP LOG @Database TO DISK = @File WITH CHECKSUM, COMPRESSION, FORMAT, INIT;

RESTORE VERIFYONLY FROM DISK = @File WITH CHECKSUM;
PRINT CONCAT(@File, N' was written and verified.');
