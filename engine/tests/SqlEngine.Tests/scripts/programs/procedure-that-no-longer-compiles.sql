CREATE TYPE dbo.Code FROM nvarchar(5) NOT NULL;
GO
CREATE PROCEDURE dbo.uses AS DECLARE @c dbo.Code = N'x'; SELECT @c AS c;
GO
EXEC dbo.uses;
DROP TYPE dbo.Code;
BEGIN TRY
    EXEC dbo.uses;
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number, ERROR_PROCEDURE() AS [procedure], ERROR_MESSAGE() AS message;
END CATCH;
GO
CREATE TYPE dbo.Code FROM int;
GO
DROP TYPE dbo.Code;
CREATE TYPE dbo.Code FROM nvarchar(1);
EXEC dbo.uses;
