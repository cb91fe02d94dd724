SELECT CAST('abc' AS decimal(10, 2)) AS failed;
GO
SELECT CAST('12345.6' AS decimal(4, 2)) AS failed;
GO
SELECT CAST('abc' AS float) AS failed;
GO
SELECT CAST('x1' AS money) AS failed;
GO
SELECT CAST('1e3' AS float) AS scientific, CAST('$1,234.50' AS money) AS amount, CAST('12.345' AS decimal(10, 2)) AS rounded;
