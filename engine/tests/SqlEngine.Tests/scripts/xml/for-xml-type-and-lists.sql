SELECT (SELECT v AS [*] FROM (VALUES (N'a'), (N'b')) AS t (v) ORDER BY v FOR XML PATH(N'li'), ROOT(N'ul'), TYPE) AS list;
SELECT (SELECT v AS [@v], (SELECT v * n AS p FROM (VALUES (1), (2)) AS m (n) FOR XML PATH(''), TYPE) FROM (VALUES (1), (2)) AS t (v) FOR XML PATH('row'), ROOT('rows'), TYPE) AS nested;
SELECT N'<&>"''' AS [@a], N'<&>"''' AS t, NCHAR(13) + NCHAR(10) AS breaks FOR XML PATH('x');
SELECT CAST('<k/>' AS xml) AS [box], CAST('<l/>' AS xml) FOR XML PATH('r');
SELECT 1 AS [comment()], 2 AS [processing-instruction(pi)] FOR XML PATH('r');
SELECT NULL AS a, NULL AS b FOR XML PATH('r');
GO
SELECT NCHAR(1) AS a FOR XML PATH('r'), TYPE;
