CREATE SCHEMA one;
GO
CREATE TABLE dbo.Thing (a int);
CREATE TABLE one.Thing (b int, c int);
CREATE TABLE dbo.Shared (d int);
GO
CREATE PROCEDURE one.Inner1 AS SELECT N'one' AS w;
GO
CREATE PROCEDURE dbo.Inner1 AS SELECT N'dbo' AS w;
GO
CREATE PROCEDURE one.P AS SELECT * FROM Thing; SELECT * FROM Shared; EXEC Inner1; EXEC ('SELECT * FROM Thing');
GO
CREATE VIEW one.V AS SELECT * FROM Thing;
GO
CREATE FUNCTION one.F () RETURNS TABLE AS RETURN SELECT * FROM Thing;
GO
CREATE FUNCTION one.G () RETURNS int AS BEGIN RETURN (SELECT COUNT(b) FROM Thing); END;
GO
-- A module's names are looked for in its own schema, then in dbo; dynamic SQL is not part of the module.
EXEC one.P;
SELECT * FROM one.V;
SELECT * FROM one.F();
SELECT one.G() AS g;
SELECT * FROM Thing;
GO
-- A table that comes to its schema later takes the place of that of dbo.
CREATE TABLE one.Shared (e int, f int);
GO
EXEC one.P;
GO
DROP TABLE one.Shared;
DROP PROCEDURE one.Inner1;
GO
EXEC one.P;
GO
-- A user's own batches begin with his default schema.
CREATE USER visitor WITHOUT LOGIN WITH DEFAULT_SCHEMA = one;
GRANT SELECT ON SCHEMA::one TO visitor;
GRANT SELECT ON SCHEMA::dbo TO visitor;
GO
EXECUTE AS USER = 'visitor';
GO
SELECT * FROM Thing;
SELECT * FROM Shared;
GO
REVERT;
GO
SELECT * FROM Thing;
