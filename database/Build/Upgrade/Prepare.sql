-- What was made from another definition than this version's: tables are moved aside, with their rows, into
-- schemas old_…, to be filled into new ones below;
-- types, indexes and modules that changed or are gone are dropped. A table that was moved by an earlier run
-- which did not come to its end stays where it is.
CREATE TABLE #Rebuild (
    ObjectId int NOT NULL PRIMARY KEY CLUSTERED,
    SchemaName sysname COLLATE DATABASE_DEFAULT NOT NULL,
    TableName sysname COLLATE DATABASE_DEFAULT NOT NULL);

INSERT #Rebuild (ObjectId, SchemaName, TableName)
SELECT t.object_id, s.name, t.name
FROM sys.tables AS t
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
INNER JOIN #Wanted AS w ON w.ObjectKind = N'table' AND w.ObjectName = CONCAT(s.name, N'.', t.name)
LEFT JOIN ops.ObjectVersion AS v ON v.ObjectKind = N'table' AND v.ObjectName = w.ObjectName
WHERE (v.DefinitionHash IS NULL OR v.DefinitionHash <> w.DefinitionHash)
  AND w.ObjectName NOT IN (N'ops.SchemaVersion', N'ops.ObjectVersion')
  AND OBJECT_ID(CONCAT(QUOTENAME(N'old_' + s.name), N'.', QUOTENAME(t.name)), N'U') IS NULL;

DECLARE @Statements nvarchar(max) = N'';

SELECT @Statements += CONCAT(
    N'ALTER TABLE ', QUOTENAME(OBJECT_SCHEMA_NAME(k.parent_object_id)), N'.', QUOTENAME(OBJECT_NAME(k.parent_object_id)),
    N' DROP CONSTRAINT ', QUOTENAME(k.name), N';')
FROM sys.foreign_keys AS k
WHERE EXISTS (SELECT 1 FROM #Rebuild AS r WHERE r.ObjectId IN (k.parent_object_id, k.referenced_object_id));

SELECT @Statements += CONCAT(
    N'IF SCHEMA_ID(N''old_', s.SchemaName, N''') IS NULL EXEC (N''CREATE SCHEMA old_', s.SchemaName, N' AUTHORIZATION dbo;'');')
FROM (SELECT DISTINCT r.SchemaName FROM #Rebuild AS r) AS s;

SELECT @Statements += CONCAT(
    N'ALTER SCHEMA old_', r.SchemaName, N' TRANSFER ', QUOTENAME(r.SchemaName), N'.', QUOTENAME(r.TableName), N';')
FROM #Rebuild AS r;

-- Indexes of tables that stay.
SELECT @Statements += CONCAT(
    N'DROP INDEX ', QUOTENAME(i.name), N' ON ', QUOTENAME(OBJECT_SCHEMA_NAME(i.object_id)), N'.',
    QUOTENAME(OBJECT_NAME(i.object_id)), N';')
FROM sys.indexes AS i
INNER JOIN ops.ObjectVersion AS v ON v.ObjectKind = N'index'
    AND v.ObjectName = CONCAT(OBJECT_SCHEMA_NAME(i.object_id), N'.', OBJECT_NAME(i.object_id), N'.', i.name)
LEFT JOIN #Wanted AS w ON w.ObjectKind = N'index' AND w.ObjectName = v.ObjectName
WHERE (w.DefinitionHash IS NULL OR w.DefinitionHash <> v.DefinitionHash)
  AND NOT EXISTS (SELECT 1 FROM #Rebuild AS r WHERE r.ObjectId = i.object_id);

-- A type goes with the procedures that take it as a parameter; those that still exist come back below.
CREATE TABLE #OldType (UserTypeId int NOT NULL PRIMARY KEY CLUSTERED, TypeName nvarchar(300) COLLATE DATABASE_DEFAULT NOT NULL);

INSERT #OldType (UserTypeId, TypeName)
SELECT t.user_type_id, CONCAT(QUOTENAME(s.name), N'.', QUOTENAME(t.name))
FROM sys.table_types AS t
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
LEFT JOIN #Wanted AS w ON w.ObjectKind = N'type' AND w.ObjectName = CONCAT(s.name, N'.', t.name)
LEFT JOIN ops.ObjectVersion AS v ON v.ObjectKind = N'type' AND v.ObjectName = CONCAT(s.name, N'.', t.name)
WHERE (s.name = N'stage' OR w.ObjectName IS NOT NULL OR v.ObjectName IS NOT NULL)
  AND (w.DefinitionHash IS NULL OR v.DefinitionHash IS NULL OR w.DefinitionHash <> v.DefinitionHash);

SELECT @Statements += CONCAT(
    N'DROP ', CASE WHEN o.type = N'P' THEN N'PROCEDURE ' ELSE N'FUNCTION ' END, QUOTENAME(OBJECT_SCHEMA_NAME(o.object_id)), N'.',
    QUOTENAME(o.name), N';')
FROM sys.objects AS o
WHERE EXISTS (
    SELECT 1 FROM sys.parameters AS p INNER JOIN #OldType AS t ON t.UserTypeId = p.user_type_id WHERE p.object_id = o.object_id
);

SELECT @Statements += CONCAT(N'DROP TYPE ', t.TypeName, N';')
FROM #OldType AS t;

SELECT @Statements += CONCAT(
    N'DROP ', CASE WHEN o.type = N'P' THEN N'PROCEDURE ' WHEN o.type = N'V' THEN N'VIEW ' ELSE N'FUNCTION ' END,
    QUOTENAME(OBJECT_SCHEMA_NAME(o.object_id)), N'.', QUOTENAME(o.name), N';')
FROM ops.ObjectVersion AS v
INNER JOIN sys.objects AS o ON o.object_id = OBJECT_ID(v.ObjectName) AND o.type IN (N'P', N'V', N'FN', N'IF', N'TF')
WHERE v.ObjectKind = N'module'
  AND NOT EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.ObjectKind = N'module' AND w.ObjectName = v.ObjectName)
  AND NOT EXISTS (
      SELECT 1 FROM sys.parameters AS p INNER JOIN #OldType AS t ON t.UserTypeId = p.user_type_id WHERE p.object_id = o.object_id
  );

BEGIN TRANSACTION;
EXEC sys.sp_executesql @Statements;
COMMIT TRANSACTION;

DROP TABLE #Rebuild;
DROP TABLE #OldType;
