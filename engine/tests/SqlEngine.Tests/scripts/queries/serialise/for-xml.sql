SELECT v.a AS [@id], v.b AS name FROM (VALUES (1, N'x<'), (2, NULL)) AS v (a, b) FOR XML PATH(N'row'), ROOT(N'rows');
SELECT STUFF((SELECT N', ' + v.s FROM (VALUES (N'a'), (N'b&')) AS v (s) ORDER BY v.s FOR XML PATH(N''), TYPE).value(N'.', N'nvarchar(max)'), 1, 2, N'') AS list;
SELECT v.a, v.b FROM (VALUES (1, N'x')) AS v (a, b) FOR XML RAW;
