CREATE TABLE dbo.Good (Id int NOT NULL CONSTRAINT PK_Good PRIMARY KEY, At datetime2(3) NOT NULL CONSTRAINT DF_Good_At DEFAULT (SYSUTCDATETIME()));
CREATE TABLE dbo.Bad (Id int NULL, At datetime2(3) NOT NULL DEFAULT (SYSUTCDATETIME()));
SELECT t.name FROM sys.tables AS t WHERE NOT EXISTS (SELECT 1 FROM sys.key_constraints AS k WHERE k.parent_object_id = t.object_id AND k.type = N'PK');
SELECT OBJECT_NAME(d.parent_object_id) FROM sys.default_constraints AS d WHERE d.is_system_named = 1;
SELECT t.name, i.type_desc FROM sys.tables AS t INNER JOIN sys.indexes AS i ON i.object_id = t.object_id ORDER BY t.name;
SELECT COUNT(*) FROM sys.foreign_keys WHERE is_not_trusted = 1;
