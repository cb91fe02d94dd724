-- mdy, as a session begins.
SELECT CAST('02/03/2016' AS datetime) AS a, CAST('02-03-16' AS date) AS b, CAST('2016.02.03' AS datetime2(0)) AS c;
GO
SET DATEFORMAT dmy;
SELECT CAST('02/03/2016' AS datetime) AS a, CAST('02-03-16' AS date) AS b, CAST('2.3.2016 4:05' AS datetime2(0)) AS c;
-- The older types read a year in front as ydm, the newer ones as ISO.
SELECT CAST('2016-02-03' AS datetime) AS a, CAST('2016-02-03' AS smalldatetime) AS b, CAST('2016-02-03' AS date) AS c,
    CAST('2016-02-03' AS datetime2(0)) AS d, CAST('2016/02/03' AS datetimeoffset(0)) AS e;
-- Without separators, and with a T, the order is always the same.
SELECT CAST('20160203' AS datetime) AS a, CAST('160203' AS datetime) AS b, CAST('2016-02-03T04:05:06' AS datetime) AS c;
-- A style overrides.
SELECT CONVERT(datetime, '02/03/2016', 101) AS a, CONVERT(datetime, '02/03/2016', 103) AS b, CONVERT(datetime, '2016-02-03', 120) AS c,
    CONVERT(datetime, '02/03/2016', 0) AS d;
-- Months by name need no order.
SELECT CAST('Feb 3 2016' AS datetime) AS a, CAST('3 February 2016' AS date) AS b;
GO
SELECT CAST('2016-02-13' AS datetime) AS a;
GO
SELECT CAST('02/13/2016' AS date) AS a;
GO
SELECT CAST('2016-02-13' AS date) AS a, ISDATE('2016-02-13') AS b, ISDATE('13/02/2016') AS c, TRY_CAST('2016-02-13' AS datetime) AS d;
GO
SET DATEFORMAT ymd;
SELECT CAST('16/02/03' AS datetime) AS a, CAST('02/03/2016' AS datetime) AS b, CAST('2016-02-03' AS datetime) AS c;
SET DATEFORMAT ydm;
SELECT CAST('16/02/03' AS datetime) AS a, CAST('02/03/2016' AS datetime) AS b, CAST('2016-02-03' AS datetime) AS c, CAST('2016-02-03' AS date) AS d;
SET DATEFORMAT myd;
SELECT CAST('02/16/03' AS datetime) AS a, CAST('02/2016/03' AS datetime) AS b;
SET DATEFORMAT dym;
SELECT CAST('02/16/03' AS datetime) AS a, CAST('02/2016/03' AS datetime) AS b;
GO
-- The newer types have no ydm.
SET DATEFORMAT ydm;
SELECT CAST('16/02/03' AS date) AS a;
GO
-- A variable; a plan made under one order is not used under another; literals, columns and parameters alike.
CREATE TABLE dbo.D (A datetime, T varchar(20));
INSERT dbo.D (T) VALUES ('02/03/2016');
GO
CREATE PROCEDURE dbo.Load @d datetime AS UPDATE dbo.D SET A = T; SELECT A, @d AS d, CAST('02/03/2016' AS datetime) AS l FROM dbo.D;
GO
DECLARE @f char(3) = 'mdy';
SET DATEFORMAT @f;
EXEC dbo.Load '02/03/2016';
SET DATEFORMAT dmy;
EXEC dbo.Load '02/03/2016';
GO
-- It ends with the procedure that set it.
CREATE PROCEDURE dbo.American AS SET DATEFORMAT mdy; SELECT CAST('02/03/2016' AS date) AS a;
GO
EXEC dbo.American;
SELECT CAST('02/03/2016' AS date) AS a, date_format FROM sys.dm_exec_sessions WHERE session_id = @@SPID;
GO
SET DATEFORMAT dym2;
GO
SET DATEFORMAT 'xyz';
