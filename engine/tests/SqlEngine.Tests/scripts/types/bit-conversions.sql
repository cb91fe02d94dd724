SELECT CAST('true' AS bit) AS t, CAST('FALSE' AS bit) AS f, CAST(-5 AS bit) AS negative, CAST('0' AS bit) AS zero, CAST(0.001 AS bit) AS small, CAST(CAST(1 AS bit) AS int) + 1 AS number, CAST(CAST(1 AS bit) AS varchar(5)) AS text;
GO
SELECT CAST('yes' AS bit) AS failed;
