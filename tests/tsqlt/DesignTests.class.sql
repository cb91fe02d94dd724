-- What every table of the repository must have, asked of the catalog.
EXEC tSQLt.NewTestClass N'DesignTests';
GO
CREATE FUNCTION DesignTests.OwnTable ()
RETURNS TABLE
AS
RETURN
(
    SELECT t.object_id, TableName = CONCAT(s.name, N'.', t.name)
    FROM sys.tables AS t
    INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
    WHERE s.name IN (N'config', N'collect', N'stage', N'dim', N'fact', N'rollup', N'alert', N'report', N'ops', N'audit', N'desk')
);
GO
-- Whatever schema is to come is looked at: all but the system's and those of tests.
CREATE FUNCTION DesignTests.OwnModule()
RETURNS TABLE
AS
RETURN
(
    SELECT m.object_id, m.definition, Module = CONCAT(s.name, N'.', o.name)
    FROM sys.sql_modules AS m
    INNER JOIN sys.objects AS o ON o.object_id = m.object_id
    INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
    WHERE s.name NOT IN (N'sys', N'dbo', N'tSQLt')
      AND s.name NOT LIKE N'%Tests'
);
GO
CREATE PROCEDURE DesignTests.[test every table has a primary key]
AS
SELECT t.TableName INTO #Missing FROM DesignTests.OwnTable() AS t
WHERE NOT EXISTS (SELECT 1 FROM sys.key_constraints AS k WHERE k.parent_object_id = t.object_id AND k.type = N'PK');
EXEC tSQLt.AssertEmptyTable N'#Missing';
GO
CREATE PROCEDURE DesignTests.[test every table is clustered]
AS
SELECT t.TableName INTO #Heap FROM DesignTests.OwnTable() AS t
WHERE NOT EXISTS (SELECT 1 FROM sys.indexes AS i WHERE i.object_id = t.object_id AND i.type = 1);
EXEC tSQLt.AssertEmptyTable N'#Heap';
GO
CREATE PROCEDURE DesignTests.[test every foreign key is enabled and trusted]
AS
SELECT k.name INTO #Untrusted FROM sys.foreign_keys AS k
INNER JOIN DesignTests.OwnTable() AS t ON t.object_id = k.parent_object_id
WHERE k.is_disabled = 1 OR k.is_not_trusted = 1;
EXEC tSQLt.AssertEmptyTable N'#Untrusted';
DECLARE @Keys int = (SELECT COUNT(*) FROM sys.foreign_keys);
EXEC tSQLt.AssertNotEquals 0, @Keys, N'There are foreign keys to look at.';
GO
CREATE PROCEDURE DesignTests.[test every check constraint is enabled and trusted]
AS
SELECT c.name INTO #Untrusted FROM sys.check_constraints AS c
INNER JOIN DesignTests.OwnTable() AS t ON t.object_id = c.parent_object_id
WHERE c.is_disabled = 1 OR c.is_not_trusted = 1;
EXEC tSQLt.AssertEmptyTable N'#Untrusted';
GO
CREATE PROCEDURE DesignTests.[test every constraint was given a name]
AS
SELECT x.name
INTO #Unnamed
FROM
(
    SELECT k.name, k.parent_object_id FROM sys.key_constraints AS k WHERE k.is_system_named = 1
    UNION ALL
    SELECT d.name, d.parent_object_id FROM sys.default_constraints AS d WHERE d.is_system_named = 1
    UNION ALL
    SELECT c.name, c.parent_object_id FROM sys.check_constraints AS c WHERE c.is_system_named = 1
    UNION ALL
    SELECT f.name, f.parent_object_id FROM sys.foreign_keys AS f WHERE f.is_system_named = 1
) AS x
INNER JOIN DesignTests.OwnTable() AS t ON t.object_id = x.parent_object_id;
EXEC tSQLt.AssertEmptyTable N'#Unnamed';
GO
CREATE PROCEDURE DesignTests.[test every column named At is datetime2 with milliseconds]
AS
SELECT t.TableName, ColumnName = c.name, TypeName = y.name
INTO #Wrong
FROM DesignTests.OwnTable() AS t
INNER JOIN sys.columns AS c ON c.object_id = t.object_id
INNER JOIN sys.types AS y ON y.user_type_id = c.user_type_id
WHERE c.name LIKE N'%At' COLLATE Latin1_General_BIN2
  AND (y.name <> N'datetime2' OR c.scale <> 3);
EXEC tSQLt.AssertEmptyTable N'#Wrong';
GO
CREATE PROCEDURE DesignTests.[test fact, alert and job run rows carry their instance, directly or by the row they belong to]
AS
SELECT t.TableName
INTO #Missing
FROM DesignTests.OwnTable() AS t
WHERE (t.TableName LIKE N'fact.%' OR t.TableName LIKE N'alert.%' OR t.TableName = N'ops.JobRun')
  AND NOT EXISTS (
      SELECT 1
      FROM sys.columns AS c
      WHERE c.object_id = t.object_id AND c.name IN (N'InstanceId', N'SnapshotId', N'AlertId', N'NotificationId', N'DeadlockId')
  );
EXEC tSQLt.AssertEmptyTable N'#Missing';
GO
CREATE PROCEDURE DesignTests.[test the five roles exist and own no schema]
AS
CREATE TABLE #Expected (name sysname);
INSERT #Expected
VALUES
    (N'axmonitor_admin'), (N'axmonitor_collector'), (N'axmonitor_desk'), (N'axmonitor_poweruser'), (N'axmonitor_viewer');
SELECT p.name INTO #Actual FROM sys.database_principals AS p WHERE p.name LIKE N'axmonitor[_]%' AND p.type = N'R';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DesignTests.[test constraints and indexes are named by kind and table]
AS
SELECT x.name, x.TableName
INTO #Wrong
FROM
(
    SELECT k.name, k.parent_object_id, Prefix = CASE WHEN k.type = 'PK' THEN N'PK' ELSE N'UQ' END FROM sys.key_constraints AS k
    UNION ALL
    SELECT d.name, d.parent_object_id, N'DF' FROM sys.default_constraints AS d
    UNION ALL
    SELECT c.name, c.parent_object_id, N'CK' FROM sys.check_constraints AS c
    UNION ALL
    SELECT f.name, f.parent_object_id, N'FK' FROM sys.foreign_keys AS f
    UNION ALL
    SELECT i.name, i.object_id, CASE WHEN i.type = 1 THEN N'CX' WHEN i.is_unique = 1 THEN N'UX' ELSE N'IX' END
    FROM sys.indexes AS i
    WHERE i.index_id > 0
      AND i.is_primary_key = 0
      AND i.is_unique_constraint = 0
) AS n
CROSS APPLY
(
    SELECT
        n.name,
        TableName = CONCAT(OBJECT_SCHEMA_NAME(n.parent_object_id), N'.', OBJECT_NAME(n.parent_object_id)),
        BareName = OBJECT_NAME(n.parent_object_id),
        SchemaName = OBJECT_SCHEMA_NAME(n.parent_object_id)
) AS x
INNER JOIN DesignTests.OwnTable() AS t ON t.object_id = n.parent_object_id
-- The table's name, with its schema's before it where two schemas have a table of that name.
WHERE CONCAT(n.name, N'_') NOT LIKE CONCAT(n.Prefix, N'[_]', x.BareName, N'[_]%')
  AND CONCAT(n.name, N'_') NOT LIKE CONCAT(n.Prefix, N'[_]', x.SchemaName, N'[_]', x.BareName, N'[_]%');
EXEC tSQLt.AssertEmptyTable N'#Wrong';
GO
CREATE PROCEDURE DesignTests.[test every module says in its header what it is]
AS
SELECT m.Module
INTO #Missing
FROM DesignTests.OwnModule() AS m
WHERE m.definition NOT LIKE CONCAT(N'%/*%', m.Module, N':%*/%CREATE%');
EXEC tSQLt.AssertEmptyTable N'#Missing';
GO
CREATE PROCEDURE DesignTests.[test what waits for locks or changes rows in bulk for housekeeping steps aside for saves]
AS
SELECT m.Module, m.definition
INTO #Maintenance
FROM DesignTests.OwnModule() AS m
WHERE m.definition LIKE N'%SET LOCK[_]TIMEOUT%'
   OR m.definition LIKE N'%DELETE TOP (%'
   OR m.definition LIKE N'%TRUNCATE TABLE [^#]%'
   OR m.definition LIKE N'%ALTER PARTITION FUNCTION%'
   OR m.definition LIKE N'%EXEC ops.Purge%'
   OR m.Module LIKE N'%.Purge%';
DECLARE @Count int = (SELECT COUNT(*) FROM #Maintenance);
EXEC tSQLt.AssertNotEquals 0, @Count, N'There is maintenance to look at.';

SELECT a.Module
INTO #Stubborn
FROM #Maintenance AS a
WHERE a.definition NOT LIKE N'%SET DEADLOCK[_]PRIORITY LOW%';
EXEC tSQLt.AssertEmptyTable N'#Stubborn';
GO
CREATE PROCEDURE DesignTests.[test which errors pass by themselves is asked of one function]
AS
SELECT m.Module
INTO #Own
FROM DesignTests.OwnModule() AS m
WHERE (m.definition LIKE N'%ERROR[_]NUMBER() [=<N]%1205%' OR m.definition LIKE N'%ERROR[_]NUMBER() [=<N]%1222%');
EXEC tSQLt.AssertEmptyTable N'#Own';

SELECT v.ErrorNumber, e.IsPassing
INTO #Actual
FROM (VALUES (601), (1205), (1222), (50061), (547), (50062), (8115)) AS v (ErrorNumber)
CROSS APPLY lib.PassingError(v.ErrorNumber) AS e;
CREATE TABLE #Expected (ErrorNumber int NOT NULL, IsPassing bit NOT NULL);
INSERT #Expected (ErrorNumber, IsPassing)
VALUES (601, 1), (1205, 1), (1222, 1), (50061, 1), (547, 0), (50062, 0), (8115, 0);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DesignTests.[test row locks of shared tables stay row locks]
AS
DECLARE @Tables nvarchar(max) = (
    SELECT CONCAT(s.name, N'.', t.name, N' ')
    FROM sys.tables AS t
    INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
    WHERE s.name IN (N'fact', N'dim', N'collect', N'rollup', N'baseline', N'ops', N'alert')
      AND t.lock_escalation_desc <> N'DISABLE'
    FOR XML PATH(N''));
EXEC tSQLt.AssertEqualsString NULL, @Tables;
GO
