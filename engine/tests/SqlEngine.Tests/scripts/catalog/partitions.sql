CREATE TABLE dbo.H (Id int);
CREATE TABLE dbo.T (Id int NOT NULL PRIMARY KEY, X int NULL);
CREATE INDEX IX ON dbo.T (X) WHERE X > 1;
INSERT dbo.H VALUES (1), (2), (3);
INSERT dbo.T VALUES (1, 1), (2, 2);
SELECT OBJECT_NAME(p.object_id), p.index_id, p.rows, Same = CASE WHEN p.hobt_id = p.partition_id THEN 1 END FROM sys.partitions AS p ORDER BY 1, 2;
SELECT DistinctIds = COUNT(DISTINCT hobt_id) FROM sys.partitions;
