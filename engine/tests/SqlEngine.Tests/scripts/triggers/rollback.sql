-- A trigger that ends the transaction ends the batch (3609); what it does afterwards stays.
CREATE TABLE dbo.T (Id int NOT NULL PRIMARY KEY);
CREATE TABLE dbo.Log (Text varchar(30));
CREATE TABLE dbo.Strict (Id int NOT NULL PRIMARY KEY);
INSERT dbo.Strict VALUES (1);
GO
CREATE TRIGGER dbo.TR_T ON dbo.T AFTER INSERT
AS
IF EXISTS (SELECT * FROM inserted WHERE Id < 0)
BEGIN
    RAISERROR('no negative numbers', 16, 1);
    ROLLBACK TRANSACTION;
    INSERT dbo.Log VALUES ('after rollback');
END;
GO
INSERT dbo.T VALUES (1);
INSERT dbo.T VALUES (-1);
PRINT 'not reached';
GO
SELECT Id FROM dbo.T;
SELECT Text FROM dbo.Log;
SELECT @@TRANCOUNT AS trancount;
GO
BEGIN TRANSACTION;
INSERT dbo.T VALUES (2);
INSERT dbo.T VALUES (-2);
PRINT 'not reached';
GO
SELECT @@TRANCOUNT AS trancount, (SELECT COUNT(*) FROM dbo.T) AS n;
GO
BEGIN TRY
    BEGIN TRANSACTION;
    INSERT dbo.T VALUES (-3);
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number, ERROR_MESSAGE() AS message, XACT_STATE() AS state, @@TRANCOUNT AS trancount;
END CATCH;
GO
-- COMMIT ends it as well: the row stays.
ALTER TRIGGER dbo.TR_T ON dbo.T AFTER INSERT AS COMMIT;
GO
INSERT dbo.T VALUES (4);
PRINT 'not reached';
GO
SELECT Id FROM dbo.T;
GO
-- An error in a trigger ends the batch and its transaction: XACT_ABORT is ON there.
ALTER TRIGGER dbo.TR_T ON dbo.T AFTER INSERT AS INSERT dbo.Strict SELECT 1; PRINT 'not reached';
GO
INSERT dbo.T VALUES (5);
PRINT 'not reached';
GO
BEGIN TRANSACTION;
INSERT dbo.T VALUES (6);
GO
SELECT @@TRANCOUNT AS trancount, (SELECT COUNT(*) FROM dbo.T WHERE Id > 4) AS n;
GO
BEGIN TRY
    INSERT dbo.T VALUES (7);
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number, ERROR_PROCEDURE() AS [procedure], XACT_STATE() AS state;
END CATCH;
GO
BEGIN TRANSACTION;
BEGIN TRY
    INSERT dbo.T VALUES (7);
END TRY
BEGIN CATCH
    SELECT ERROR_NUMBER() AS number, XACT_STATE() AS state;
    ROLLBACK;
END CATCH;
GO
-- An error that the trigger itself catches has doomed the transaction all the same: 3616.
ALTER TRIGGER dbo.TR_T ON dbo.T AFTER INSERT AS
BEGIN TRY
    INSERT dbo.Strict SELECT 1;
END TRY
BEGIN CATCH
    PRINT 'caught ' + CAST(ERROR_NUMBER() AS varchar(10)) + ', state ' + CAST(XACT_STATE() AS varchar(2));
END CATCH;
GO
INSERT dbo.T VALUES (8);
PRINT 'not reached';
GO
-- With XACT_ABORT OFF the trigger goes on after its own errors.
ALTER TRIGGER dbo.TR_T ON dbo.T AFTER INSERT AS
SET XACT_ABORT OFF;
INSERT dbo.Strict SELECT 1;
PRINT 'goes on';
GO
INSERT dbo.T VALUES (9);
SELECT Id FROM dbo.T WHERE Id > 4;
GO
-- RAISERROR alone undoes nothing; THROW does.
ALTER TRIGGER dbo.TR_T ON dbo.T AFTER INSERT AS RAISERROR('a word', 16, 1);
GO
INSERT dbo.T VALUES (10);
SELECT COUNT(*) AS n FROM dbo.T WHERE Id = 10;
GO
ALTER TRIGGER dbo.TR_T ON dbo.T AFTER INSERT AS THROW 50001, 'thrown', 1;
GO
INSERT dbo.T VALUES (11);
PRINT 'not reached';
GO
SELECT COUNT(*) AS n FROM dbo.T WHERE Id = 11;
GO
-- Savepoints of the trigger are its own affair.
ALTER TRIGGER dbo.TR_T ON dbo.T AFTER INSERT AS
SAVE TRANSACTION mine;
DELETE dbo.Log;
ROLLBACK TRANSACTION mine;
GO
INSERT dbo.T VALUES (12);
SELECT COUNT(*) AS n, (SELECT COUNT(*) FROM dbo.Log) AS log FROM dbo.T WHERE Id = 12;
GO
