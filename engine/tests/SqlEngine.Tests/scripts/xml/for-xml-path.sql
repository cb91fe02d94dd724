DECLARE @t TABLE (Id int NOT NULL, Name nvarchar(20) NULL);
INSERT @t VALUES (1, N'a<b'), (2, NULL), (3, N'');
SELECT Id AS [@id], Name FROM @t ORDER BY Id FOR XML PATH('item'), ROOT('items');
SELECT Id AS [info/@id], Name AS [info/name/text()], Id * 2 AS [info/twice] FROM @t ORDER BY Id FOR XML PATH('r');
SELECT STUFF((SELECT N', ' + ISNULL(Name, N'-') FROM @t ORDER BY Id FOR XML PATH(N''), TYPE).value(N'.', N'nvarchar(max)'), 1, 2, N'') AS joined;
SELECT STUFF((SELECT ', ' + ISNULL(Name, '-') FROM @t ORDER BY Id FOR XML PATH('')), 1, 2, '') AS escaped;
SELECT Id AS [data()] FROM @t ORDER BY Id FOR XML PATH('');
SELECT Id, Name FROM @t ORDER BY Id FOR XML PATH('r'), ELEMENTS XSINIL;
SELECT 1 AS a, (SELECT Id AS [@id] FROM @t WHERE Id < 3 FOR XML PATH('x'), TYPE) AS inner_xml, (SELECT 5 AS y FOR XML PATH('')) AS text FOR XML PATH('o');
GO
SELECT 1 AS a, 2 AS [@b] FOR XML PATH('r');
GO
SELECT 1 AS [info/name], 2 AS [info/@n2] FOR XML PATH;
GO
SELECT 1 AS [a b] FOR XML PATH('r');
GO
SELECT 1 AS [@a] FOR XML PATH('');
