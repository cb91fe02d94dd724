DECLARE @i int = 0, @j int;
WHILE @i < 3
BEGIN
    SET @i += 1;
    SET @j = 0;
    WHILE @j < 3
    BEGIN
        SET @j += 1;
        IF @j = @i BREAK;
        PRINT CONCAT(@i, N'.', @j);
    END;
END;
