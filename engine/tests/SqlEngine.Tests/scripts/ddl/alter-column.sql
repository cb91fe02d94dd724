CREATE TABLE dbo.T (Id int NOT NULL PRIMARY KEY, A nvarchar(10) NULL, B int NULL);
INSERT dbo.T VALUES (1, N'12', 5), (2, NULL, NULL);
GO
ALTER TABLE dbo.T ALTER COLUMN A nvarchar(20) NULL;
ALTER TABLE dbo.T ALTER COLUMN B bigint NULL;
GO
ALTER TABLE dbo.T ALTER COLUMN B bigint NOT NULL;
GO
ALTER TABLE dbo.T ALTER COLUMN A nvarchar(1) NULL;
GO
ALTER TABLE dbo.T ALTER COLUMN Nope int NULL;
GO
ALTER TABLE dbo.T ALTER COLUMN Id bigint NOT NULL;
GO
SELECT name, user_type_id, max_length, is_nullable FROM sys.columns WHERE object_id = OBJECT_ID(N'dbo.T') ORDER BY column_id;
SELECT * FROM dbo.T ORDER BY Id;
