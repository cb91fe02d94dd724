DECLARE @i int = 0;
again:
SET @i += 1;
IF @i < 3 GOTO again;
PRINT @i;
WHILE 1 = 1
BEGIN
    GOTO done;
END;
PRINT 'skipped';
done:
PRINT 'done';
