-- sys.tables tells what was set; SQL Server alone acts on it.
CREATE TABLE dbo.E (Id int NOT NULL);
SELECT lock_escalation, lock_escalation_desc FROM sys.tables WHERE name = N'E';
GO
ALTER TABLE dbo.E SET (LOCK_ESCALATION = DISABLE);
SELECT lock_escalation, lock_escalation_desc FROM sys.tables WHERE name = N'E';
GO
ALTER TABLE dbo.E SET (LOCK_ESCALATION = AUTO);
SELECT lock_escalation, lock_escalation_desc FROM sys.tables WHERE name = N'E';
GO
