-- Columns of different collations cannot be compared; literals, variables and COLLATE can be compared with any. A database gives its collation to columns that name none.
CREATE DATABASE Other COLLATE Latin1_General_BIN2;
GO
SELECT name, collation_name FROM sys.databases WHERE name IN (N'Other', N'master') ORDER BY name;
SELECT p = CAST(DATABASEPROPERTYEX(N'Other', 'Collation') AS nvarchar(40)), s = CAST(SERVERPROPERTY('Collation') AS nvarchar(40));
GO
CREATE TABLE Other.dbo.T (x nvarchar(10) NOT NULL, y nvarchar(10) COLLATE Latin1_General_CI_AS NOT NULL);
INSERT INTO Other.dbo.T (x, y) VALUES (N'A', N'a'), (N'b', N'B');
CREATE TABLE #Here (x nvarchar(10) NOT NULL, d nvarchar(10) COLLATE DATABASE_DEFAULT NOT NULL);
INSERT INTO #Here (x, d) VALUES (N'a', N'a'), (N'B', N'B');
GO
SELECT name, collation_name FROM Other.sys.columns WHERE object_id = OBJECT_ID(N'Other.dbo.T') ORDER BY column_id;
GO
SELECT n = COUNT(*) FROM Other.dbo.T AS t INNER JOIN #Here AS h ON h.x = t.x;
GO
SELECT n = COUNT(*) FROM Other.dbo.T AS t WHERE t.x <> t.y;
GO
SELECT n = COUNT(*) FROM Other.dbo.T AS t INNER JOIN #Here AS h ON UPPER(h.d) >= LEFT(t.y, 1);
GO
SELECT n = COUNT(*) FROM Other.dbo.T AS t WHERE t.x LIKE t.y;
GO
SELECT n = COUNT(*) FROM Other.dbo.T AS t WHERE t.y IN (N'x', t.x);
GO
SELECT n = COUNT(*) FROM #Here AS h WHERE h.x IN (SELECT t.x FROM Other.dbo.T AS t);
GO
SELECT asked = COUNT(*) FROM Other.dbo.T AS t INNER JOIN #Here AS h ON h.x = t.x COLLATE DATABASE_DEFAULT;
SELECT literal = COUNT(*) FROM Other.dbo.T AS t WHERE t.x = N'a';
SELECT literalOfCI = COUNT(*) FROM Other.dbo.T AS t WHERE t.y = N'A';
DECLARE @x nvarchar(10) = N'a';
SELECT variable = COUNT(*) FROM Other.dbo.T AS t WHERE t.x = @x;
SELECT same = COUNT(*) FROM #Here AS a INNER JOIN #Here AS b ON a.x = b.d;
SELECT derived = COUNT(*) FROM (SELECT x = N'a' UNION ALL SELECT N'b') AS d INNER JOIN Other.dbo.T AS t ON t.x = d.x;
GO
USE Other;
CREATE TABLE #There (x nvarchar(10) NOT NULL, d nvarchar(10) COLLATE DATABASE_DEFAULT NOT NULL);
INSERT INTO #There (x, d) SELECT x, x FROM dbo.T;
SELECT byDefault = COUNT(*) FROM #There AS h INNER JOIN dbo.T AS t ON t.x = h.d;
SELECT byServer = COUNT(*) FROM #There AS h INNER JOIN dbo.T AS t ON t.x = h.x;
GO
DECLARE @T TABLE (x nvarchar(10) NOT NULL);
INSERT INTO @T (x) VALUES (N'A');
SELECT variable = COUNT(*) FROM @T AS h INNER JOIN dbo.T AS t ON t.x = h.x;
GO
CREATE DATABASE Wrong COLLATE No_Such_Collation;
