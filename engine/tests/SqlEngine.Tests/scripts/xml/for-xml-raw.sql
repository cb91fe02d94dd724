SELECT Id, Name, At FROM (VALUES (1, N'a&b', CAST('2016-03-05 10:00' AS datetime)), (2, NULL, NULL)) AS t (Id, Name, At) ORDER BY Id FOR XML RAW;
SELECT Id, Name FROM (VALUES (1, N'x')) AS t (Id, Name) FOR XML RAW('line'), ROOT('lines'), ELEMENTS;
SELECT CAST(1.5 AS float) AS f, CAST(1 AS bit) AS b, CAST(2.5 AS money) AS m, 0x0102 AS bin, CAST('2016-03-05' AS date) AS d FOR XML RAW, BINARY BASE64;
SELECT 1 AS [a b] FOR XML RAW;
DECLARE @none xml = (SELECT 1 AS a WHERE 1 = 0 FOR XML RAW, TYPE);
SELECT @none AS no_rows;
GO
SELECT 1 FOR XML RAW;
