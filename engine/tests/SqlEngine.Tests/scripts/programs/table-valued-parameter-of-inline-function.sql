-- An inline function takes a table-valued parameter, and hands it on to another one.
CREATE TYPE dbo.Reading AS TABLE (Id int NOT NULL PRIMARY KEY CLUSTERED, Value float NULL);
CREATE TYPE dbo.Other AS TABLE (Id int NOT NULL PRIMARY KEY CLUSTERED, Value float NULL);
GO
CREATE FUNCTION dbo.AtLeast (@Limit float, @Readings dbo.Reading READONLY)
RETURNS TABLE
AS
RETURN (SELECT r.Id, r.Value FROM @Readings AS r WHERE r.Value >= @Limit);
GO
CREATE FUNCTION dbo.Both (@Low float, @High float, @Values dbo.Reading READONLY)
RETURNS TABLE
AS
RETURN
(
    SELECT Kind = N'low', a.Id, a.Value FROM dbo.AtLeast(@Low, @Values) AS a
    UNION ALL
    SELECT N'high', a.Id, a.Value FROM dbo.AtLeast(@High, @Values) AS a
    INNER JOIN @Values AS v ON v.Id = a.Id
);
GO
DECLARE @R dbo.Reading;
INSERT @R VALUES (1, 10), (2, 20), (3, NULL);
SELECT b.Kind, b.Id, b.Value FROM dbo.Both(5, 15, @R) AS b ORDER BY b.Kind, b.Id;
DELETE @R WHERE Id = 2;
SELECT b.Kind, b.Id, b.Value FROM dbo.Both(5, 15, @R) AS b ORDER BY b.Kind, b.Id;
GO
-- From a parameter of a procedure, row by row.
CREATE PROCEDURE dbo.Show @Given dbo.Reading READONLY
AS
SELECT g.Id, a.Value FROM @Given AS g CROSS APPLY dbo.AtLeast(g.Value, @Given) AS a ORDER BY g.Id, a.Value;
GO
DECLARE @R dbo.Reading;
INSERT @R VALUES (1, 10), (2, 20);
EXEC dbo.Show @R;
GO
-- Another type, a scalar, nothing.
DECLARE @O dbo.Other;
SELECT a.Id FROM dbo.AtLeast(1, @O) AS a;
GO
DECLARE @Number int = 1;
SELECT a.Id FROM dbo.AtLeast(1, @Number) AS a;
GO
SELECT a.Id FROM dbo.AtLeast(1, @Nothing) AS a;
GO
