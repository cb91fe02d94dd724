-- From SET NOEXEC ON to SET NOEXEC OFF batches are compiled and not executed.
CREATE TABLE dbo.T (Id int NOT NULL);
GO
PRINT 'before';
SET NOEXEC ON;
PRINT 'not printed';
INSERT dbo.T VALUES (1);
GO
CREATE PROCEDURE dbo.P AS SELECT 1 AS one;
GO
IF 1 = 1 SET NOEXEC ON;
DROP TABLE dbo.T;
SET NOCOUNT OFF;
GO
SELECT 1 AS syntax FRM dbo.T;
GO
SET NOEXEC OFF;
SELECT COUNT(*) AS rows, OBJECT_ID(N'dbo.P') AS procedure_id FROM dbo.T;
GO
