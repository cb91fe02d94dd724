-- Whether a column is nullable that does not say.
CREATE TABLE dbo.A (A int);
SET ANSI_NULL_DFLT_OFF ON;
CREATE TABLE dbo.B (A int, B int NULL);
ALTER TABLE dbo.A ADD B int CONSTRAINT DF_A DEFAULT 0;
SET ANSI_NULL_DFLT_ON ON;
CREATE TABLE dbo.C (A int);
SET ANSI_NULL_DFLT_ON OFF;
CREATE TABLE dbo.D (A int, B sysname);
DECLARE @t TABLE (A int);
INSERT @t (A) VALUES (NULL);
SELECT OBJECT_NAME(object_id) AS t, name, is_nullable FROM sys.columns WHERE object_id IN (SELECT object_id FROM sys.tables) ORDER BY t, column_id;
GO
INSERT dbo.B (A) VALUES (NULL);
GO
SET ANSI_DEFAULTS ON;
SELECT @@OPTIONS & 2 AS implicit_transactions, @@OPTIONS & 4 AS cursor_close_on_commit, @@OPTIONS & 1024 AS ansi_null_dflt_on;
SELECT TOP (0) A FROM dbo.A;
SELECT @@TRANCOUNT AS n;
COMMIT;
