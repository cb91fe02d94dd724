DECLARE @style int = 112, @t datetime2(0) = '2016-03-05 14:07:09';
SELECT CONVERT(varchar(30), @t, @style) AS shown;
SET @style = 104;
SELECT CONVERT(varchar(30), @t, @style) AS shown, TRY_CONVERT(date, '05.03.2016', @style) AS parsed, TRY_CONVERT(date, '31.02.2016', @style) AS not_parsed;
