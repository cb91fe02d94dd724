-- An update of the partitioning column moves a row to another partition.
CREATE PARTITION FUNCTION pf (int) AS RANGE RIGHT FOR VALUES (10, 20);
CREATE PARTITION SCHEME ps AS PARTITION pf ALL TO ([PRIMARY]);
CREATE TABLE dbo.T (Id int NOT NULL, A int NOT NULL, PRIMARY KEY (Id, A)) ON ps (A);
INSERT dbo.T VALUES (1, 5), (2, 15), (3, 25);
UPDATE dbo.T SET A += 10 WHERE A < 20;
SELECT $PARTITION.pf(A) AS p, COUNT(*) AS n FROM dbo.T GROUP BY $PARTITION.pf(A) ORDER BY p;
SELECT partition_number, rows FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.T') ORDER BY partition_number;
TRUNCATE TABLE dbo.T WITH (PARTITIONS (3));
SELECT Id, A FROM dbo.T;
