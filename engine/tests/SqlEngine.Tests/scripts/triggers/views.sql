-- INSTEAD OF triggers make any view changeable.
CREATE TABLE dbo.Head (Id int NOT NULL PRIMARY KEY, Name varchar(10));
CREATE TABLE dbo.Line (HeadId int NOT NULL, Nr int NOT NULL, Qty int, PRIMARY KEY (HeadId, Nr));
INSERT dbo.Head VALUES (1, 'one'), (2, 'two');
INSERT dbo.Line VALUES (1, 1, 10), (1, 2, 20), (2, 1, 5);
GO
CREATE VIEW dbo.Sums AS SELECT h.Id, h.Name, SUM(l.Qty) AS Total FROM dbo.Head AS h JOIN dbo.Line AS l ON l.HeadId = h.Id GROUP BY h.Id, h.Name;
GO
UPDATE dbo.Sums SET Name = 'x';
GO
CREATE TRIGGER dbo.TR_Sums_U ON dbo.Sums INSTEAD OF UPDATE
AS
UPDATE h SET Name = i.Name FROM dbo.Head AS h JOIN inserted AS i ON i.Id = h.Id;
IF UPDATE(Total)
    UPDATE l SET Qty = i.Total FROM dbo.Line AS l JOIN inserted AS i ON i.Id = l.HeadId WHERE l.Nr = 1;
GO
CREATE TRIGGER dbo.TR_Sums_I ON dbo.Sums INSTEAD OF INSERT
AS
INSERT dbo.Head (Id, Name) SELECT Id, Name FROM inserted;
INSERT dbo.Line (HeadId, Nr, Qty) SELECT Id, 1, Total FROM inserted;
GO
CREATE TRIGGER dbo.TR_Sums_D ON dbo.Sums INSTEAD OF DELETE AS SELECT Id, Name, Total FROM deleted ORDER BY Id;
GO
UPDATE dbo.Sums SET Name = UPPER(Name) WHERE Total > 6;
UPDATE s SET Total = s.Total + 1 FROM dbo.Sums AS s JOIN dbo.Head AS h ON h.Id = s.Id WHERE h.Id = 2;
INSERT dbo.Sums (Id, Name, Total) VALUES (3, 'three', 7);
INSERT dbo.Sums SELECT 4, 'four', 8;
SELECT Id, Name, Total FROM dbo.Sums ORDER BY Id;
DELETE dbo.Sums WHERE Id > 2;
SELECT COUNT(*) AS n FROM dbo.Head;
GO
DISABLE TRIGGER dbo.TR_Sums_D ON dbo.Sums;
DELETE dbo.Sums WHERE Id > 2;
GO
ENABLE TRIGGER ALL ON dbo.Sums;
DELETE dbo.Sums WHERE Id = 4;
GO
-- A trigger on a view that could be changed anyway: its own changes go to the table.
CREATE VIEW dbo.Heads AS SELECT Id, Name FROM dbo.Head WHERE Id < 10;
GO
CREATE TRIGGER dbo.TR_Heads ON dbo.Heads INSTEAD OF UPDATE AS UPDATE v SET Name = i.Name + '+' FROM dbo.Heads AS v JOIN inserted AS i ON i.Id = v.Id;
GO
UPDATE dbo.Heads SET Name = 'h' WHERE Id = 1;
SELECT Name FROM dbo.Head WHERE Id = 1;
GO
CREATE TRIGGER dbo.TR_Heads2 ON dbo.Heads AFTER UPDATE AS RETURN;
GO
