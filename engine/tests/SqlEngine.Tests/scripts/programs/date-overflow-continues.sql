SELECT DATEADD(year, -300, CAST('2016-01-01' AS datetime)) AS a;
SELECT N'next' AS b;
