PRINT 'does not start';
GOTO nowhere;
