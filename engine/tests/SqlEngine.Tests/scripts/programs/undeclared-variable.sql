PRINT 'does not start';
SET @x = 1;
GO
SELECT @y;
GO
PRINT 'late declaration';
SET @z = 1;
DECLARE @z int;
GO
INSERT INTO @t VALUES (1);
