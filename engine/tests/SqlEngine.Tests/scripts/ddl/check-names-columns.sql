CREATE TABLE dbo.T (A int CHECK (Missing > 1));
GO
CREATE TABLE dbo.T (A int CHECK (B > 1), B int);
GO
CREATE TABLE dbo.T (A int, CONSTRAINT C CHECK (A > Missing));
GO
CREATE TABLE dbo.T (A int CHECK (dbo.Missing(A) = 1));
GO
CREATE TABLE #T (A int CHECK (Missing > 1));
GO
DECLARE @t TABLE (A int CHECK (Missing > 1));
GO
CREATE TYPE dbo.List AS TABLE (A int CHECK (Missing > 1));
GO
SELECT OBJECT_ID(N'dbo.T') AS id;
GO
CREATE TABLE dbo.T (A int CHECK (A > 1), B int, CHECK (A > B));
ALTER TABLE dbo.T ADD CHECK (Missing > 1);
GO
ALTER TABLE dbo.T WITH NOCHECK ADD CONSTRAINT C CHECK (Missing > 1);
GO
ALTER TABLE dbo.T ADD D int CHECK (A > 1);
GO
ALTER TABLE dbo.T ADD D int CHECK (D > 1);
