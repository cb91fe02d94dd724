CREATE PROCEDURE dbo.p @a int, @b nvarchar(10) = N'none', @c int = NULL OUTPUT
AS
SELECT @a AS a, @b AS b, @c AS c;
SET @c = @a * 10;
RETURN @a + 1;
GO
DECLARE @status int, @out int = 5;
EXEC @status = dbo.p 1, N'two', @out OUTPUT;
SELECT @status AS status, @out AS out;
EXEC @status = p @c = @out OUTPUT, @a = 7;
SELECT @status AS status, @out AS out;
EXEC dbo.p @a = 3, @b = DEFAULT;
EXEC p 4, NULL;
SET @out = 0;
EXEC dbo.p 9, N'x', @out;
SELECT @out AS unchanged_without_output;
