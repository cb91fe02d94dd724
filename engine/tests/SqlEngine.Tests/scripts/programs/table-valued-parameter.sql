CREATE TYPE dbo.Pairs AS TABLE (id int NOT NULL PRIMARY KEY, name nvarchar(10) NULL);
GO
CREATE PROCEDURE dbo.takes @factor int, @rows dbo.Pairs READONLY
AS
SELECT id * @factor AS id, name FROM @rows ORDER BY id;
GO
DECLARE @p dbo.Pairs;
INSERT INTO @p VALUES (2, N'b'), (1, N'a');
EXEC dbo.takes 10, @p;
EXEC dbo.takes @factor = 1, @rows = @p;
EXEC dbo.takes 5;
INSERT INTO @p VALUES (1, N'again');
EXEC sp_executesql N'SELECT COUNT(*) AS n FROM @r', N'@r dbo.Pairs READONLY', @r = @p;
