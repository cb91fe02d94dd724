PRINT 'before';
RETURN;
PRINT 'not reached';
GO
PRINT 'next batch';
GO
RETURN 1;
