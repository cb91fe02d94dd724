-- Which tables and columns views use, the columns of table-valued functions, and sysindexes.
CREATE TABLE dbo.A (Id int NOT NULL CONSTRAINT PK_A PRIMARY KEY, Name nvarchar(20) NULL, Other int NULL);
CREATE TABLE dbo.B (Id int NOT NULL, AId int NOT NULL, Note varchar(10) NULL, CONSTRAINT UQ_B UNIQUE (Id));
CREATE INDEX IX_B ON dbo.B (AId, Note);
INSERT dbo.B VALUES (1, 1, NULL), (2, 1, 'x');
GO
CREATE SCHEMA s;
GO
CREATE TABLE s.A (Id int NOT NULL, Own int NULL);
GO
CREATE VIEW dbo.Joined AS SELECT a.Name, b.Note AS Remark FROM dbo.A AS a INNER JOIN dbo.B AS b ON b.AId = a.Id;
GO
CREATE VIEW dbo.Everything AS SELECT * FROM dbo.A WHERE Id > 0;
GO
CREATE VIEW dbo.Counted AS WITH A AS (SELECT AId FROM dbo.B) SELECT COUNT(*) AS n FROM A;
GO
CREATE VIEW s.Own AS SELECT Own FROM A;
GO
CREATE VIEW dbo.OverView AS SELECT Remark FROM dbo.Joined;
GO
SELECT VIEW_SCHEMA, VIEW_NAME, TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA.VIEW_TABLE_USAGE ORDER BY VIEW_SCHEMA, VIEW_NAME, TABLE_NAME;
SELECT VIEW_SCHEMA, VIEW_NAME, TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME FROM INFORMATION_SCHEMA.VIEW_COLUMN_USAGE ORDER BY VIEW_SCHEMA, VIEW_NAME, TABLE_NAME, COLUMN_NAME;
GO
CREATE FUNCTION dbo.Inline (@a int) RETURNS TABLE AS RETURN SELECT Id, Name FROM dbo.A WHERE Id = @a;
GO
CREATE FUNCTION dbo.Several () RETURNS @t TABLE (n int NOT NULL, t varchar(5)) AS BEGIN RETURN; END;
GO
SELECT TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, IS_NULLABLE, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH FROM INFORMATION_SCHEMA.ROUTINE_COLUMNS ORDER BY TABLE_NAME, ORDINAL_POSITION;
GO
SELECT o.name, x.name, x.indid, x.status, x.keycnt, x.rows, x.rowcnt FROM sysindexes AS x INNER JOIN sysobjects AS o ON o.id = x.id WHERE o.xtype = 'U' ORDER BY o.name, o.uid, x.indid;
SELECT STATS_DATE(OBJECT_ID(N'dbo.A'), 1) AS Updated, SQL_VARIANT_PROPERTY(ISNULL(STATS_DATE(1, 1), '2000-01-01'), 'BaseType') AS Type;
GO
SELECT STATS_DATE(1);
GO
SELECT name, description FROM sys.fn_helpcollations() WHERE name IN (N'SQL_Latin1_General_CP1_CI_AS', N'Latin1_General_100_CS_AS_KS_WS_SC', N'Latin1_General_BIN2', N'Latin1_General_BIN') ORDER BY name;
SELECT COUNT(*) AS n FROM fn_helpcollations() WHERE name LIKE N'Turkish[_]CI%';
GO
EXEC sp_datatype_info 4;
EXEC sp_datatype_info @data_type = 93, @ODBCVer = 3;
EXEC sp_datatype_info 11;
EXEC sp_special_columns_100 N'A';
