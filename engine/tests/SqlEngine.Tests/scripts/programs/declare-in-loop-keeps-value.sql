DECLARE @i int = 0;
WHILE @i < 3
BEGIN
    DECLARE @kept int;
    DECLARE @reset int = 0;
    SET @kept = ISNULL(@kept, 0) + 1;
    SET @reset += 1;
    SET @i += 1;
END;
SELECT @kept AS kept, @reset AS reset;
