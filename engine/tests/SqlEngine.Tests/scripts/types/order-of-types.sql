SELECT v FROM (VALUES (CAST(2.5 AS decimal(10, 2))), (-3), (NULL), (100), (2.49)) AS t (v) ORDER BY v;
SELECT v FROM (VALUES (0x02), (0x0100), (0x), (0x01FF), (NULL)) AS t (v) ORDER BY v DESC;
SELECT v FROM (VALUES (CAST(N'b' AS sql_variant)), (CAST(5 AS sql_variant)), (CAST(2.5 AS sql_variant)), (CAST(CAST('2016-01-01' AS date) AS sql_variant)), (NULL), (CAST(0x01 AS sql_variant))) AS t (v) ORDER BY v;
SELECT v FROM (VALUES (N'cote'), (N'coté'), (N'Côte'), (N'côté'), (N'cotz'), (N'COTE ')) AS t (v) ORDER BY v, LEN(v), DATALENGTH(v);
