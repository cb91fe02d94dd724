SELECT LEN() AS failed;
GO
SELECT REPLACE('a', 'b') AS failed;
GO
SELECT NOSUCHFUNCTION(1) AS failed;
GO
SELECT dbo.NoSuchFunction(1) AS failed;
GO
SELECT CHARINDEX('a') AS failed;
GO
SELECT LEN(CAST('<a/>' AS xml)) AS failed;
GO
SELECT ISNULL(1) AS failed;
