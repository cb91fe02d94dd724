-- A heap may be partitioned; the clustered index made on it is, too, and dropping it leaves a partitioned heap.
CREATE PARTITION FUNCTION pf (int) AS RANGE RIGHT FOR VALUES (10);
CREATE PARTITION SCHEME ps AS PARTITION pf ALL TO ([PRIMARY]);
CREATE TABLE dbo.T (A int NULL, B int NOT NULL) ON ps (A);
INSERT dbo.T VALUES (1, 1), (11, 2), (NULL, 3);
SELECT index_id, partition_number, rows FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.T') ORDER BY index_id, partition_number;
CREATE CLUSTERED INDEX CX ON dbo.T (B);
SELECT index_id, partition_number, rows FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.T') ORDER BY index_id, partition_number;
TRUNCATE TABLE dbo.T WITH (PARTITIONS (1));
DROP INDEX CX ON dbo.T;
SELECT index_id, partition_number, rows FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.T') ORDER BY index_id, partition_number;
CREATE CLUSTERED INDEX CX ON dbo.T (B) ON [PRIMARY];
SELECT index_id, partition_number, rows FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.T') ORDER BY index_id, partition_number;
CREATE CLUSTERED INDEX CX ON dbo.T (A) WITH (DROP_EXISTING = ON) ON ps (A);
SELECT index_id, partition_number, rows FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.T') ORDER BY index_id, partition_number;
