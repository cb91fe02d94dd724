-- Synonyms: another name in queries, changes, EXECUTE and functions; found when used.
CREATE TABLE dbo.Customer (Id int NOT NULL PRIMARY KEY, Name varchar(10));
INSERT dbo.Customer VALUES (1, 'one'), (2, 'two');
GO
CREATE PROCEDURE dbo.Hello @name varchar(10), @out int OUTPUT AS SELECT 'hello ' + @name AS greeting; SET @out = 7; RETURN 3;
GO
CREATE FUNCTION dbo.Twice (@i int) RETURNS int AS BEGIN RETURN 2 * @i; END;
GO
CREATE FUNCTION dbo.SomeIds () RETURNS TABLE AS RETURN SELECT Id FROM dbo.Customer;
GO
CREATE VIEW dbo.Names AS SELECT Name FROM dbo.Customer;
GO
CREATE SYNONYM dbo.Cust FOR dbo.Customer;
CREATE SYNONYM dbo.Hi FOR dbo.Hello;
CREATE SYNONYM dbo.Dbl FOR dbo.Twice;
CREATE SYNONYM dbo.Few FOR dbo.SomeIds;
CREATE SYNONYM dbo.N FOR golden.dbo.Names;
CREATE SYNONYM dbo.Later FOR dbo.NotYet;
CREATE SYNONYM dbo.Chain FOR dbo.Cust;
GO
SELECT Cust.Id, c.Name, dbo.Dbl(c.Id) AS d FROM dbo.Cust JOIN Cust AS c ON c.Id = Cust.Id ORDER BY 1;
SELECT Id FROM dbo.Few() ORDER BY Id;
SELECT Name FROM N ORDER BY Name;
INSERT dbo.Cust (Id, Name) VALUES (3, 'three');
UPDATE Cust SET Name = UPPER(Name) WHERE Id = 3;
UPDATE c SET Name = 'x' FROM dbo.Cust AS c WHERE c.Id = 1;
DELETE dbo.Cust WHERE Id = 2;
MERGE dbo.Cust AS t USING (SELECT 5 AS Id) AS s ON s.Id = t.Id WHEN NOT MATCHED THEN INSERT (Id) VALUES (s.Id);
SELECT Id, Name FROM dbo.Customer ORDER BY Id;
DECLARE @o int, @r int;
EXEC @r = dbo.Hi 'you', @o OUTPUT;
SELECT @o AS o, @r AS r;
GO
SELECT a FROM dbo.Later;
GO
SELECT Id FROM dbo.Chain;
GO
CREATE TABLE dbo.NotYet (a int);
GO
SELECT a FROM dbo.Later;
GO
DROP TABLE dbo.NotYet;
GO
SELECT a FROM dbo.Later;
GO
TRUNCATE TABLE dbo.Cust;
GO
ALTER TABLE dbo.Cust ADD x int;
GO
CREATE SYNONYM dbo.Cust FOR dbo.Other;
GO
CREATE TABLE dbo.Cust (a int);
GO
DROP TABLE dbo.Cust;
DROP SYNONYM dbo.Nope;
DROP SYNONYM IF EXISTS dbo.Nope;
GO
SELECT name, base_object_name, type, type_desc FROM sys.synonyms ORDER BY name;
SELECT OBJECTPROPERTYEX(OBJECT_ID('dbo.Cust'), 'BaseType') AS base;
GO
-- A permission on the synonym is enough while both have one owner.
CREATE USER u WITHOUT LOGIN;
GRANT SELECT ON dbo.Cust TO u;
GRANT EXECUTE ON dbo.Hi TO u;
EXECUTE AS USER = 'u';
SELECT COUNT(*) AS n FROM dbo.Cust;
DECLARE @o int;
EXEC dbo.Hi 'u', @o OUTPUT;
INSERT dbo.Cust (Id) VALUES (9);
SELECT COUNT(*) AS n FROM dbo.Customer;
REVERT;
GO
DROP SYNONYM dbo.Cust;
SELECT COUNT(*) AS n FROM dbo.Cust;
GO
