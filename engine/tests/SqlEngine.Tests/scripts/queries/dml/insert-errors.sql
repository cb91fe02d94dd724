CREATE TABLE dbo.T (Id int NOT NULL IDENTITY PRIMARY KEY, A nvarchar(3) NOT NULL, B AS (A + N'!'));
GO
INSERT dbo.T (A) VALUES (N'a', N'b');
GO
INSERT dbo.T (A, Id) VALUES (N'a');
GO
INSERT dbo.T VALUES (1, N'a');
GO
INSERT dbo.T (Id, A) VALUES (1, N'a');
GO
INSERT dbo.T (A, A) VALUES (N'a', N'b');
GO
INSERT dbo.T (B) VALUES (N'a');
GO
INSERT dbo.T (Nope) VALUES (N'a');
GO
INSERT dbo.T (A) SELECT N'a', N'b';
GO
INSERT dbo.T (A) VALUES (NULL);
GO
INSERT dbo.T (A) VALUES (N'four');
GO
INSERT dbo.Missing VALUES (1);
GO
SELECT COUNT(*) AS n FROM dbo.T;
