-- AFTER triggers: what they see, when they fire, what the statement's counts are.
CREATE TABLE dbo.Item (Id int NOT NULL CONSTRAINT PK_Item PRIMARY KEY, Name varchar(20) NULL, Price decimal(9, 2) NULL, Twice AS Price * 2);
CREATE TABLE dbo.Audit (Nr int IDENTITY(100, 1), What varchar(10), Id int, Old varchar(20), New varchar(20), Rows int);
GO
CREATE TRIGGER dbo.TR_Item_All ON dbo.Item AFTER INSERT, UPDATE, DELETE
AS
BEGIN
    DECLARE @rows int = @@ROWCOUNT;
    SET NOCOUNT ON;
    INSERT dbo.Audit (What, Id, Old, New, Rows)
    SELECT CASE WHEN d.Id IS NULL THEN 'insert' WHEN i.Id IS NULL THEN 'delete' ELSE 'update' END, ISNULL(i.Id, d.Id), d.Name, i.Name, @rows
    FROM inserted AS i
    FULL JOIN deleted AS d ON d.Id = i.Id
    ORDER BY 2;
END;
GO
INSERT dbo.Item (Id, Name, Price) VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', 3);
SELECT @@ROWCOUNT AS [rows], @@IDENTITY AS [identity], SCOPE_IDENTITY() AS scope;
UPDATE dbo.Item SET Name = UPPER(Name) WHERE Id < 3;
DELETE dbo.Item WHERE Id = 3;
UPDATE dbo.Item SET Name = 'none' WHERE Id = 77;
INSERT dbo.Item (Id) SELECT 4 WHERE 1 = 0;
SELECT Nr, What, Id, Old, New, Rows FROM dbo.Audit ORDER BY Nr;
GO
-- It fires once for a statement, with no rows too.
ALTER TRIGGER dbo.TR_Item_All ON dbo.Item AFTER UPDATE
AS
SELECT (SELECT COUNT(*) FROM inserted) AS ins, (SELECT COUNT(*) FROM deleted) AS del, @@TRANCOUNT AS trancount, @@NESTLEVEL AS nest,
    TRIGGER_NESTLEVEL() AS triggers, TRIGGER_NESTLEVEL(@@PROCID, 'AFTER', 'DML') AS own, TRIGGER_NESTLEVEL(@@PROCID, 'IOT', 'DML') AS insteadof,
    OBJECT_NAME(@@PROCID) AS name;
GO
UPDATE dbo.Item SET Name = 'x' WHERE Id = 77;
UPDATE dbo.Item SET Name = 'x' WHERE Id = 1;
SELECT TRIGGER_NESTLEVEL() AS outside, @@TRANCOUNT AS trancount;
BEGIN TRANSACTION;
UPDATE dbo.Item SET Name = 'y' WHERE Id = 1;
COMMIT;
GO
-- Computed columns are in inserted; MERGE fires a trigger for each action that it names.
CREATE TRIGGER dbo.TR_Item_I ON dbo.Item FOR INSERT, DELETE AS SELECT 'i' AS t, Id, Twice FROM inserted; SELECT 'd' AS t, Id, Twice FROM deleted;
GO
MERGE dbo.Item AS t USING (VALUES (1, 10), (9, 90)) AS s (Id, Price) ON s.Id = t.Id
WHEN MATCHED THEN UPDATE SET Price = s.Price
WHEN NOT MATCHED THEN INSERT (Id, Price) VALUES (s.Id, s.Price)
WHEN NOT MATCHED BY SOURCE THEN DELETE;
SELECT @@ROWCOUNT AS [rows];
TRUNCATE TABLE dbo.Item;
GO
-- The rows of INSERT … EXECUTE fire, too.
INSERT dbo.Item (Id, Price) EXEC ('SELECT 5, 5');
GO
