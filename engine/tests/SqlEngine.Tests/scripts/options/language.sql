SELECT @@LANGUAGE AS l, @@LANGID AS i, @@DATEFIRST AS f;
SET LANGUAGE Deutsch;
SELECT @@LANGUAGE AS l, @@LANGID AS i, @@DATEFIRST AS f;
-- Names of months and days, the order of dates, the first day of the week.
SELECT DATENAME(month, '20160305') AS m, DATENAME(weekday, '20160305') AS d, DATEPART(weekday, '20160305') AS w;
SELECT CAST('03.02.2016' AS datetime) AS a, CAST('5 März 2016' AS datetime) AS b, CAST('Mai 1 2016' AS date) AS c;
SELECT CAST(CAST('20160305 14:15' AS datetime) AS varchar(30)) AS a, CONVERT(varchar(30), CAST('20161205' AS datetime), 106) AS b,
    CONVERT(varchar(30), CAST('20161205' AS date), 107) AS c;
SELECT FORMAT(CAST('20160305' AS date), 'd MMMM yyyy') AS a, FORMAT(1234.5, 'N') AS b, PARSE('1.234,5' AS decimal(9, 1)) AS c,
    FORMAT(1234.5, 'N', 'en-US') AS d;
GO
-- English names are not known now.
SELECT CAST('5 March 2016' AS datetime) AS a;
GO
SELECT CAST('2016-02-13' AS datetime) AS a;
GO
-- By alias, by a text, by a variable.
SET LANGUAGE 'French';
SELECT DATENAME(month, '20160805') AS m, DATENAME(weekday, '20160805') AS d, CONVERT(varchar(30), CAST('20160805' AS datetime), 6) AS s;
DECLARE @l sysname = N'British English';
SET LANGUAGE @l;
SELECT @@LANGUAGE AS l, CAST('05/08/2016' AS date) AS d, DATENAME(month, '20160805') AS m, @@DATEFIRST AS f;
SET LANGUAGE N'polski';
SELECT CAST('5 VIII 2016' AS date) AS a, CAST(N'5 sierpień 2016' AS date) AS b;
GO
-- SET LANGUAGE sets DATEFORMAT and DATEFIRST; both can be changed after it, until the next SET LANGUAGE.
SET LANGUAGE Svenska;
SET DATEFORMAT mdy;
SET DATEFIRST 3;
SELECT CAST('02/03/2016' AS datetime) AS a, @@DATEFIRST AS f;
SELECT language, date_format, date_first FROM sys.dm_exec_sessions WHERE session_id = @@SPID;
SET LANGUAGE us_english;
SELECT language, date_format, date_first FROM sys.dm_exec_sessions WHERE session_id = @@SPID;
GO
SET LANGUAGE Klingon;
GO
SELECT @@LANGUAGE AS l;
SELECT langid, dateformat, datefirst, name, alias, lcid, msglangid FROM sys.syslanguages ORDER BY langid;
SELECT months, shortmonths, days FROM sys.syslanguages WHERE alias = N'Italian';
