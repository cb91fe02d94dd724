CREATE PROCEDURE dbo.nothing AS SELECT 1 AS a;
GO
CREATE PROCEDURE dbo.nullStatus AS RETURN NULL;
GO
CREATE PROCEDURE dbo.negative AS RETURN -3;
GO
DECLARE @r int = 99;
EXEC @r = dbo.nothing;
SELECT @r AS r;
EXEC @r = dbo.negative;
SELECT @r AS r;
EXEC @r = dbo.nullStatus;
SELECT @r AS r;
