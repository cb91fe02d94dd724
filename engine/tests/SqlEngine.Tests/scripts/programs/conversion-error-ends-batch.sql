PRINT 'before';
DECLARE @i int = CONVERT(int, 'abc');
PRINT 'not reached';
GO
PRINT 'next batch';
