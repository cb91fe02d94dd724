-- In the manner of health checks: samples of counters in tables of their own, the difference of two samples,
-- findings with priorities, settings and permissions of the caller.
IF OBJECT_ID('tempdb..#findings') IS NOT NULL
    DROP TABLE #findings;
CREATE TABLE #findings (Id int IDENTITY(1, 1) PRIMARY KEY CLUSTERED, Priority tinyint NOT NULL, Finding varchar(200) NOT NULL, Details nvarchar(max) NULL, DatabaseName nvarchar(128) NULL);
CREATE TABLE ##WaitGroups (WaitType nvarchar(60) PRIMARY KEY CLUSTERED, WaitGroup nvarchar(128) NOT NULL, Ignorable bit DEFAULT 0);
INSERT ##WaitGroups (WaitType, WaitGroup, Ignorable) VALUES (N'LCK_M_X', N'Lock', 0), (N'LAZYWRITER_SLEEP', N'Idle', 1);
DECLARE @waits TABLE (Pass tinyint NOT NULL, WaitType nvarchar(60) NOT NULL, Ms bigint, PRIMARY KEY (Pass, WaitType));
INSERT @waits (Pass, WaitType, Ms) SELECT 1, w.wait_type, SUM(w.wait_time_ms) FROM sys.dm_os_wait_stats AS w LEFT JOIN ##WaitGroups AS g ON g.WaitType = w.wait_type WHERE ISNULL(g.Ignorable, 0) = 0 GROUP BY w.wait_type;
INSERT @waits (Pass, WaitType, Ms) SELECT 2, WaitType, Ms + 10 FROM @waits WHERE Pass = 1;
INSERT #findings (Priority, Finding, Details)
SELECT 200, 'Wait', CONCAT(b.WaitType, N' ', b.Ms - a.Ms) FROM @waits AS a JOIN @waits AS b ON b.WaitType = a.WaitType AND a.Pass = 1 AND b.Pass = 2 WHERE b.Ms > a.Ms AND b.WaitType = N'LCK_M_X';
INSERT #findings (Priority, Finding, Details) SELECT 50, 'Version', CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) WHERE CAST(SERVERPROPERTY('ProductMajorVersion') AS int) < 12;
IF CONVERT(numeric(4, 2), LEFT(CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)), 4)) >= 13
    INSERT #findings (Priority, Finding, DatabaseName)
    SELECT 20, 'Recovery', d.name FROM sys.databases AS d WHERE d.recovery_model_desc = N'FULL' AND d.name = N'golden';
EXEC (N'USE golden; INSERT #findings (Priority, Finding, DatabaseName) SELECT 110, ''Heap'', DB_NAME() WHERE EXISTS (SELECT * FROM sys.indexes AS i JOIN sys.objects AS o ON o.object_id = i.object_id WHERE i.type = 0 AND o.type = ''U'');');
CREATE TABLE dbo.Heap (a int);
EXEC sp_executesql N'INSERT #findings (Priority, Finding, DatabaseName) SELECT @p, ''Heap'', DB_NAME() WHERE EXISTS (SELECT * FROM sys.indexes AS i WHERE i.type = 0 AND OBJECTPROPERTY(i.object_id, ''IsUserTable'') = 1)', N'@p tinyint', 110;
SELECT Priority, Finding, Details, DatabaseName FROM #findings ORDER BY Priority, Finding;
SELECT CASE WHEN IS_SRVROLEMEMBER('sysadmin') = 1 THEN 'sysadmin' ELSE 'other' END AS role, HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE') AS vss;
DROP TABLE ##WaitGroups;
GO
