CREATE PROCEDURE dbo.p @a int, @b int = 2
AS
SELECT @a + @b AS total;
GO
CREATE PROCEDURE dbo.none
AS
PRINT 'none';
GO
EXEC dbo.p;
EXEC dbo.p 1, 2, 3;
EXEC dbo.p @a = 1, @c = 3;
EXEC dbo.p @a = 1, @a = 2;
EXEC dbo.p 'abc';
EXEC dbo.none 1;
EXEC dbo.missing;
EXEC other.missing 1;
DECLARE @x int;
EXEC dbo.p 1, @x OUTPUT;
PRINT 'after';
