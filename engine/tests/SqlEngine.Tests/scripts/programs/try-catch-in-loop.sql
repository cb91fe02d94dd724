DECLARE @i int = 0;
WHILE @i < 4
BEGIN
    SET @i += 1;
    BEGIN TRY
        IF @i = 2 CONTINUE;
        IF @i = 4 BREAK;
        IF @i = 3 THROW 50001, N'three', 1;
        PRINT @i;
    END TRY
    BEGIN CATCH
        PRINT CONCAT(N'caught ', ERROR_MESSAGE());
    END CATCH;
END;
BEGIN TRY
    RETURN;
END TRY
BEGIN CATCH
    PRINT 'not reached';
END CATCH;
PRINT 'not reached';
