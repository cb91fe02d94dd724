SELECT DATEADD(day, 1, CAST('2016-02-28' AS date)) AS leap, DATEADD(month, 1, CAST('2016-01-31' AS date)) AS month_end, DATEADD(year, -1, CAST('2016-02-29' AS date)) AS year_before, DATEADD(quarter, 2, CAST('2016-01-15' AS datetime2(0))) AS quarters;
SELECT DATEADD(millisecond, 1, CAST('2016-01-01' AS datetime)) AS lost, DATEADD(ms, 2, CAST('2016-01-01' AS datetime)) AS third, DATEADD(microsecond, 5, CAST('2016-01-01' AS datetime2(7))) AS micro, DATEADD(ns, 150, CAST('2016-01-01' AS datetime2(7))) AS nano, DATEADD(hour, 25, CAST('10:00' AS time(0))) AS wraps;
SELECT DATEADD(minute, 90, '2016-01-01') AS from_text, DATEADD(hh, NULL, '2016-01-01') AS nothing, DATEADD(wk, 1, CAST('2016-01-01' AS smalldatetime)) AS weeks, DATEADD(day, 1.9, CAST('2016-01-01' AS date)) AS cut_number;
GO
SELECT DATEADD(year, 9000, CAST('2016-01-01' AS datetime)) AS failed;
GO
SELECT DATEADD(hour, 1, CAST('2016-01-01' AS date)) AS failed;
GO
SELECT DATEADD(fortnight, 1, CAST('2016-01-01' AS date)) AS failed;
GO
SELECT DATEADD(day, 3000000000, CAST('2016-01-01' AS date)) AS failed;
