SELECT QUOTENAME('a]b') AS brackets, QUOTENAME('a''b', '''') AS quotes, QUOTENAME('x', '"') AS double_quotes, QUOTENAME(REPLICATE('x', 129)) AS too_long, QUOTENAME('a', '?') AS unknown_quote;
SELECT PARSENAME('srv.db.dbo.t', 1) AS p1, PARSENAME('srv.db.dbo.t', 4) AS p4, PARSENAME('[a.b].[c]', 2) AS quoted, PARSENAME('a..c', 2) AS left_out, PARSENAME('a.b.c.d.e', 1) AS too_many;
