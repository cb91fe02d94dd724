CREATE TABLE dbo.Parent (Id int PRIMARY KEY);
CREATE TABLE dbo.Child (Id int REFERENCES dbo.Parent (Id));
CREATE TABLE dbo.Twice (a int);
INSERT dbo.Twice VALUES (1), (1);
GO
BEGIN TRANSACTION;
INSERT dbo.Parent VALUES (1);
ALTER TABLE dbo.Parent ADD CONSTRAINT CK_Parent CHECK (Id > 5);
SELECT N'the batch has ended' AS never;
GO
SELECT @@TRANCOUNT AS trancount, COUNT(*) AS n FROM dbo.Parent;
GO
-- Inside TRY it dooms.
BEGIN TRANSACTION;
BEGIN TRY
    CREATE TABLE dbo.Twice (a int);
END TRY
BEGIN CATCH
    SELECT XACT_STATE() AS state, ERROR_NUMBER() AS number;
END CATCH;
IF @@TRANCOUNT > 0 ROLLBACK;
GO
BEGIN TRANSACTION;
BEGIN TRY
    TRUNCATE TABLE dbo.Parent;
END TRY
BEGIN CATCH
    SELECT XACT_STATE() AS state, ERROR_NUMBER() AS number;
END CATCH;
IF @@TRANCOUNT > 0 ROLLBACK;
GO
BEGIN TRANSACTION;
BEGIN TRY
    CREATE UNIQUE INDEX IX_Twice ON dbo.Twice (a);
END TRY
BEGIN CATCH
    SELECT XACT_STATE() AS state, ERROR_NUMBER() AS number;
END CATCH;
IF @@TRANCOUNT > 0 ROLLBACK;
GO
-- That there is nothing to drop ends the statement alone.
BEGIN TRANSACTION;
INSERT dbo.Parent VALUES (1);
DROP TABLE dbo.Nothing;
SELECT @@TRANCOUNT AS trancount;
ROLLBACK;
GO
-- Without a transaction of the user the batch goes on.
CREATE TABLE dbo.Twice (a int);
SELECT @@TRANCOUNT AS trancount;
