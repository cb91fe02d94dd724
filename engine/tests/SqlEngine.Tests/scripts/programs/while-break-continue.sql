DECLARE @i int = 0;
WHILE 1 = 1
BEGIN
    SET @i += 1;
    IF @i = 2 CONTINUE;
    IF @i > 4 BREAK;
    PRINT @i;
END;
PRINT 'after';
WHILE @i > 3 SET @i -= 1;
PRINT @i;
