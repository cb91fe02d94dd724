CREATE TABLE dbo.T (Id int NOT NULL PRIMARY KEY, A int, B int);
CREATE INDEX IX_A ON dbo.T (A);
INSERT dbo.T (Id, A, B) VALUES (1, 1, 1), (2, NULL, NULL), (3, 3, NULL);
GO
SELECT Id FROM dbo.T WHERE A = NULL;
GO
SET ANSI_NULLS OFF;
DECLARE @null int, @one int = 1;
SELECT Id FROM dbo.T WHERE A = NULL;
SELECT Id FROM dbo.T WHERE A <> NULL ORDER BY Id;
SELECT Id FROM dbo.T WHERE A = @null;
SELECT Id FROM dbo.T WHERE A != @null ORDER BY Id;
SELECT Id FROM dbo.T WHERE A = @one;
SELECT Id FROM dbo.T WHERE A <> @one ORDER BY Id;
SELECT Id FROM dbo.T WHERE NOT (A = @one) ORDER BY Id;
-- Between columns, and for greater and less, nothing changes.
SELECT Id FROM dbo.T WHERE A = B;
SELECT Id FROM dbo.T WHERE A > NULL;
SELECT Id FROM dbo.T WHERE A IN (3, NULL) ORDER BY Id;
SELECT Id FROM dbo.T WHERE A NOT IN (3, NULL) ORDER BY Id;
SELECT Id, CASE A WHEN NULL THEN 'null' ELSE 'value' END AS c FROM dbo.T ORDER BY Id;
IF NULL = NULL PRINT 'equal';
IF @null = NULL PRINT 'equal, too';
IF @one = NULL PRINT 'never';
GO
-- Procedures, functions, triggers and views keep the setting they were made under.
CREATE PROCEDURE dbo.OffRun AS SELECT Id FROM dbo.T WHERE A = NULL;
GO
CREATE VIEW dbo.OffView AS SELECT Id FROM dbo.T WHERE A = NULL;
GO
CREATE FUNCTION dbo.OffTest (@a int) RETURNS int AS BEGIN RETURN CASE WHEN @a = NULL THEN 1 ELSE 0 END; END;
GO
CREATE FUNCTION dbo.OffRows () RETURNS TABLE AS RETURN SELECT Id FROM dbo.T WHERE A = NULL;
GO
SET ANSI_NULLS ON;
GO
CREATE PROCEDURE dbo.OnRun AS SELECT Id FROM dbo.T WHERE A = NULL;
GO
EXEC dbo.OffRun;
EXEC dbo.OnRun;
SELECT Id FROM dbo.OffView;
SELECT dbo.OffTest(NULL) AS t;
SELECT Id FROM dbo.OffRows();
SELECT Id FROM dbo.T WHERE A = NULL;
SET ANSI_NULLS OFF;
EXEC dbo.OnRun;
SELECT OBJECT_NAME(object_id) AS n, uses_ansi_nulls FROM sys.sql_modules ORDER BY n;
