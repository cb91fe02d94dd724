CREATE PROCEDURE dbo.inner1 AS PRINT N'inner'; THROW 50100, N'from inner', 3; PRINT N'not reached';
GO
CREATE PROCEDURE dbo.outer1 AS PRINT N'outer'; EXEC dbo.inner1; PRINT N'not reached either';
GO
BEGIN TRY
    EXEC dbo.outer1;
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number, ERROR_PROCEDURE() AS [procedure], ERROR_STATE() AS state, @@NESTLEVEL AS nestlevel;
END CATCH;
GO
EXEC dbo.outer1;
PRINT N'batch has ended';
GO
CREATE PROCEDURE dbo.reports AS SELECT ERROR_NUMBER() AS number, ERROR_MESSAGE() AS message;
GO
BEGIN TRY
    SELECT 1 / 0 AS x;
END TRY
BEGIN CATCH
    EXEC dbo.reports;
END CATCH;
EXEC dbo.reports;
