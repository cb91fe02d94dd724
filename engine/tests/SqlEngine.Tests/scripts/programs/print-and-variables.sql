DECLARE @a int = 3, @b nvarchar(10) = N'abc', @c int;
PRINT @a;
PRINT @b + N'!';
SET @c = @a * 2;
PRINT CONCAT(N'c = ', @c);
SELECT @a AS a, @b AS b, @c AS c;
SET @b = N'longer than ten characters';
SELECT @b AS cut;
PRINT NULL;
