CREATE TYPE dbo.Code FROM varchar(8) NOT NULL;
CREATE TABLE dbo.T (C dbo.Code, D dbo.Code NULL);
INSERT dbo.T VALUES ('a', NULL);
SELECT c.name, t.name, c.is_nullable, c.max_length FROM sys.columns AS c INNER JOIN sys.types AS t ON t.user_type_id = c.user_type_id WHERE c.object_id = OBJECT_ID(N'dbo.T') ORDER BY c.column_id;
GO
INSERT dbo.T VALUES (NULL, 'x');
GO
DROP TYPE dbo.Code;
GO
CREATE TABLE dbo.U (X dbo.Nope);
GO
SELECT TYPE_ID(N'dbo.Code'), TYPE_NAME(TYPE_ID(N'dbo.Code'));
