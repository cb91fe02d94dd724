PRINT 'does not start';
CREATE PROCEDURE dbo.p AS PRINT 'x';
