SELECT CAST('2016-01-01 00:00:00.001' AS datetime) AS a, CAST('2016-01-01 00:00:00.002' AS datetime) AS b, CAST('2016-01-01 00:00:00.005' AS datetime) AS c, CAST('2016-01-01 23:59:59.999' AS datetime) AS d;
SELECT CONVERT(varchar(30), CAST('2016-01-01 00:00:00.002' AS datetime), 121) AS shown, CAST(CAST('2016-01-01 00:00:00.003' AS datetime) AS datetime2(7)) AS thirds;
SELECT CAST('2016-05-08 12:35:29.998' AS smalldatetime) AS down, CAST('2016-05-08 12:35:29.999' AS smalldatetime) AS up;
SELECT CAST('2016-01-01 00:00:00.1234567' AS datetime2(3)) AS milliseconds, CAST('23:59:59.9999999' AS time(0)) AS wraps;
GO
SELECT CAST('1752-12-31' AS datetime) AS out_of_range;
GO
SELECT CAST('2016-13-01' AS datetime) AS out_of_range;
GO
SELECT CAST('2016-13-01' AS date) AS failed;
GO
SELECT CAST('not a date' AS datetime) AS failed;
GO
SELECT CAST(CAST('0001-01-01' AS datetime2) AS datetime) AS out_of_range;
