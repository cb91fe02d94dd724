CREATE TABLE dbo.T (
    a varchar(10),
    b varchar(10) COLLATE Latin1_General_CS_AS,
    n nvarchar(10) COLLATE Latin1_General_CI_AI
);
INSERT dbo.T VALUES ('Test', 'test Test', N'Tést');
GO
-- Comparisons.
SELECT a FROM dbo.T WHERE a = b;
GO
SELECT a FROM dbo.T WHERE a LIKE b;
GO
SELECT a FROM dbo.T WHERE a IN (SELECT b FROM dbo.T);
GO
-- Concatenation and CASE leave it open: whoever needs the collation fails.
SELECT a + b AS c FROM dbo.T;
GO
SELECT CASE WHEN 1 = 1 THEN a ELSE b END AS c FROM dbo.T;
GO
SELECT COALESCE(a, b) AS c INTO #t FROM dbo.T;
GO
SELECT a FROM dbo.T WHERE a + b = 'x';
GO
SELECT a FROM dbo.T ORDER BY a + b;
GO
DECLARE @v varchar(30);
SELECT @v = a + b FROM dbo.T;
GO
UPDATE dbo.T SET a = a + b;
GO
SELECT a FROM dbo.T UNION SELECT b FROM dbo.T;
GO
SELECT a FROM dbo.T UNION ALL SELECT b FROM dbo.T;
GO
SELECT CHARINDEX(a, b) AS n FROM dbo.T;
GO
SELECT REPLACE(a, b, 'x') AS n FROM dbo.T;
GO
SELECT PATINDEX(a, n) AS n FROM dbo.T;
GO
-- Who says under which collation is heard, in whatever place.
SELECT
    (a + b) COLLATE Latin1_General_BIN2 AS a,
    a + b COLLATE Latin1_General_CS_AS AS b,
    CHARINDEX('test', 'Test test' COLLATE Latin1_General_CS_AS) AS c,
    CHARINDEX(a, b COLLATE Latin1_General_CS_AS) AS d,
    CHARINDEX(a, b COLLATE Latin1_General_CI_AS) AS e,
    REPLACE(b, 'TEST' COLLATE Latin1_General_CI_AS, 'x') AS f
FROM dbo.T;
GO
SELECT a COLLATE Latin1_General_CI_AS + b COLLATE Latin1_General_CS_AS AS x FROM dbo.T;
GO
-- Literals and variables give way to columns; CAST keeps the column's collation.
DECLARE @v varchar(10) = 'TEST';
SELECT a FROM dbo.T WHERE b = @v + ' Test';
SELECT a FROM dbo.T WHERE CAST(b AS varchar(20)) = a;
GO
SELECT CONVERT(int, 1) COLLATE Latin1_General_CI_AS AS x;
GO
SELECT 'a' COLLATE Klingon_CI_AS AS x;
