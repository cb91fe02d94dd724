SELECT v.s FROM (VALUES (N'abc'), (N'ABD'), (N'a%c'), (N'xbc'), (NULL)) AS v (s) WHERE v.s LIKE N'ab_' ORDER BY v.s;
SELECT v.s FROM (VALUES (N'a%c'), (N'abc')) AS v (s) WHERE v.s LIKE N'a[%]c';
SELECT v.s FROM (VALUES (N'a%c'), (N'abc')) AS v (s) WHERE v.s LIKE N'a!%c' ESCAPE N'!';
SELECT v.s FROM (VALUES (N'1a'), (N'aa'), (N'9z')) AS v (s) WHERE v.s LIKE N'[0-9]%' ORDER BY v.s;
SELECT v.s FROM (VALUES (N'1a'), (N'aa')) AS v (s) WHERE v.s NOT LIKE N'[^0-9]%';
SELECT CASE WHEN 123 LIKE N'1%' THEN 1 ELSE 0 END AS n;
