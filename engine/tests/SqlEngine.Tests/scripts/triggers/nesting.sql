-- Triggers nest, to 32; a trigger does not fire itself directly while RECURSIVE_TRIGGERS is OFF.
CREATE TABLE dbo.A (Id int, N int);
CREATE TABLE dbo.B (Id int, N int);
GO
CREATE TRIGGER dbo.TR_A ON dbo.A AFTER INSERT AS
PRINT 'A at ' + CAST(TRIGGER_NESTLEVEL() AS varchar(5));
IF (SELECT MAX(N) FROM inserted) < 3
BEGIN
    INSERT dbo.A SELECT Id, N + 1 FROM inserted;
    INSERT dbo.B SELECT Id, N + 1 FROM inserted;
END;
GO
CREATE TRIGGER dbo.TR_B ON dbo.B AFTER INSERT AS
PRINT 'B at ' + CAST(TRIGGER_NESTLEVEL() AS varchar(5));
IF (SELECT MAX(N) FROM inserted) < 3
    INSERT dbo.A SELECT Id, N + 1 FROM inserted;
GO
SET NOCOUNT ON;
INSERT dbo.A VALUES (1, 0);
SELECT N FROM dbo.A ORDER BY N;
SELECT N FROM dbo.B ORDER BY N;
GO
ALTER DATABASE golden SET RECURSIVE_TRIGGERS ON;
SELECT is_recursive_triggers_on FROM sys.databases WHERE name = N'golden';
DELETE dbo.A;
DISABLE TRIGGER dbo.TR_B ON dbo.B;
INSERT dbo.A VALUES (1, 1);
SELECT N FROM dbo.A ORDER BY N;
GO
CREATE TABLE dbo.Loop (Id int);
GO
CREATE TRIGGER dbo.TR_Loop ON dbo.Loop AFTER INSERT AS INSERT dbo.Loop SELECT Id FROM inserted;
GO
INSERT dbo.Loop VALUES (1);
PRINT 'not reached';
GO
SELECT COUNT(*) AS n FROM dbo.Loop;
GO
-- What a cascade deletes fires, too, before the trigger of the table named.
CREATE TABLE dbo.P (Id int NOT NULL PRIMARY KEY);
CREATE TABLE dbo.C (Id int NOT NULL PRIMARY KEY, P int REFERENCES dbo.P (Id) ON DELETE CASCADE);
INSERT dbo.P VALUES (1), (2);
INSERT dbo.C VALUES (10, 1), (11, 1), (20, 2);
GO
CREATE TRIGGER dbo.TR_C ON dbo.C AFTER DELETE AS SELECT Id, P FROM deleted ORDER BY Id;
GO
CREATE TRIGGER dbo.TR_P ON dbo.P AFTER DELETE AS SELECT Id FROM deleted; SELECT COUNT(*) AS children FROM dbo.C;
GO
DELETE dbo.P WHERE Id = 1;
GO
CREATE TRIGGER dbo.TR_C2 ON dbo.C INSTEAD OF DELETE AS RETURN;
GO
