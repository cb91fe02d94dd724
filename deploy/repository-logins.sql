-- The logins of service and reports in the repository, with their roles: at the installation, and after a restore from another
-- server or another time. An owner whom the server does not know gives way to its administrator, users are tied to the logins
-- of the same name, reports do not wait for collectors. Safe to repeat.
-- Run with sqlcmd as sysadmin in the repository; the logins must exist (a Windows account: DOMAIN\name):
--     sqlcmd -b -S sql01 -d AxMonitor -v Service="axmonitor_service" Reports="axmonitor_reports" -i deploy/repository-logins.sql
-- `axmonitor check` names what is missing afterwards.
SET NOCOUNT, XACT_ABORT ON;
DECLARE @Statement nvarchar(max);
DECLARE @Administrator sysname = SUSER_SNAME(0x01);

IF OBJECT_ID(N'ops.DeployedScript') IS NULL
    THROW 50000, N'This database is no repository of AxMonitor.', 1;
IF NOT EXISTS (SELECT 1 FROM sys.server_principals WHERE name = N'$(Service)')
    OR NOT EXISTS (SELECT 1 FROM sys.server_principals WHERE name = N'$(Reports)')
    THROW 50000, N'The logins of service and reports must exist: CREATE LOGIN … first.', 1;

IF EXISTS
(
    SELECT 1
    FROM sys.databases AS d
    LEFT JOIN sys.database_principals AS p ON p.name = N'dbo'
    WHERE d.database_id = DB_ID()
      AND (SUSER_SNAME(d.owner_sid) IS NULL OR p.sid <> d.owner_sid)
)
BEGIN
    SET @Statement = CONCAT(N'ALTER AUTHORIZATION ON DATABASE::', QUOTENAME(DB_NAME()), N' TO ', QUOTENAME(@Administrator), N';');
    EXEC sys.sp_executesql @Statement;
END;

IF USER_ID(N'$(Service)') IS NULL
    CREATE USER [$(Service)] FOR LOGIN [$(Service)];
ELSE
    ALTER USER [$(Service)] WITH LOGIN = [$(Service)];
IF USER_ID(N'$(Reports)') IS NULL
    CREATE USER [$(Reports)] FOR LOGIN [$(Reports)];
ELSE
    ALTER USER [$(Reports)] WITH LOGIN = [$(Reports)];

ALTER ROLE axmonitor_collector ADD MEMBER [$(Service)];
ALTER ROLE axmonitor_desk ADD MEMBER [$(Service)];
ALTER ROLE axmonitor_viewer ADD MEMBER [$(Reports)];

IF (SELECT is_read_committed_snapshot_on FROM sys.databases WHERE database_id = DB_ID()) = 0
BEGIN
    SET @Statement = CONCAT(
        N'ALTER DATABASE ', QUOTENAME(DB_NAME()), N' SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;');
    EXEC sys.sp_executesql @Statement;
END;

EXEC ops.GetRepositoryFaults;
