-- NEXT VALUE FOR: one value for a row, in the order of OVER, outside transactions, as a default.
CREATE SEQUENCE dbo.Nr AS int START WITH 10 INCREMENT BY 5;
CREATE SEQUENCE dbo.Big;
GO
SELECT NEXT VALUE FOR dbo.Nr AS a, NEXT VALUE FOR dbo.Nr AS b, NEXT VALUE FOR dbo.Big AS c;
DECLARE @n int = NEXT VALUE FOR dbo.Nr;
SET @n = @n + NEXT VALUE FOR Nr;
SELECT @n AS n;
GO
CREATE TABLE dbo.T (Id int NOT NULL CONSTRAINT DF_T_Id DEFAULT (NEXT VALUE FOR dbo.Nr), Again int, Name varchar(10));
INSERT dbo.T (Name) VALUES ('a'), ('b');
INSERT dbo.T (Id, Again, Name) VALUES (NEXT VALUE FOR dbo.Nr, NEXT VALUE FOR dbo.Nr, 'c');
INSERT dbo.T (Name) SELECT 'd';
INSERT dbo.T (Again, Name) SELECT NEXT VALUE FOR dbo.Nr, 'e';
INSERT dbo.T DEFAULT VALUES;
SELECT Id, Again, Name FROM dbo.T ORDER BY Id;
GO
UPDATE dbo.T SET Again = NEXT VALUE FOR dbo.Nr, Id = NEXT VALUE FOR dbo.Nr WHERE Name IN ('a', 'b');
SELECT COUNT(*) AS n, SUM(CASE WHEN Id = Again THEN 1 ELSE 0 END) AS same FROM dbo.T WHERE Name IN ('a', 'b');
GO
BEGIN TRANSACTION;
SELECT NEXT VALUE FOR dbo.Big AS a;
ROLLBACK;
SELECT NEXT VALUE FOR dbo.Big AS after_rollback;
GO
CREATE SEQUENCE dbo.Ordered AS tinyint START WITH 1;
SELECT Name, NEXT VALUE FOR dbo.Ordered OVER (ORDER BY Name DESC) AS n FROM (VALUES ('x'), ('z'), ('y')) AS v (Name) ORDER BY Name;
SELECT NEXT VALUE FOR dbo.Ordered AS n INTO #copy FROM (VALUES (1), (2)) AS v (a);
SELECT n FROM #copy ORDER BY n;
GO
-- The limits: an end without CYCLE, and a new beginning with it.
CREATE SEQUENCE dbo.Short AS tinyint START WITH 2 MINVALUE 1 MAXVALUE 3;
CREATE SEQUENCE dbo.Round AS smallint START WITH 2 MINVALUE 1 MAXVALUE 3 CYCLE;
CREATE SEQUENCE dbo.Down AS int START WITH 1 INCREMENT BY -1 MINVALUE -1 MAXVALUE 5 CYCLE NO CACHE;
GO
SELECT NEXT VALUE FOR dbo.Short AS s, NEXT VALUE FOR dbo.Round AS r FROM (VALUES (1), (2)) AS v (a);
SELECT NEXT VALUE FOR dbo.Short AS s;
SELECT NEXT VALUE FOR dbo.Round AS r, NEXT VALUE FOR dbo.Down AS d FROM (VALUES (1), (2), (3), (4)) AS v (a);
SELECT name, current_value, is_exhausted FROM sys.sequences WHERE name IN (N'Short', N'Round', N'Down') ORDER BY name;
GO
ALTER SEQUENCE dbo.Short RESTART;
SELECT NEXT VALUE FOR dbo.Short AS s;
ALTER SEQUENCE dbo.Short RESTART WITH 3 CYCLE;
SELECT NEXT VALUE FOR dbo.Short AS s FROM (VALUES (1), (2)) AS v (a);
BEGIN TRANSACTION;
ALTER SEQUENCE dbo.Big RESTART WITH 500;
SELECT NEXT VALUE FOR dbo.Big AS b;
ROLLBACK;
SELECT NEXT VALUE FOR dbo.Big AS b;
GO
-- Ranges.
DECLARE @first sql_variant, @last sql_variant, @cycles int, @inc sql_variant, @low sql_variant, @high sql_variant;
EXEC sys.sp_sequence_get_range @sequence_name = N'dbo.Nr', @range_size = 4, @range_first_value = @first OUTPUT, @range_last_value = @last OUTPUT,
    @range_cycle_count = @cycles OUTPUT, @sequence_increment = @inc OUTPUT, @sequence_min_value = @low OUTPUT, @sequence_max_value = @high OUTPUT;
SELECT CAST(@last AS int) - CAST(@first AS int) AS width, @cycles AS cycles, @inc AS inc, @low AS low, @high AS high, SQL_VARIANT_PROPERTY(@first, 'BaseType') AS type;
SELECT NEXT VALUE FOR dbo.Nr - CAST(@last AS int) AS step;
EXEC sp_sequence_get_range 'dbo.Round', 5, @first OUTPUT, @last OUTPUT, @cycles OUTPUT;
SELECT @first AS first, @last AS last, @cycles AS cycles;
CREATE SEQUENCE dbo.Small AS tinyint START WITH 250;
EXEC sp_sequence_get_range N'dbo.Small', 10, @first OUTPUT;
EXEC sp_sequence_get_range N'dbo.Nope', 1, @first OUTPUT;
EXEC sp_sequence_get_range N'dbo.T', 1, @first OUTPUT;
GO
