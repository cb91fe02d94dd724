SELECT v FROM (VALUES ('abc'), ('ABD'), ('a_c'), ('a%c'), ('xyz'), ('a'), ('abc5'), ('')) AS t (v) WHERE v LIKE 'a_c';
SELECT v FROM (VALUES ('abc'), ('a_c'), ('a%c')) AS t (v) WHERE v LIKE 'a[_]c' OR v LIKE 'a!%c' ESCAPE '!';
SELECT v FROM (VALUES ('5'), ('x5'), ('x'), ('5x')) AS t (v) WHERE v LIKE '%[^0-9]%';
SELECT v FROM (VALUES ('bcd'), ('Bat'), ('cat'), ('hat')) AS t (v) WHERE v LIKE '[a-c]%';
SELECT CASE WHEN 'abc' LIKE 'abc ' THEN 1 ELSE 0 END AS pattern_blank, CASE WHEN 'abc ' LIKE 'abc' THEN 1 ELSE 0 END AS text_blank, CASE WHEN N'abc ' LIKE N'abc' THEN 1 ELSE 0 END AS unicode_text_blank, CASE WHEN NULL LIKE 'a' THEN 1 ELSE 0 END AS null_text;
SELECT CASE WHEN 'a-b' LIKE '%[-]%' THEN 1 ELSE 0 END AS hyphen, CASE WHEN 'a]b' LIKE '%]%' THEN 1 ELSE 0 END AS bracket, CASE WHEN 'x^y' LIKE '%[x^]y' THEN 1 ELSE 0 END AS caret;
GO
SELECT 1 WHERE 'a' LIKE 'a' ESCAPE 'xx';
