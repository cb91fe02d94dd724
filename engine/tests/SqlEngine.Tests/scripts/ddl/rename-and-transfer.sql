CREATE SCHEMA s;
GO
CREATE TABLE dbo.T (Id int NOT NULL CONSTRAINT PK_T PRIMARY KEY, Old int);
INSERT dbo.T VALUES (1, 2);
GO
EXEC sp_rename N'dbo.T.Old', N'New', N'COLUMN';
EXEC sp_rename N'dbo.T', N'U';
EXEC sp_rename N'dbo.PK_T', N'PK_U';
GO
ALTER SCHEMA s TRANSFER dbo.U;
GO
SELECT Id, New FROM s.U;
SELECT name FROM sys.key_constraints;
GO
SELECT * FROM dbo.T;
GO
EXEC sp_rename N'dbo.Nope', N'X';
GO
INSERT s.U VALUES (1, 1);
