DECLARE @d datetime = '2016-03-01 12:00';
SELECT @d + 1 AS next_day, @d - 0.5 AS half_day_before, @d - CAST('2016-02-29' AS datetime) AS difference, CAST(@d AS int) AS days, CAST(@d AS float) AS fraction, CAST(0 AS datetime) AS base;
SELECT CAST(42428.75 AS datetime) AS from_decimal, CAST(CAST('2016-03-01' AS date) AS datetime) AS from_date, CAST(CAST('10:00' AS time) AS datetime) AS from_time;
