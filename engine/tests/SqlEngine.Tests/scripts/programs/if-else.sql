DECLARE @n int;
IF @n = 1 PRINT 'one' ELSE PRINT 'unknown is not true';
IF NOT (@n = 1) PRINT 'not one' ELSE PRINT 'not unknown is unknown';
SET @n = 5;
IF @n BETWEEN 1 AND 3
    PRINT 'small';
ELSE IF @n > 4
BEGIN
    PRINT 'large';
    PRINT 'and more';
END
ELSE
    PRINT 'four';
IF EXISTS (SELECT 1 WHERE 1 = 0) PRINT 'rows' ELSE PRINT 'no rows';
