SELECT CAST('2079-06-06' AS smalldatetime) AS a, CAST('2079-06-06 23:59:29.998' AS smalldatetime) AS b;
GO
SELECT CAST('2079-06-06 23:59:30' AS smalldatetime) AS a;
GO
SELECT 2e AS a, 2e+ AS b, -1.5e AS c, ¤100.123 AS d, $1 AS e;
GO
DECLARE @s varchar(10) = 'abc';
SELECT CAST(@s AS smallmoney) AS a;
GO
DECLARE @s varchar(10) = 'abc';
SELECT CAST(@s AS money) AS a;
GO
-- datetime counts in 1/300 s.
SELECT CAST(CAST('1890-01-01 12:56:50.677' AS datetime) AS float) AS a;
GO
SELECT CONVERT(date, '10-10-10', 140) AS a;
GO
SELECT TRY_CONVERT(date, '2010-10-10', 120) AS a;
