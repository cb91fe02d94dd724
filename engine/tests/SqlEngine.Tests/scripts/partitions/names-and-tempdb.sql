-- Names are found whatever their case; another database has its own functions; temporary tables have no schemes.
CREATE PARTITION FUNCTION pfA (int) AS RANGE RIGHT FOR VALUES (10);
CREATE PARTITION SCHEME psA AS PARTITION PFA ALL TO ([primary]);
GO
SELECT $PARTITION.PFA(10) AS a, tempdb.$PARTITION.pfA(10) AS b;
GO
CREATE TABLE #t (A int NOT NULL) ON psA (A);
GO
CREATE TABLE dbo.T (A int NOT NULL PRIMARY KEY) ON PSA (a);
CREATE TABLE dbo.T2 (A int NOT NULL, CONSTRAINT PK_T2 PRIMARY KEY (A) ON psA (A));
SELECT t.name, i.data_space_id FROM sys.tables AS t INNER JOIN sys.indexes AS i ON i.object_id = t.object_id ORDER BY t.name;
GO
BEGIN TRANSACTION;
DROP TABLE dbo.T, dbo.T2;
DROP PARTITION SCHEME psA;
DROP PARTITION FUNCTION pfA;
SELECT (SELECT COUNT(*) FROM sys.partition_functions) AS functions, (SELECT COUNT(*) FROM sys.data_spaces) AS spaces;
ROLLBACK;
SELECT (SELECT COUNT(*) FROM sys.partition_functions) AS functions, (SELECT COUNT(*) FROM sys.data_spaces) AS spaces, OBJECT_NAME(OBJECT_ID(N'dbo.T2')) AS t;
GO
DECLARE @At int = 20;
ALTER PARTITION FUNCTION pfA() SPLIT RANGE (@At + 1);
ALTER PARTITION FUNCTION pfA() MERGE RANGE (@At - 10);
SELECT CAST(value AS int) AS v FROM sys.partition_range_values;
GO
DROP INDEX PK_T2 ON dbo.T2;
GO
ALTER TABLE dbo.T2 DROP CONSTRAINT PK_T2 WITH (MOVE TO [PRIMARY]);
