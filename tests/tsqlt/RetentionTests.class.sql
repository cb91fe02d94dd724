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
EXEC tSQLt.ExpectException @ExpectedMessage = N'There is no table ''fact.Nowhere''. Give schema.table of a table that exists.',
    @ExpectedErrorNumber = 50014;
EXEC config.DefineFactTable N'fact.Nowhere', N'Detail', N'CapturedAt';
GO
CREATE PROCEDURE RetentionTests.[test a day column of another type is refused]
AS
EXEC tSQLt.ExpectException @ExpectedMessage = N'''Reason'' is no datetime2(3) column of ''collect.Quarantine''.',
    @ExpectedErrorNumber = 50014;
EXEC config.DefineFactTable N'collect.Quarantine', N'Operations', N'Reason';
GO
CREATE PROCEDURE RetentionTests.[test a partitioned table is registered by its partitioning column]
AS
CREATE TABLE RetentionTests.Fact (
    CapturedAt datetime2(3) NOT NULL,
    OtherAt datetime2(3) NOT NULL,
    CONSTRAINT PK_Fact PRIMARY KEY CLUSTERED (CapturedAt)) ON PS_Day (CapturedAt);
EXEC config.DefineFactTable N'RetentionTests.Fact', N'Detail', N'CapturedAt';
EXEC tSQLt.ExpectException @ExpectedMessage = N'''RetentionTests.Fact'' is partitioned by another column than ''OtherAt''.',
    @ExpectedErrorNumber = 50014;
EXEC config.DefineFactTable N'RetentionTests.Fact', N'Detail', N'OtherAt';
GO
CREATE FUNCTION RetentionTests.Boundary ()
RETURNS TABLE
AS
RETURN
(
    SELECT StartsAt = CAST(v.value AS datetime2(3))
    FROM sys.partition_range_values AS v
    INNER JOIN sys.partition_functions AS f ON f.function_id = v.function_id
    WHERE f.name = N'PF_Day'
);
GO
-- A table on PS_Day in a family of three days, with one row per day from 2040-01-01 to @Until; partitions
-- as daily maintenance makes them.
CREATE PROCEDURE RetentionTests.MakeFact
    @Until date = '2040-01-10'
AS
CREATE TABLE RetentionTests.Fact (
    Id int NOT NULL,
    CapturedAt datetime2(3) NOT NULL,
    Value int NOT NULL,
    CONSTRAINT PK_Fact PRIMARY KEY CLUSTERED (Id, CapturedAt)) ON PS_Day (CapturedAt);
CREATE INDEX IX_Fact_Value ON RetentionTests.Fact (Value);
EXEC config.DefineRetentionFamily N'Test', 3, 100, N'three days';
EXEC config.DefineFactTable N'RetentionTests.Fact', N'Test', N'CapturedAt';
DECLARE @Day datetime2(3) = '2040-01-01';
WHILE @Day <= @Until
BEGIN
    EXEC ops.MaintainPartitions @Day;
    INSERT RetentionTests.Fact (Id, CapturedAt, Value) VALUES (DAY(@Day), DATEADD(hour, 12, @Day), 7);
    SET @Day = DATEADD(day, 1, @Day);
END;
GO
CREATE PROCEDURE RetentionTests.[test partitions are made for today and seven days ahead, once]
AS
DECLARE @Made int, @Again int, @NextDay int;
EXEC ops.MaintainPartitions '2040-01-01T10:00:00', @Made OUTPUT;
EXEC ops.MaintainPartitions '2040-01-01T23:59:59', @Again OUTPUT;
EXEC ops.MaintainPartitions '2040-01-02T00:00:00', @NextDay OUTPUT;
DECLARE @Counts nvarchar(40) = CONCAT(@Made, N', ', @Again, N', ', @NextDay);
EXEC tSQLt.AssertEqualsString N'9, 0, 1', @Counts;
DECLARE @Last datetime2(3) = (SELECT MAX(b.StartsAt) FROM RetentionTests.Boundary() AS b);
DECLARE @Expected datetime2(3) = '2040-01-10';
EXEC tSQLt.AssertEquals @Expected, @Last;
GO
CREATE PROCEDURE RetentionTests.[test days ahead are a setting]
AS
EXEC config.SetSetting N'PartitionDaysAhead', N'2', N'test', '2040-01-01';
DECLARE @Made int;
EXEC ops.MaintainPartitions '2040-01-01', @Made OUTPUT;
EXEC tSQLt.AssertEquals 4, @Made;
GO
CREATE PROCEDURE RetentionTests.[test after an outage rows beyond the last boundary are not moved]
AS
EXEC RetentionTests.MakeFact '2040-01-01';
-- Three weeks nobody made partitions, and rows came on the 20th and the 21st.
INSERT RetentionTests.Fact (Id, CapturedAt, Value) VALUES (20, '2040-01-20T01:00:00', 1), (21, '2040-01-21T01:00:00', 1);
EXEC ops.MaintainPartitions '2040-01-21T12:00:00';
SELECT b.StartsAt INTO #Actual FROM RetentionTests.Boundary() AS b WHERE b.StartsAt BETWEEN '2040-01-09' AND '2040-01-23';
CREATE TABLE #Expected (StartsAt datetime2(3));
INSERT #Expected VALUES ('2040-01-09'), ('2040-01-22'), ('2040-01-23');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RetentionTests.[test a purge empties whole days that are older than the family is kept, and nothing else]
AS
EXEC RetentionTests.MakeFact;
DECLARE @Partitions int, @Rows bigint, @Merged int;
EXEC ops.Purge '2040-01-10T15:00:00', @Partitions OUTPUT, @Rows OUTPUT, @Merged OUTPUT;
SELECT f.Id INTO #Actual FROM RetentionTests.Fact AS f;
CREATE TABLE #Expected (Id int);
INSERT #Expected VALUES (7), (8), (9), (10);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Counts nvarchar(40) = CONCAT(@Partitions, N' partitions, ', @Rows, N' rows');
EXEC tSQLt.AssertEqualsString N'6 partitions, 0 rows', @Counts;
GO
CREATE PROCEDURE RetentionTests.[test a family that was purged for the day is not looked at again]
AS
EXEC RetentionTests.MakeFact;
DECLARE @Partitions int;
EXEC ops.Purge '2040-01-10T15:00:00';
INSERT RetentionTests.Fact (Id, CapturedAt, Value) VALUES (1, '2040-01-01T12:00:00', 7);
EXEC ops.Purge '2040-01-10T16:00:00', @Partitions OUTPUT;
EXEC tSQLt.AssertEquals 0, @Partitions;
EXEC ops.Purge '2040-01-11T00:30:00', @Partitions OUTPUT;
EXEC tSQLt.AssertEquals 2, @Partitions, N'The late row and the day that has become old.';
GO
CREATE PROCEDURE RetentionTests.[test a shorter retention is applied at the next purge]
AS
EXEC RetentionTests.MakeFact;
EXEC ops.Purge '2040-01-10T15:00:00';
UPDATE config.RetentionFamily SET RetentionDays = 1 WHERE FamilyName = N'Test';
EXEC ops.Purge '2040-01-10T16:00:00';
SELECT f.Id INTO #Actual FROM RetentionTests.Fact AS f;
CREATE TABLE #Expected (Id int);
INSERT #Expected VALUES (9), (10);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RetentionTests.[test a boundary goes when every family has passed it]
AS
UPDATE config.RetentionFamily SET RetentionDays = 3;
EXEC RetentionTests.MakeFact;
UPDATE config.RetentionFamily SET RetentionDays = 5 WHERE FamilyName = N'Detail';
EXEC ops.Purge '2040-01-10T15:00:00';
DECLARE @First datetime2(3) = (SELECT MIN(b.StartsAt) FROM RetentionTests.Boundary() AS b);
DECLARE @Expected datetime2(3) = '2040-01-05';
EXEC tSQLt.AssertEquals @Expected, @First;
GO
CREATE PROCEDURE RetentionTests.[test a partition with rows that no family purges keeps its boundaries]
AS
UPDATE config.RetentionFamily SET RetentionDays = 3;
EXEC RetentionTests.MakeFact;
CREATE TABLE RetentionTests.Stray (
    CapturedAt datetime2(3) NOT NULL, CONSTRAINT PK_Stray PRIMARY KEY CLUSTERED (CapturedAt)) ON PS_Day (CapturedAt);
INSERT RetentionTests.Stray VALUES ('2040-01-04T12:00:00');
EXEC ops.Purge '2040-01-10T15:00:00';
SELECT b.StartsAt INTO #Actual FROM RetentionTests.Boundary() AS b WHERE b.StartsAt < '2040-01-06';
CREATE TABLE #Expected (StartsAt datetime2(3));
INSERT #Expected VALUES ('2040-01-04'), ('2040-01-05');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RetentionTests.[test tables that are not partitioned are purged in batches]
AS
CREATE TABLE RetentionTests.Log (Id int NOT NULL, AtTime datetime2(3) NOT NULL, CONSTRAINT PK_Log PRIMARY KEY CLUSTERED (Id));
EXEC config.DefineRetentionFamily N'Test', 3, 100, N'three days';
EXEC config.DefineFactTable N'RetentionTests.Log', N'Test', N'AtTime';
EXEC config.SetSetting N'PurgeBatchRows', N'2', N'test', '2040-01-01';
INSERT RetentionTests.Log (Id, AtTime)
VALUES
    (1, '2040-01-01'),
    (2, '2040-01-02'),
    (3, '2040-01-03'),
    (4, '2040-01-04'),
    (5, '2040-01-06T23:59:59.999'),
    (6, '2040-01-07'),
    (7, '2040-01-10');
DECLARE @Rows bigint;
EXEC ops.PurgeRows N'Test', '2040-01-07', @Rows OUTPUT;
SELECT l.Id INTO #Actual FROM RetentionTests.Log AS l;
CREATE TABLE #Expected (Id int);
INSERT #Expected VALUES (6), (7);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
EXEC tSQLt.AssertEquals 5, @Rows;
GO
CREATE PROCEDURE RetentionTests.[test an incident stays while it is open, alerted or told of by a report]
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
INSERT fact.BlockingIncident
(
    InstanceId,
    HeadSessionId,
    HeadLoginTime,
    HeadKind,
    AlertKey,
    StartedAt,
    FirstSeenAt,
    LastSeenAt,
    EndedAt,
    VictimCount,
    MaxDepth,
    TotalWaitMs,
    LongestWaitMs,
    PeakVictimCount,
    PeakTotalWaitMs,
    AxConfidence
)
SELECT
    @InstanceId,
    v.HeadSessionId,
    '2026-01-01',
    N'session',
    N'key',
    '2026-01-01',
    '2026-01-01',
    v.LastSeenAt,
    v.EndedAt,
    1,
    1,
    1,
    1,
    1,
    1,
    N'none'
FROM (
    VALUES
        (1, '2026-01-02', NULL),
        (2, '2026-01-02', '2026-01-02'),
        (3, '2026-01-02', '2026-01-02'),
        (4, '2026-01-02', '2026-01-02'),
        (5, '2026-03-02', '2026-03-02')
) AS v (HeadSessionId, LastSeenAt, EndedAt);
INSERT alert.Alert
(
    RuleId,
    InstanceId,
    AlertKey,
    SubjectKind,
    SubjectId,
    State,
    Severity,
    PendingAt,
    ResolvedAt,
    LastEvaluatedAt
)
SELECT
    (SELECT MIN(r.RuleId) FROM config.AlertRule AS r),
    @InstanceId,
    N'key',
    N'BlockingIncident',
    i.IncidentId,
    N'resolved',
    N'warning',
    '2026-01-02',
    '2026-03-01',
    '2026-01-02'
FROM fact.BlockingIncident AS i WHERE i.HeadSessionId = 2;
INSERT fact.BlockedProcess
(
    InstanceId,
    IncidentId,
    FirstEventAt,
    EventAt,
    ReportCount,
    MonitorLoop,
    BlockedSessionId,
    BlockedEcid,
    BlockedTransactionId,
    WaitResource,
    ResourceKind,
    WaitMs
)
SELECT
    @InstanceId,
    i.IncidentId,
    '2026-01-02',
    '2026-01-02',
    1,
    1,
    60,
    0,
    1,
    N'',
    N'none',
    1
FROM fact.BlockingIncident AS i WHERE i.HeadSessionId = 3;
DECLARE @Rows int;
EXEC alert.PurgeIncidents '2026-02-01', 100, @Rows OUTPUT;
SELECT i.HeadSessionId INTO #Actual FROM fact.BlockingIncident AS i;
CREATE TABLE #Expected (HeadSessionId int);
INSERT #Expected VALUES (1), (2), (3), (5);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
EXEC tSQLt.AssertEquals 1, @Rows;
GO
CREATE PROCEDURE RetentionTests.[test an alert goes with its history and messages, unless one waits to be sent]
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
INSERT fact.BlockingIncident
(
    InstanceId,
    HeadSessionId,
    HeadLoginTime,
    HeadKind,
    AlertKey,
    StartedAt,
    FirstSeenAt,
    LastSeenAt,
    EndedAt,
    VictimCount,
    MaxDepth,
    TotalWaitMs,
    LongestWaitMs,
    PeakVictimCount,
    PeakTotalWaitMs,
    AxConfidence
)
VALUES
(
    @InstanceId,
    1,
    '2026-01-01',
    N'session',
    N'key',
    '2026-01-01',
    '2026-01-01',
    '2026-01-02',
    '2026-01-02',
    1,
    1,
    1,
    1,
    1,
    1,
    N'none'
);
DECLARE @IncidentId bigint = SCOPE_IDENTITY();
INSERT alert.Alert
(
    RuleId,
    InstanceId,
    AlertKey,
    SubjectKind,
    SubjectId,
    State,
    Severity,
    PendingAt,
    OpenedAt,
    ResolvedAt,
    LastEvaluatedAt
)
SELECT
    (SELECT MIN(r.RuleId) FROM config.AlertRule AS r),
    @InstanceId,
    v.AlertKey,
    N'BlockingIncident',
    @IncidentId,
    v.State,
    N'warning',
    '2026-01-02',
    '2026-01-02',
    v.ResolvedAt,
    '2026-01-02'
FROM (
    VALUES
        (N'sent', N'resolved', '2026-01-03'),
        (N'waits', N'resolved', '2026-01-03'),
        (N'open', N'open', NULL),
        (N'young', N'resolved', '2026-02-03')
) AS v (AlertKey, State, ResolvedAt);
INSERT alert.History (AlertId, ChangedAt, ChangedBy, ToState, Severity)
SELECT a.AlertId, '2026-01-02', N'test', N'open', N'warning'
FROM alert.Alert AS a;
INSERT alert.Notification
(
    AlertId,
    Channel,
    State,
    Severity,
    MessageKey,
    Recipients,
    TemplateName,
    Subject,
    PayloadJson,
    Status,
    CreatedAt,
    NextAttemptAt,
    SentAt
)
SELECT
    a.AlertId,
    N'mail',
    N'open',
    N'warning',
    a.AlertKey,
    N'a@b',
    N't',
    N's',
    N'{}',
    CASE WHEN a.AlertKey = N'waits' THEN N'pending' ELSE N'sent' END,
    '2026-01-02',
    '2026-01-02',
    CASE WHEN a.AlertKey <> N'waits' THEN '2026-01-02' END
FROM alert.Alert AS a;
INSERT alert.NotificationRecipient (NotificationId, Recipient, WasAccepted, SettledAt)
SELECT n.NotificationId, N'a@b', 1, '2026-01-02'
FROM alert.Notification AS n;
DECLARE @Rows int;
EXEC alert.PurgeAlerts '2026-02-01', 100, @Rows OUTPUT;
SELECT
    a.AlertKey,
    HistoryCount = (SELECT COUNT(*) FROM alert.History AS h WHERE h.AlertId = a.AlertId),
    MessageCount = (SELECT COUNT(*) FROM alert.Notification AS n WHERE n.AlertId = a.AlertId),
    RecipientCount = (
        SELECT COUNT(*)
        FROM alert.NotificationRecipient AS r
        INNER JOIN alert.Notification AS n ON n.NotificationId = r.NotificationId
        WHERE n.AlertId = a.AlertId
    )
INTO #Actual FROM alert.Alert AS a;
CREATE TABLE #Expected (
    AlertKey nvarchar(200) COLLATE DATABASE_DEFAULT, HistoryCount int, MessageCount int, RecipientCount int);
INSERT #Expected VALUES (N'waits', 1, 1, 1), (N'open', 1, 1, 1), (N'young', 1, 1, 1);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RetentionTests.[test a deadlock goes with all that was told about it]
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
INSERT fact.Deadlock
(
    InstanceId,
    DeadlockHash,
    DetectedAt,
    HasEventTime,
    DeadlockKind,
    ProcessCount,
    SessionCount,
    VictimCount,
    VictimSessionCount,
    ResourceCount,
    Signature,
    SignatureVersion,
    ReportText
)
VALUES
    (@InstanceId, 0x01, '2026-01-02', 1, N'lock', 1, 1, 1, 1, 1, 0x01, 1, 0x01),
    (@InstanceId, 0x02, '2026-02-02', 1, N'lock', 1, 1, 1, 1, 1, 0x01, 1, 0x01);
INSERT fact.DeadlockProcess (DeadlockId, ProcessNumber, ProcessKey, IsVictim)
SELECT d.DeadlockId, 1, N'p', 1
FROM fact.Deadlock AS d;
INSERT fact.DeadlockFrame (DeadlockId, ProcessNumber, FrameNumber) SELECT d.DeadlockId, 1, 1 FROM fact.Deadlock AS d;
INSERT fact.DeadlockResource (DeadlockId, ResourceNumber, ResourceKind, ResourceClass)
SELECT d.DeadlockId, 1, N'keylock', N'lock'
FROM fact.Deadlock AS d;
INSERT fact.DeadlockResourceHolder (DeadlockId, ResourceNumber, HolderNumber, HolderRole, ProcessKey, ProcessNumber)
SELECT d.DeadlockId, 1, 1, N'owner', N'p', 1
FROM fact.Deadlock AS d;
DECLARE @Rows int;
EXEC ops.PurgeDeadlocks '2026-02-01', 100, @Rows OUTPUT;
DECLARE @Left nvarchar(40) = CONCAT(
    @Rows, N': ', (SELECT COUNT(*) FROM fact.Deadlock), (SELECT COUNT(*) FROM fact.DeadlockProcess),
    (SELECT COUNT(*) FROM fact.DeadlockFrame),
    (SELECT COUNT(*) FROM fact.DeadlockResource), (SELECT COUNT(*) FROM fact.DeadlockResourceHolder));
EXEC tSQLt.AssertEqualsString N'1: 11111', @Left;
GO
CREATE PROCEDURE RetentionTests.[test an old text goes when nothing refers to it]
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
INSERT dim.StatementText (TextHash, TextValue, FirstSeenAt)
VALUES (0x01, N'used', '2026-01-01'), (0x02, N'unused', '2026-01-01'), (0x03, N'young', '2026-03-01');
INSERT fact.BlockingNode
(
    SnapshotId,
    CapturedAt,
    SessionId,
    InstanceId,
    IncidentId,
    RootSessionId,
    Depth,
    Flags,
    AxConfidence,
    InputBufferHash
)
VALUES
(
    1,
    '2026-03-01',
    60,
    @InstanceId,
    1,
    60,
    0,
    N'',
    N'none',
    0x01
);
DECLARE @Rows int;
EXEC ops.PurgeTexts '2026-02-01', 100, @Rows OUTPUT;
SELECT t.TextValue INTO #Actual FROM dim.StatementText AS t;
CREATE TABLE #Expected (TextValue nvarchar(max) COLLATE DATABASE_DEFAULT);
INSERT #Expected VALUES (N'used'), (N'young');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
EXEC tSQLt.AssertEquals 1, @Rows;
GO
CREATE PROCEDURE RetentionTests.[test maintenance makes partitions and purges, and says what it did]
AS
EXEC RetentionTests.MakeFact;
CREATE TABLE #Actual (
    MadePartitions int, EmptiedPartitions int, DeletedRows bigint, MergedPartitions int,
    WaitsFor nvarchar(2048) COLLATE DATABASE_DEFAULT);
INSERT #Actual EXEC ops.RunMaintenance '2040-01-11T00:10:00';
SELECT a.MadePartitions, a.EmptiedPartitions, a.WaitsFor INTO #Seen FROM #Actual AS a;
SELECT MadePartitions = 1, EmptiedPartitions = 7, WaitsFor = CAST(NULL AS nvarchar(2048)) INTO #Expected;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Seen';
GO
CREATE PROCEDURE RetentionTests.[test every table on the day scheme is registered with a family]
AS
SELECT TableName = CONCAT(OBJECT_SCHEMA_NAME(i.object_id), N'.', OBJECT_NAME(i.object_id))
INTO #Missing
FROM sys.indexes AS i
INNER JOIN sys.partition_schemes AS s ON s.data_space_id = i.data_space_id
WHERE i.index_id <= 1
  AND NOT EXISTS (SELECT 1 FROM config.FactTable AS t WHERE OBJECT_ID(t.TableName, N'U') = i.object_id);
EXEC tSQLt.AssertEmptyTable N'#Missing';
GO
CREATE PROCEDURE RetentionTests.[test every index of a table on the day scheme is aligned with it]
AS
SELECT i.name
INTO #Wrong
FROM sys.indexes AS c
INNER JOIN sys.partition_schemes AS s ON s.data_space_id = c.data_space_id
INNER JOIN sys.indexes AS i ON i.object_id = c.object_id AND i.data_space_id <> c.data_space_id
WHERE c.index_id <= 1;
EXEC tSQLt.AssertEmptyTable N'#Wrong';
GO
CREATE PROCEDURE RetentionTests.[test no table refers to one on the day scheme by a foreign key]
AS
SELECT k.name
INTO #Wrong
FROM sys.foreign_keys AS k
INNER JOIN sys.indexes AS i ON i.object_id = k.referenced_object_id AND i.index_id <= 1
INNER JOIN sys.partition_schemes AS s ON s.data_space_id = i.data_space_id;
EXEC tSQLt.AssertEmptyTable N'#Wrong';
GO
CREATE PROCEDURE RetentionTests.[test every fact table is purged, by itself or with the row it belongs to]
AS
SELECT TableName = CONCAT(s.name, N'.', t.name)
INTO #Missing
FROM sys.tables AS t
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
WHERE s.name = N'fact'
  AND NOT EXISTS (SELECT 1 FROM config.FactTable AS f WHERE OBJECT_ID(f.TableName, N'U') = t.object_id)
  AND NOT EXISTS
  (
      SELECT 1
      FROM sys.foreign_keys AS k
      INNER JOIN sys.schemas AS p ON p.schema_id = k.schema_id
      WHERE k.parent_object_id = t.object_id
        AND OBJECT_SCHEMA_NAME(k.referenced_object_id) = N'fact'
  );
EXEC tSQLt.AssertEmptyTable N'#Missing';
GO
