CREATE TABLE dbo.Parent (Id int NOT NULL CONSTRAINT PK_Parent PRIMARY KEY, Code varchar(10) NOT NULL CONSTRAINT UQ_Parent UNIQUE);
CREATE TABLE dbo.Child
(
    Id int IDENTITY(5, 2) NOT NULL CONSTRAINT PK_Child PRIMARY KEY,
    ParentId int NULL CONSTRAINT FK_Child_Parent REFERENCES dbo.Parent (Id) ON DELETE CASCADE,
    Amount decimal(9, 2) NOT NULL CONSTRAINT DF_Child_Amount DEFAULT 0 CONSTRAINT CK_Child_Amount CHECK (Amount >= 0),
    Twice AS Amount * 2
);
CREATE INDEX IX_Parent ON dbo.Child (ParentId DESC, Amount);
CREATE TABLE dbo.Plain (A nvarchar(5) NULL);
INSERT dbo.Parent VALUES (1, 'a'), (2, 'b');
GO
CREATE PROCEDURE dbo.Calls @a int, @b varchar(20) = 'x' OUTPUT AS RETURN;
GO
EXEC sp_fkeys @pktable_name = N'Parent';
EXEC sp_fkeys @fktable_name = N'Child', @fktable_owner = N'dbo';
EXEC sp_fkeys;
GO
EXEC sp_statistics N'Parent';
EXEC sp_statistics @table_name = N'Child', @is_unique = 'Y';
GO
EXEC sp_helpconstraint N'dbo.Child';
EXEC sp_helpconstraint N'dbo.Parent', 'nomsg';
EXEC sp_helpconstraint N'dbo.Plain';
EXEC sp_helpconstraint N'dbo.Nothing';
GO
DECLARE @help TABLE (Name sysname, Owner sysname, Object_type nvarchar(31));
INSERT @help EXEC sp_help;
SELECT Name, Owner, Object_type FROM @help WHERE Name IN (N'Child', N'Calls', N'PK_Child') ORDER BY Name;
EXEC sp_help N'dbo.Nothing';
GO
DECLARE @space TABLE (name sysname, rows char(20), reserved varchar(18), data varchar(18), index_size varchar(18), unused varchar(18));
INSERT @space EXEC sp_spaceused N'dbo.Parent';
SELECT name, RTRIM(rows) AS rows, CASE WHEN reserved LIKE '% KB' THEN 1 END AS kb FROM @space;
EXEC sp_spaceused N'dbo.Calls';
GO
DECLARE @who TABLE (spid smallint, ecid smallint, status nchar(30), loginame nchar(128), hostname nchar(128), blk char(5), dbname nchar(128), cmd nchar(16), request_id int);
INSERT @who EXEC sp_who;
SELECT RTRIM(dbname) AS db, RTRIM(loginame) AS login, blk FROM @who WHERE spid = @@SPID;
GO
EXEC sp_who2 N'nobody';
GO
