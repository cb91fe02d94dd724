-- A fact table by day: partitions made ahead, rows in their days, purged by truncation.
CREATE PARTITION FUNCTION pfDay (datetime2(3)) AS RANGE RIGHT FOR VALUES ('2016-11-01', '2016-11-02', '2016-11-03');
CREATE PARTITION SCHEME psDay AS PARTITION pfDay ALL TO ([PRIMARY]);
CREATE TABLE dbo.Fact (CapturedAt datetime2(3) NOT NULL, SessionId int NOT NULL, Waited int NOT NULL, CONSTRAINT PK_Fact PRIMARY KEY CLUSTERED (CapturedAt, SessionId)) ON psDay (CapturedAt);
CREATE INDEX IX_Fact_Session ON dbo.Fact (SessionId) INCLUDE (Waited);
INSERT dbo.Fact VALUES ('2016-10-31T23:59:59.999', 1, 1), ('2016-11-01', 1, 2), ('2016-11-01T12:00', 2, 3), ('2016-11-02', 1, 4), ('2016-11-03', 1, 5), ('2017-01-01', 9, 6);
GO
SELECT i.name, p.partition_number, p.rows FROM sys.partitions AS p INNER JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id WHERE p.object_id = OBJECT_ID(N'dbo.Fact') ORDER BY p.index_id, p.partition_number;
GO
TRUNCATE TABLE dbo.Fact WITH (PARTITIONS (1 TO 2));
SELECT CapturedAt, SessionId, Waited FROM dbo.Fact ORDER BY CapturedAt, SessionId;
SELECT SessionId, COUNT(*) AS n FROM dbo.Fact WHERE SessionId = 1 GROUP BY SessionId;
SELECT index_id, partition_number, row_count FROM sys.dm_db_partition_stats WHERE object_id = OBJECT_ID(N'dbo.Fact') ORDER BY index_id, partition_number;
GO
ALTER PARTITION FUNCTION pfDay() MERGE RANGE ('2016-11-01');
ALTER PARTITION SCHEME psDay NEXT USED [PRIMARY];
ALTER PARTITION FUNCTION pfDay() SPLIT RANGE ('2016-11-04');
SELECT partition_number, rows FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.Fact') AND index_id = 1 ORDER BY partition_number;
SELECT boundary_id, CAST(value AS datetime2(3)) AS value FROM sys.partition_range_values ORDER BY boundary_id;
