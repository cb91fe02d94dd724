CREATE TYPE dbo.Ids AS TABLE (id int);
GO
CREATE PROCEDURE dbo.changes @rows dbo.Ids READONLY
AS
INSERT INTO @rows VALUES (1);
GO
DECLARE @p dbo.Ids;
EXEC dbo.changes @p;
