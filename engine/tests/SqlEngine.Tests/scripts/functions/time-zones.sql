SELECT SWITCHOFFSET(CAST('2016-01-01 12:00 +02:00' AS datetimeoffset(0)), '-05:00') AS moved, SWITCHOFFSET(CAST('2016-01-01 12:00 +02:00' AS datetimeoffset(0)), 60) AS by_minutes, TODATETIMEOFFSET(CAST('2016-01-01 12:00' AS datetime2(0)), '+01:00') AS tagged;
SELECT CAST('2016-07-01 12:00' AS datetime2(0)) AT TIME ZONE 'UTC' AT TIME ZONE 'W. Europe Standard Time' AS summer, CAST('2016-01-01 12:00' AS datetime2(0)) AT TIME ZONE 'W. Europe Standard Time' AS winter;
GO
SELECT SWITCHOFFSET(SYSDATETIMEOFFSET(), '+25:00') AS failed;
GO
SELECT CAST('2016-01-01' AS datetime2) AT TIME ZONE 'Nowhere' AS failed;
