PRINT 'does not start';
SELEC 1;
GO
PRINT 'next batch runs';
