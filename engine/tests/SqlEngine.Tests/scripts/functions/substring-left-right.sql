SELECT SUBSTRING('abcdef', 2, 3) AS middle, SUBSTRING('abc', 0, 2) AS from_zero, SUBSTRING('abc', -1, 3) AS from_negative, SUBSTRING('abc', 5, 2) AS beyond, SUBSTRING(0x01020304, 2, 2) AS bytes, SUBSTRING(N'abc', 2, 100) AS rest;
SELECT LEFT('abc', 2) AS l, RIGHT('abc', 2) AS r, LEFT('abc', 10) AS all_of_it, LEFT(12345, 2) AS number, RIGHT(N'abc', 0) AS nothing;
SELECT LEFT(NULL, 1) AS a, LEFT('abc', NULL) AS b;
GO
SELECT SUBSTRING(NULL, 1, 1) AS failed;
GO
DECLARE @n int = -1;
SELECT SUBSTRING('abc', 1, @n) AS failed;
GO
DECLARE @n int = -1;
SELECT RIGHT('abc', @n) AS failed;
GO
SELECT SUBSTRING('abc', 1) AS failed;
GO
SELECT SUBSTRING(123, 1, 1) AS failed;
