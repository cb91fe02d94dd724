SET DATEFIRST 7;
DECLARE @t datetime2(7) = '2016-03-05 14:07:09.1234567';
SELECT DATEPART(year, @t) AS y, DATEPART(qq, @t) AS q, DATEPART(mm, @t) AS m, DATEPART(dy, @t) AS dy, DATEPART(dd, @t) AS d, DATEPART(wk, @t) AS wk, DATEPART(dw, @t) AS dw, DATEPART(isowk, @t) AS isowk, DATEPART(hh, @t) AS h, DATEPART(n, @t) AS n, DATEPART(s, @t) AS s, DATEPART(ms, @t) AS ms, DATEPART(mcs, @t) AS mcs, DATEPART(ns, @t) AS ns;
SET DATEFIRST 1;
SELECT DATEPART(dw, @t) AS monday_first, DATEPART(wk, @t) AS wk, @@DATEFIRST AS first_day;
SELECT DATENAME(month, @t) AS month_name, DATENAME(weekday, @t) AS day_name, DATENAME(year, @t) AS year_text, YEAR(@t) AS y, MONTH('2016-03-05') AS m, DAY(@t) AS d, DATENAME(tz, CAST('2016-01-01 00:00 -05:30' AS datetimeoffset)) AS zone, DATEPART(tz, CAST('2016-01-01 00:00 -05:30' AS datetimeoffset)) AS minutes;
GO
SELECT DATEPART(hour, CAST('2016-01-01' AS date)) AS failed;
GO
SELECT DATEPART(year, CAST('10:00' AS time)) AS failed;
