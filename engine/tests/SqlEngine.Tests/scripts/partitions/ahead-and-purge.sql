-- The maintenance a repository does daily: boundaries from expressions, loops, and metadata by name.
CREATE PARTITION FUNCTION pfDay (date) AS RANGE RIGHT FOR VALUES ('2016-11-01');
CREATE PARTITION SCHEME psDay AS PARTITION pfDay ALL TO ([PRIMARY]);
CREATE TABLE dbo.Fact (Day date NOT NULL, Id int NOT NULL, CONSTRAINT PK_Fact PRIMARY KEY (Day, Id)) ON psDay (Day);
GO
CREATE PROCEDURE dbo.MakeAhead @Until date AS
BEGIN
    DECLARE @Last date = (SELECT MAX(CAST(v.value AS date)) FROM sys.partition_range_values AS v INNER JOIN sys.partition_functions AS f ON f.function_id = v.function_id WHERE f.name = N'pfDay');
    WHILE @Last < @Until
    BEGIN
        SET @Last = DATEADD(day, 1, @Last);
        ALTER PARTITION SCHEME psDay NEXT USED [PRIMARY];
        ALTER PARTITION FUNCTION pfDay() SPLIT RANGE (@Last);
    END;
END;
GO
EXEC dbo.MakeAhead @Until = '2016-11-05';
INSERT dbo.Fact SELECT DATEADD(day, n % 7, '2016-10-31'), n FROM (SELECT ROW_NUMBER() OVER (ORDER BY a.v, b.v) AS n FROM (VALUES (0), (1), (2), (3), (4), (5), (6)) AS a (v) CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS b (v)) AS x;
SELECT p.partition_number, CAST(v.value AS date) AS starts, p.rows FROM sys.partitions AS p
INNER JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id
INNER JOIN sys.partition_schemes AS s ON s.data_space_id = i.data_space_id
LEFT JOIN sys.partition_range_values AS v ON v.function_id = s.function_id AND v.boundary_id = p.partition_number - 1
WHERE p.object_id = OBJECT_ID(N'dbo.Fact') ORDER BY p.partition_number;
GO
DECLARE @Keep int = $PARTITION.pfDay('2016-11-03') - 1;
DECLARE @Sql nvarchar(200) = N'TRUNCATE TABLE dbo.Fact WITH (PARTITIONS (1 TO ' + CAST(@Keep AS nvarchar(10)) + N'));';
EXEC (@Sql);
DECLARE @Old date = '2016-11-01';
WHILE @Old < '2016-11-03'
BEGIN
    ALTER PARTITION FUNCTION pfDay() MERGE RANGE (@Old);
    SET @Old = DATEADD(day, 1, @Old);
END;
SELECT MIN(Day) AS first, MAX(Day) AS last, COUNT(*) AS n FROM dbo.Fact;
SELECT fanout FROM sys.partition_functions;
