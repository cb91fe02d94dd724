DECLARE @t datetime = '2016-03-05 14:07:09.123';
SELECT CONVERT(varchar(40), @t) AS s, CONVERT(varchar(40), @t, 0) AS s0, CONVERT(varchar(40), @t, 1) AS s1, CONVERT(varchar(40), @t, 101) AS s101, CONVERT(varchar(40), @t, 103) AS s103, CONVERT(varchar(40), @t, 104) AS s104;
SELECT CONVERT(varchar(40), @t, 106) AS s106, CONVERT(varchar(40), @t, 107) AS s107, CONVERT(varchar(40), @t, 108) AS s108, CONVERT(varchar(40), @t, 109) AS s109, CONVERT(varchar(40), @t, 110) AS s110, CONVERT(varchar(40), @t, 111) AS s111, CONVERT(varchar(40), @t, 112) AS s112;
SELECT CONVERT(varchar(40), @t, 113) AS s113, CONVERT(varchar(40), @t, 114) AS s114, CONVERT(varchar(40), @t, 120) AS s120, CONVERT(varchar(40), @t, 121) AS s121, CONVERT(varchar(40), @t, 126) AS s126, CONVERT(varchar(40), @t, 127) AS s127;
DECLARE @u datetime2(3) = '2016-03-05 14:07:09.120';
SELECT CONVERT(varchar(40), @u) AS u, CONVERT(varchar(40), @u, 0) AS u0, CONVERT(varchar(40), @u, 126) AS u126, CONVERT(nvarchar(23), @u, 121) AS u121, CONVERT(varchar(10), @u, 121) AS day_only;
SELECT CONVERT(varchar(40), CAST('2016-03-05 14:07:09 +02:00' AS datetimeoffset(0)), 127) AS zulu, CONVERT(varchar(40), CAST('2016-03-05 14:07:09 +02:00' AS datetimeoffset(0)), 126) AS local_time;
GO
SELECT CONVERT(varchar(40), CAST('2016-03-05' AS datetime), 999) AS unknown_style;
