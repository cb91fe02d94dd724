CREATE PROCEDURE dbo.deep @n int
AS
SET @n += 1;
EXEC dbo.deep @n;
GO
BEGIN TRY
    EXEC dbo.deep 0;
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number, ERROR_MESSAGE() AS message;
END CATCH;
GO
CREATE PROCEDURE dbo.level @n int
AS
IF @n > 0
BEGIN
    SET @n -= 1;
    EXEC dbo.level @n;
END
ELSE
    SELECT @@NESTLEVEL AS nestlevel;
GO
EXEC dbo.level 3;
SELECT @@NESTLEVEL AS in_batch;
EXEC (N'SELECT @@NESTLEVEL AS in_string');
