DECLARE @o datetimeoffset(3) = '2016-03-05 23:30:15.678 -05:00';
SELECT CAST(@o AS date) AS d, CAST(@o AS time(1)) AS t, CAST(@o AS datetime2(0)) AS d2, CAST(@o AS datetime) AS dt, CAST(@o AS smalldatetime) AS sdt, CAST(CAST('2016-03-05' AS date) AS datetimeoffset(0)) AS from_date, CAST(CAST('08:15' AS time) AS datetime2(0)) AS from_time;
SELECT CAST('2016-03-05 23:59:59.9999999' AS datetime2(0)) AS next_day, CAST(CAST('2016-03-05 23:59:59.996' AS datetime2(3)) AS datetime) AS datetime_rounds;
GO
SELECT CAST(CAST('08:15' AS time) AS date) AS refused;
GO
SELECT CAST(CAST('2016-03-05' AS date) AS time) AS refused;
GO
SELECT CAST(5 AS datetime2) AS refused;
