PRINT 'does not start';
BREAK;
GO
CONTINUE;
