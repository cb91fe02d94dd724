DECLARE @r real = 0.1, @f float = 0.1;
SELECT @r AS r, @f AS f, @r + @f AS mixed, @f * 3 AS tripled, CASE WHEN @r = @f THEN 'equal' ELSE 'different' END AS compared, CAST(@r AS varchar(30)) AS real_text, CAST(@f / 3 AS varchar(30)) AS float_text, CAST(1e300 AS varchar(30)) AS huge;
SELECT CAST(1.5 AS float) / 2 AS half, 7 / CAST(2 AS float) AS divided, CAST(2 AS real) * 1.5 AS real_decimal, CAST(-0.0 AS float) AS zero;
GO
SELECT CAST(1e308 AS float) * 10 AS overflows;
GO
SELECT CAST(1 AS float) / 0 AS divided;
GO
SELECT CAST(1e39 AS real) AS overflows;
