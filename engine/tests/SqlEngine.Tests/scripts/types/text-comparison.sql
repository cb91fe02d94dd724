SELECT CASE WHEN 'abc' = 'ABC  ' THEN 1 ELSE 0 END AS ignores_case_and_blanks, CASE WHEN N'e' = N'é' THEN 1 ELSE 0 END AS ignores_accents, CASE WHEN 'abc' COLLATE Latin1_General_BIN2 = 'ABC' THEN 1 ELSE 0 END AS binary_equal, CASE WHEN 'abc' COLLATE Latin1_General_CS_AS = 'abc ' THEN 1 ELSE 0 END AS blanks_still;
SELECT v FROM (VALUES ('b'), ('A'), ('a'), ('B'), ('_x'), ('1'), (''), (' '), ('Z'), ('a b'), ('ab')) AS t (v) WHERE v NOT IN ('a', 'b') ORDER BY v;
SELECT COUNT(*) AS groups FROM (SELECT v FROM (VALUES ('x'), ('X'), ('x '), ('y')) AS t (v) GROUP BY v) AS g;
SELECT v FROM (VALUES ('b'), ('A'), ('a'), ('B')) AS t (v) ORDER BY v COLLATE Latin1_General_BIN2;
