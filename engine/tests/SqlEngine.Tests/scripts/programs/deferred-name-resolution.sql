CREATE PROCEDURE dbo.later
AS
SELECT a FROM dbo.notYet;
PRINT 'after the select';
GO
EXEC dbo.later;
PRINT 'caller goes on';
GO
CREATE TABLE dbo.notYet (a int);
INSERT INTO dbo.notYet VALUES (5);
GO
EXEC dbo.later;
