SELECT CAST('abcdef' AS varchar(3)) AS cut, CAST('ab' AS char(5)) + '|' AS padded, CAST(123 AS varchar(2)) AS star, DATALENGTH(CAST('ab' AS nchar(5))) AS bytes;
SELECT CAST(N'x' AS varchar) AS thirty, CONVERT(nvarchar(max), 'x') AS long_text;
GO
SELECT CAST(123 AS nvarchar(2)) AS too_short;
GO
SELECT CAST(1234.5 AS varchar(3)) AS too_short;
GO
SELECT CAST(NEWID() AS varchar(10)) AS too_short;
