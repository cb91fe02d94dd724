CREATE PARTITION FUNCTION pf (int) AS RANGE RIGHT FOR VALUES (10, 20);
CREATE PARTITION SCHEME ps AS PARTITION pf ALL TO ([PRIMARY]);
CREATE TABLE dbo.T (A int NOT NULL PRIMARY KEY, B int NOT NULL, INDEX IX (B)) ON ps (A);
INSERT dbo.T VALUES (1, 1), (11, 2), (21, 3);
GO
BEGIN TRANSACTION;
TRUNCATE TABLE dbo.T WITH (PARTITIONS (2));
ALTER PARTITION FUNCTION pf() SPLIT RANGE (15);
SELECT partition_number, rows FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.T') AND index_id = 1 ORDER BY partition_number;
ROLLBACK;
SELECT partition_number, rows FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.T') AND index_id = 1 ORDER BY partition_number;
SELECT A FROM dbo.T WHERE B = 2;
