DECLARE @a nvarchar(4000) = REPLICATE(N' ', 3990), @b nvarchar(4000) = REPLICATE(N' ', 3000), @c varchar(20) = '+ 41 AS answer';
EXEC (N'SELECT 1' + @a + @b + @c);
