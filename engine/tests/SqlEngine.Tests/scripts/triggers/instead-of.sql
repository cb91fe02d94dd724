-- INSTEAD OF triggers on a table: the rows are offered, constraints see only what the trigger does.
CREATE TABLE dbo.Doc (Id int IDENTITY(10, 1) CONSTRAINT PK_Doc PRIMARY KEY, Title varchar(20) NOT NULL, Size int CONSTRAINT DF_Size DEFAULT 5 CONSTRAINT CK_Size CHECK (Size < 100), Large AS CASE WHEN Size > 50 THEN 1 ELSE 0 END);
GO
CREATE TRIGGER dbo.TR_Doc_I ON dbo.Doc INSTEAD OF INSERT
AS
SELECT Id, Title, Size, Large FROM inserted;
INSERT dbo.Doc (Title, Size) SELECT ISNULL(Title, 'untitled'), CASE WHEN Size > 99 THEN 99 ELSE Size END FROM inserted;
GO
CREATE TRIGGER dbo.TR_Doc_After ON dbo.Doc AFTER INSERT AS SELECT 'after' AS w, Id, Title, Size FROM inserted;
GO
INSERT dbo.Doc (Title, Size) VALUES ('a', 500), (NULL, 60);
SELECT @@ROWCOUNT AS [rows];
INSERT dbo.Doc (Title) VALUES ('b');
SELECT Id, Title, Size FROM dbo.Doc ORDER BY Id;
GO
CREATE TRIGGER dbo.TR_Doc_U ON dbo.Doc INSTEAD OF UPDATE
AS
SELECT i.Id, d.Title AS old, i.Title AS new, i.Large, COLUMNS_UPDATED() AS mask FROM inserted AS i JOIN deleted AS d ON d.Id = i.Id;
GO
CREATE TRIGGER dbo.TR_Doc_D ON dbo.Doc INSTEAD OF DELETE
AS
UPDATE d SET Size = -1 FROM dbo.Doc AS d JOIN deleted AS x ON x.Id = d.Id;
GO
UPDATE dbo.Doc SET Title = Title + '!', Size = 1000;
DELETE dbo.Doc WHERE Id = 10;
SELECT Id, Title, Size FROM dbo.Doc ORDER BY Id;
GO
MERGE dbo.Doc AS t USING (SELECT 10 AS Id) AS s ON s.Id = t.Id WHEN MATCHED THEN UPDATE SET Title = 'm' WHEN NOT MATCHED THEN INSERT (Title) VALUES ('n');
GO
DROP TRIGGER dbo.TR_Doc_I;
GO
MERGE dbo.Doc AS t USING (SELECT 10 AS Id) AS s ON s.Id = t.Id WHEN MATCHED THEN UPDATE SET Title = 'm' WHEN NOT MATCHED THEN INSERT (Title) VALUES ('n');
GO
