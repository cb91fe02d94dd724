CREATE TABLE dbo.Old (Id int NOT NULL, T text NULL, N ntext NULL, I image NULL);
INSERT dbo.Old VALUES (1, 'plain', N'wide', 0x0102);
SELECT CAST(T AS varchar(20)) AS t, CAST(N AS nvarchar(20)) AS n, CAST(I AS varbinary(10)) AS i, DATALENGTH(N) AS bytes FROM dbo.Old WHERE T LIKE 'pl%';
GO
SELECT T FROM dbo.Old ORDER BY T;
GO
SELECT 1 FROM dbo.Old WHERE T = 'plain';
