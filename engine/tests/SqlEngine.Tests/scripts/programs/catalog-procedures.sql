CREATE TABLE dbo.T (Id int IDENTITY NOT NULL CONSTRAINT PK_T PRIMARY KEY, Name nvarchar(10) NULL, At datetime2(3) NOT NULL);
CREATE INDEX IX_Name ON dbo.T (Name DESC, At);
GO
CREATE VIEW dbo.V
AS
SELECT Id FROM dbo.T;
GO
EXEC sp_tables @table_owner = N'dbo';
EXEC sp_columns N'T';
EXEC sp_pkeys @table_name = N'T';
EXEC sp_helpindex N'dbo.T';
EXEC sp_helptext N'dbo.V';
GO
EXEC sp_helptext N'dbo.Nothing';
GO
EXEC sp_helptext N'dbo.T';
GO
CREATE USER u WITHOUT LOGIN;
EXEC sp_addrolemember N'db_datareader', N'u';
SELECT IS_ROLEMEMBER(N'db_datareader', N'u') AS a;
EXEC sp_droprolemember N'db_datareader', N'u';
SELECT IS_ROLEMEMBER(N'db_datareader', N'u') AS a;
