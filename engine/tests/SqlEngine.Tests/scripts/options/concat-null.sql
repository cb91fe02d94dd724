DECLARE @n varchar(5), @u nvarchar(5), @b varbinary(5);
SELECT 'a' + @n AS a, 'a' + NULL AS b, @n + @n AS c;
SET CONCAT_NULL_YIELDS_NULL OFF;
SELECT 'a' + @n AS a, 'a' + NULL AS b, @n + @n AS c, @u + N'x' + @n AS d, 0x01 + @b AS e;
SET @n += 'x';
SELECT @n AS n;
-- Numbers are not concatenated.
SELECT 1 + CAST(NULL AS int) AS a, CONCAT('a', NULL) AS b;
GO
CREATE TABLE dbo.T (A varchar(5), B varchar(5));
INSERT dbo.T (A, B) VALUES ('a', NULL), (NULL, NULL);
SELECT A + B AS c, LEN(A + B) AS n FROM dbo.T ORDER BY A;
UPDATE dbo.T SET B += 'z';
SELECT A, B FROM dbo.T ORDER BY A;
GO
-- It counts when the procedure runs, not when it is made.
CREATE PROCEDURE dbo.P AS SELECT 'a' + NULL AS a;
GO
EXEC dbo.P;
SET CONCAT_NULL_YIELDS_NULL ON;
EXEC dbo.P;
GO
SELECT A + B AS c FROM dbo.T ORDER BY A;
