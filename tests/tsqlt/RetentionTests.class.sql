-- Families of tables, the tables they hold, partitions by day, purge.
EXEC tSQLt.NewTestClass N'RetentionTests';
GO
CREATE PROCEDURE RetentionTests.[test a family that exists keeps its numbers]
AS
EXEC config.DefineRetentionFamily N'Test', 10, 100, N'first';
EXEC config.DefineRetentionFamily N'Test', 20, 200, N'second';
SELECT f.RetentionDays, f.CapMb, f.Description INTO #Actual FROM config.RetentionFamily AS f WHERE f.FamilyName = N'Test';
SELECT RetentionDays = 10, CapMb = 100, Description = N'second' INTO #Expected;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RetentionTests.[test a table is registered once]
AS
EXEC config.DefineRetentionFamily N'Test', 10, 100, N'first';
EXEC config.DefineFactTable N'collect.Quarantine', N'Test', N'LastSeenAt';
EXEC config.DefineFactTable N'collect.Quarantine', N'Test', N'FirstSeenAt';
SELECT t.FamilyName, t.DayColumn INTO #Actual FROM config.FactTable AS t WHERE t.TableName = N'collect.Quarantine';
SELECT FamilyName = N'Test', DayColumn = N'FirstSeenAt' INTO #Expected;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RetentionTests.[test a table, column or procedure that does not exist is refused]
AS
EXEC tSQLt.ExpectException @ExpectedMessage = N'There is no table ''fact.Nowhere''. Give schema.table of a table that exists.', @ExpectedErrorNumber = 50014;
EXEC config.DefineFactTable N'fact.Nowhere', N'Detail', N'CapturedAt';
GO
CREATE PROCEDURE RetentionTests.[test a day column of another type is refused]
AS
EXEC tSQLt.ExpectException @ExpectedMessage = N'''Reason'' is no datetime2(3) column of ''collect.Quarantine''.', @ExpectedErrorNumber = 50014;
EXEC config.DefineFactTable N'collect.Quarantine', N'Operations', N'Reason';
GO
CREATE PROCEDURE RetentionTests.[test a partitioned table is registered by its partitioning column]
AS
CREATE TABLE RetentionTests.Fact (CapturedAt datetime2(3) NOT NULL, OtherAt datetime2(3) NOT NULL, CONSTRAINT PK_Fact PRIMARY KEY CLUSTERED (CapturedAt)) ON PS_Day (CapturedAt);
EXEC config.DefineFactTable N'RetentionTests.Fact', N'Detail', N'CapturedAt';
EXEC tSQLt.ExpectException @ExpectedMessage = N'''RetentionTests.Fact'' is partitioned by another column than ''OtherAt''.', @ExpectedErrorNumber = 50014;
EXEC config.DefineFactTable N'RetentionTests.Fact', N'Detail', N'OtherAt';
GO
