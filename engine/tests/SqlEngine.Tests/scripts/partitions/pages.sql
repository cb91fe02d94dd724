-- Pages are worked out from the rows: rows of fixed width, an nvarchar of 200 characters, and a text of 10,000 characters beside its row.
CREATE PARTITION FUNCTION pfDay (date) AS RANGE RIGHT FOR VALUES ('2016-11-02');
CREATE PARTITION SCHEME psDay AS PARTITION pfDay ALL TO ([PRIMARY]);
CREATE TABLE dbo.Fixed (Day date NOT NULL, Id int NOT NULL, Value float NOT NULL, CONSTRAINT PK_Fixed PRIMARY KEY (Id, Day)) ON psDay (Day);
CREATE TABLE dbo.Texts (Id int NOT NULL CONSTRAINT PK_Texts PRIMARY KEY, Short nvarchar(200) NULL, Long nvarchar(max) NULL);
CREATE INDEX IX_Texts ON dbo.Texts (Short);
INSERT dbo.Fixed SELECT CASE WHEN n < 6000 THEN '2016-11-01' ELSE '2016-11-02' END, n, n FROM (SELECT ROW_NUMBER() OVER (ORDER BY a.v) AS n FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS a (v) CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS b (v)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS c (v) CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d (v)) AS x;
INSERT dbo.Texts SELECT Id, REPLICATE(N'x', 200), REPLICATE(CAST(N'y' AS nvarchar(max)), 10000) FROM dbo.Fixed WHERE Id <= 100;
GO
SELECT OBJECT_NAME(object_id) AS name, index_id, partition_number, row_count, in_row_data_page_count, lob_used_page_count, used_page_count, reserved_page_count FROM sys.dm_db_partition_stats ORDER BY name, index_id, partition_number;
SELECT OBJECT_NAME(p.object_id) AS name, p.index_id, p.partition_number, a.type_desc, a.total_pages, a.used_pages, a.data_pages FROM sys.allocation_units AS a INNER JOIN sys.partitions AS p ON a.container_id = p.hobt_id ORDER BY name, p.index_id, p.partition_number, a.type;
