-- The login of the service on a watched server, with what docs/operations.md lists under Permissions and no more.
-- Run as an administrator with sqlcmd, which takes the three variables from the environment, so that the password
-- stands on no command line:
--     AxMonitorLogin=axmonitor_service AxMonitorPassword=… AxDatabase=MicrosoftDynamicsAX sqlcmd -b -S … -i deploy/service-login.sql
-- Without an AX database name master: tables of AX that are not there get no grant. Safe to repeat.
SET NOCOUNT ON;
USE master;
IF SUSER_ID(N'$(AxMonitorLogin)') IS NULL
    CREATE LOGIN [$(AxMonitorLogin)] WITH PASSWORD = N'$(AxMonitorPassword)';
-- Since SQL Server 2022 it has two parts that do as well: who has been given these keeps to them.
IF (
    SELECT COUNT(DISTINCT p.permission_name)
    FROM sys.server_permissions AS p
    WHERE p.grantee_principal_id = SUSER_ID(N'$(AxMonitorLogin)')
      AND p.permission_name IN (N'VIEW SERVER PERFORMANCE STATE', N'VIEW SERVER SECURITY STATE')
      AND p.state IN ('G', 'W')
) < 2
    GRANT VIEW SERVER STATE TO [$(AxMonitorLogin)];
GRANT VIEW ANY DEFINITION TO [$(AxMonitorLogin)];
GO
USE msdb;
IF USER_ID(N'$(AxMonitorLogin)') IS NULL
    CREATE USER [$(AxMonitorLogin)] FOR LOGIN [$(AxMonitorLogin)];
GRANT SELECT ON OBJECT::dbo.backupset TO [$(AxMonitorLogin)];
GO
-- What is used of the model store's files: a user without rights is enough.
IF DB_ID(N'$(AxDatabase)_model') IS NOT NULL
    EXEC (N'USE [$(AxDatabase)_model]; IF USER_ID(N''$(AxMonitorLogin)'') IS NULL CREATE USER [$(AxMonitorLogin)] FOR LOGIN [$(AxMonitorLogin)];');
GO
USE [$(AxDatabase)];
IF USER_ID(N'$(AxMonitorLogin)') IS NULL
    CREATE USER [$(AxMonitorLogin)] FOR LOGIN [$(AxMonitorLogin)];
GRANT VIEW DEFINITION TO [$(AxMonitorLogin)];
GO
DECLARE @Grants nvarchar(max) =
(
    SELECT N'GRANT SELECT ON OBJECT::' + t.Name + N' TO [$(AxMonitorLogin)]; '
    FROM (
        VALUES
            (N'dbo.SYSCLIENTSESSIONS'), (N'dbo.SQLDICTIONARY'), (N'dbo.BATCH'), (N'dbo.BATCHJOB'), (N'dbo.BATCHCONSTRAINTS'),
            (N'dbo.BATCHHISTORY'), (N'dbo.BATCHJOBHISTORY'), (N'dbo.BATCHSERVERGROUP'), (N'dbo.BATCHSERVERCONFIG'),
            (N'dbo.SYSSERVERCONFIG'), (N'dbo.SYSSERVERSESSIONS'), (N'dbo.USERINFO'),
            (N'dbo.NUMBERSEQUENCETABLE'), (N'dbo.NUMBERSEQUENCESCOPE')
    ) AS t (Name)
    WHERE OBJECT_ID(t.Name) IS NOT NULL
    FOR XML PATH(N'')
);
IF @Grants IS NOT NULL
    EXEC sys.sp_executesql @Grants;
GO
