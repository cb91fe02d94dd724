CREATE TABLE dbo.T (Id int NOT NULL IDENTITY PRIMARY KEY, A nvarchar(3) NOT NULL, B AS (A + N'!'));
INSERT dbo.T (A) VALUES (N'a'), (N'b');
GO
UPDATE dbo.T SET Id = 5;
GO
UPDATE dbo.T SET B = N'x';
GO
UPDATE dbo.T SET A = N'x', A = N'y';
GO
UPDATE dbo.T SET A = NULL;
GO
UPDATE dbo.T SET Nope = 1;
GO
UPDATE dbo.T SET A = N'long text';
GO
UPDATE dbo.T SET A = COUNT(*);
GO
UPDATE q SET A = N'x' FROM dbo.T AS t;
GO
SELECT * FROM dbo.T ORDER BY Id;
