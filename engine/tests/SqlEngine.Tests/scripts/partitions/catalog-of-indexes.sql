CREATE PARTITION FUNCTION pf (datetime2(3)) AS RANGE RIGHT FOR VALUES ('2016-11-01');
CREATE PARTITION SCHEME ps AS PARTITION pf TO ([PRIMARY], [PRIMARY]);
CREATE TABLE dbo.T (Gone int NULL, At datetime2(3) NOT NULL, Id int NOT NULL, V int NULL, CONSTRAINT PK_T PRIMARY KEY (At, Id)) ON ps (At);
CREATE INDEX IX_Aligned ON dbo.T (Id);
CREATE INDEX IX_Included ON dbo.T (Id) INCLUDE (At);
CREATE INDEX IX_Filtered ON dbo.T (V) WHERE V > 5;
ALTER TABLE dbo.T DROP COLUMN Gone;
INSERT dbo.T VALUES ('2016-10-01', 1, 1), ('2016-11-01', 2, 9), ('2016-11-02', 3, 10);
GO
SELECT i.name, c.name AS col, ic.index_column_id, ic.key_ordinal, ic.partition_ordinal, ic.is_included_column FROM sys.index_columns AS ic
INNER JOIN sys.indexes AS i ON i.object_id = ic.object_id AND i.index_id = ic.index_id INNER JOIN sys.columns AS c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
WHERE ic.object_id = OBJECT_ID(N'dbo.T') ORDER BY ic.index_id, ic.index_column_id;
SELECT index_id, partition_number, rows FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.T') ORDER BY index_id, partition_number;
SELECT COUNT(DISTINCT partition_id) AS ids FROM sys.partitions WHERE object_id = OBJECT_ID(N'dbo.T');
SELECT parameter_id, system_type_id, max_length, precision, scale, collation_name, user_type_id FROM sys.partition_parameters;
SELECT s.name, s.type, s.type_desc, f.name AS fn FROM sys.partition_schemes AS s INNER JOIN sys.partition_functions AS f ON f.function_id = s.function_id;
SELECT name, type, type_desc, is_default FROM sys.data_spaces ORDER BY data_space_id;
