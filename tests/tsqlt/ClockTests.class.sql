-- Clocks that are wrong: of callers, orchestrators and watched servers. The repository's own is the judge.
EXEC tSQLt.NewTestClass N'ClockTests';
GO
CREATE PROCEDURE ClockTests.SetUp
AS
UPDATE config.Setting SET SettingValue = N'0' WHERE SettingName = N'ClockIsSimulated';
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt)
VALUES (N'tSQLt', N'none', '2026-01-01'), (N'other', N'none', '2026-01-01');
GO
CREATE FUNCTION ClockTests.InstanceId (@InstanceName sysname)
RETURNS TABLE
AS
RETURN (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = @InstanceName);
GO
-- A request, saved as of a time.
CREATE PROCEDURE ClockTests.SaveChain
    @InstanceName  sysname,
    @CapturedAt    datetime2(3),
    @WasDuplicate  bit = NULL OUTPUT
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM ClockTests.InstanceId(@InstanceName) AS i);
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitMs, LoginTime, StatementText)
VALUES (51, NULL, NULL, '2026-01-01', N'UPDATE A'), (52, 51, 600000, '2026-01-01', N'UPDATE B');
EXEC collect.SaveRequests @InstanceId, @RunId, @CapturedAt, NULL, 0, @Rows;
GO
CREATE PROCEDURE ClockTests.[test a time is judged by the repository's clock, both ways]
AS
CREATE TABLE #Actual (MovedBy nvarchar(20), NowIsGood bit, PastIsGood bit);
INSERT #Actual
SELECT
    m.MovedBy,
    CASE WHEN n.Fault IS NULL THEN 1 ELSE 0 END,
    CASE WHEN p.Fault IS NULL THEN 1 ELSE 0 END
FROM
(
    VALUES
        (N'0', CAST(0 AS bigint)), (N'+4 min', 240), (N'-4 min', -240), (N'+6 min', 360), (N'-6 min', -360), (N'+2 h', 7200),
        (N'-2 h', -7200), (N'+1 d', 86400), (N'-1 d', -86400), (N'+800 d', 69120000), (N'-800 d', -69120000)
) AS m (MovedBy, Seconds)
CROSS APPLY config.ClockFault(DATEADD(second, m.Seconds, SYSUTCDATETIME()), 0) AS n
CROSS APPLY config.ClockFault(DATEADD(second, m.Seconds, SYSUTCDATETIME()), 1) AS p;
CREATE TABLE #Expected (MovedBy nvarchar(20), NowIsGood bit, PastIsGood bit);
INSERT #Expected
VALUES
    (N'0', 1, 1), (N'+4 min', 1, 1), (N'-4 min', 1, 1), (N'+6 min', 0, 0), (N'-6 min', 0, 1), (N'+2 h', 0, 0), (N'-2 h', 0, 1),
    (N'+1 d', 0, 0), (N'-1 d', 0, 1), (N'+800 d', 0, 0), (N'-800 d', 0, 1);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ClockTests.[test what is wrong with a time is said in a sentence]
AS
DECLARE @Fault nvarchar(2048) = (
    SELECT c.Fault FROM config.ClockFault(DATEADD(minute, 90, SYSUTCDATETIME()), 0) AS c
);
SET @Fault = LEFT(@Fault, 9) + SUBSTRING(@Fault, 30, 46);
EXEC tSQLt.AssertEqualsString N'The time  lies 1 h 30 min ahead of the repository''s own', @Fault;
GO
CREATE PROCEDURE ClockTests.[test no time at all is refused]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'No time was given.%', @ExpectedErrorNumber = 50070;
EXEC ops.RunMaintenance NULL;
GO
CREATE PROCEDURE ClockTests.[test a simulated clock lets any time pass]
AS
UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'ClockIsSimulated';
DECLARE @Fault nvarchar(2048) = (SELECT c.Fault FROM config.ClockFault('2099-01-01', 0) AS c);
EXEC tSQLt.AssertEqualsString NULL, @Fault;
GO
-- Whoever may call a procedure may say any time. One that acts on it asks ops.CheckClock, ops.CheckChange or
-- config.ClockFault, or has collect.AdvanceWatermark ask.
CREATE PROCEDURE ClockTests.[test every procedure that a role may call with a time has it judged]
AS
SELECT ProcedureName = CONCAT(s.name, N'.', o.name)
INTO #Callable
FROM sys.procedures AS o
INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE EXISTS (
    SELECT 1
    FROM sys.database_permissions AS p
    INNER JOIN sys.database_principals AS r ON r.principal_id = p.grantee_principal_id
    WHERE r.name LIKE N'axmonitor[_]%'
      AND p.permission_name = N'EXECUTE'
      AND ((p.class = 1 AND p.major_id = o.object_id) OR (p.class = 3 AND p.major_id = o.schema_id))
)
  AND EXISTS (
      SELECT 1
      FROM sys.parameters AS a
      INNER JOIN sys.types AS t ON t.user_type_id = a.user_type_id
      WHERE a.object_id = o.object_id
        AND a.is_output = 0
        AND t.name IN (N'datetime', N'datetime2', N'datetimeoffset', N'smalldatetime', N'date')
  );
DECLARE @Callable int = (SELECT COUNT(*) FROM #Callable);
EXEC tSQLt.AssertNotEquals 0, @Callable, N'There are procedures to look at.';

SELECT c.ProcedureName
INTO #Unjudged
FROM #Callable AS c
INNER JOIN sys.sql_modules AS m ON m.object_id = OBJECT_ID(c.ProcedureName, N'P')
WHERE m.definition NOT LIKE N'%EXEC ops.CheckClock %'
  AND m.definition NOT LIKE N'%EXEC ops.CheckChange %'
  AND m.definition NOT LIKE N'%config.ClockFault(%'
  AND m.definition NOT LIKE N'%EXEC collect.AdvanceWatermark %'
  -- Its first portion advances the watermark.
  AND m.definition NOT LIKE N'%EXEC collect.SaveEvents%'
  -- They only read.
  AND c.ProcedureName NOT LIKE N'report.%'
  AND c.ProcedureName NOT IN (
      N'ops.GetCollectorStatus', N'ops.GetSchedule', N'alert.Backtest', N'alert.GetExport', N'alert.GetGauges',
      N'alert.GetSignsOfLife', N'desk.GetAudit')
  -- Parts of a save, after its watermark has let the capture pass; alone they find no rows of a caller's.
  AND NOT (c.ProcedureName LIKE N'collect.%'
      AND NOT EXISTS (SELECT 1 FROM config.Collector AS k WHERE c.ProcedureName = CONCAT(N'collect.Save', k.CollectorName)));
EXEC tSQLt.AssertEmptyTable N'#Unjudged';
GO
CREATE PROCEDURE ClockTests.[test no role may call what purges, defines or says how long something is kept]
AS
SELECT ProcedureName = CONCAT(s.name, N'.', o.name)
INTO #Callable
FROM sys.procedures AS o
INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE s.name IN (N'ops', N'config', N'alert')
  AND (o.name LIKE N'Purge%' OR o.name LIKE N'Define%' OR o.name LIKE N'M%Partitions')
  AND EXISTS (
      SELECT 1
      FROM sys.database_permissions AS p
      INNER JOIN sys.database_principals AS r ON r.principal_id = p.grantee_principal_id
      WHERE r.name LIKE N'axmonitor[_]%'
        AND ((p.class = 1 AND p.major_id = o.object_id) OR (p.class = 3 AND p.major_id = o.schema_id))
  );
EXEC tSQLt.AssertEmptyTable N'#Callable';
GO
CREATE PROCEDURE ClockTests.[test a capture from the future is refused by name]
AS
EXEC tSQLt.ExpectException
    @ExpectedMessagePattern = N'This capture of Requests is from the future%ahead of the repository''s own clock%',
    @ExpectedErrorNumber = 50071;
DECLARE @Year datetime2(3) = DATEADD(year, 1, SYSUTCDATETIME());
EXEC ClockTests.SaveChain N'tSQLt', @Year;
GO
CREATE PROCEDURE ClockTests.[test a capture may be some minutes ahead and any time behind]
AS
DECLARE @Old datetime2(3) = DATEADD(day, -800, SYSUTCDATETIME()), @New datetime2(3) = DATEADD(minute, 4, SYSUTCDATETIME());
EXEC ClockTests.SaveChain N'tSQLt', @Old;
EXEC ClockTests.SaveChain N'tSQLt', @New;
DECLARE @Captures int = (SELECT COUNT(DISTINCT s.CapturedAt) FROM fact.BlockingSnapshot AS s);
EXEC tSQLt.AssertEquals 2, @Captures;
GO
CREATE PROCEDURE ClockTests.[test an event from the future does not move the time of the bookmark, and one that is there is given up]
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM ClockTests.InstanceId(N'tSQLt') AS i);
DECLARE @Now datetime2(3) = SYSUTCDATETIME();
EXEC collect.AdvanceBookmark @InstanceId, N'Errors', @Now, N'e_0_1.xel', 100, @Now;
EXEC collect.AdvanceBookmark @InstanceId, N'Errors', @Now, N'e_0_1.xel', 200, '2099-01-01';
DECLARE @Actual nvarchar(60) = (
    SELECT CONCAT(b.BookmarkOffset, N' ', CASE WHEN b.BookmarkEventAt = @Now THEN N'now' END)
    FROM collect.Bookmark AS b
    WHERE b.InstanceId = @InstanceId
);
EXEC tSQLt.AssertEqualsString N'200 now', @Actual, N'The position moves on, the time does not.';
UPDATE collect.Bookmark SET BookmarkEventAt = '2099-01-01' WHERE InstanceId = @InstanceId;
EXEC collect.AdvanceBookmark @InstanceId, N'Errors', @Now, N'e_0_1.xel', 300, @Now;
SET @Actual = (
    SELECT CONCAT(b.BookmarkOffset, N' ', CASE WHEN b.BookmarkEventAt = @Now THEN N'now' END)
    FROM collect.Bookmark AS b
    WHERE b.InstanceId = @InstanceId
);
EXEC tSQLt.AssertEqualsString N'300 now', @Actual;
GO
CREATE PROCEDURE ClockTests.[test one row from the future keeps no day from its partition]
AS
CREATE TABLE ClockTests.Fact (
    CapturedAt datetime2(3) NOT NULL, CONSTRAINT PK_Fact PRIMARY KEY CLUSTERED (CapturedAt)) ON PS_Day (CapturedAt);
INSERT ClockTests.Fact VALUES ('2099-01-01'), (DATEADD(day, 40, SYSUTCDATETIME()));
UPDATE config.Setting SET SettingValue = N'20' WHERE SettingName = N'PartitionDaysAhead';
DECLARE @Now datetime2(3) = SYSUTCDATETIME();
EXEC ops.MaintainPartitions @Now;
DECLARE @Days int =
(
    SELECT COUNT(*)
    FROM sys.partition_range_values AS v
    INNER JOIN sys.partition_functions AS f ON f.function_id = v.function_id
    WHERE f.name = N'PF_Day'
      AND CAST(v.value AS datetime2(3)) BETWEEN CAST(@Now AS date) AND DATEADD(day, 21, CAST(CAST(@Now AS date) AS datetime2(3)))
);
EXEC tSQLt.AssertEquals 22, @Days, N'Today, twenty days ahead and the end.';
DECLARE @Rows int = (SELECT COUNT(*) FROM ClockTests.Fact);
EXEC tSQLt.AssertEquals 2, @Rows;
GO
CREATE PROCEDURE ClockTests.[test boundaries that a wrong clock took away are made again]
AS
-- What is left after a purge of years ahead: only boundaries of the future.
DECLARE @Today datetime2(3) = CAST(SYSUTCDATETIME() AS date), @Boundary datetime2(3), @Now datetime2(3) = SYSUTCDATETIME();
ALTER PARTITION SCHEME PS_Day NEXT USED [PRIMARY];
ALTER PARTITION FUNCTION PF_Day() SPLIT RANGE ('2099-01-01T00:00:00');
WHILE 1 = 1
BEGIN
    SET @Boundary =
    (
        SELECT MAX(CAST(v.value AS datetime2(3)))
        FROM sys.partition_range_values AS v
        INNER JOIN sys.partition_functions AS f ON f.function_id = v.function_id
        WHERE f.name = N'PF_Day' AND CAST(v.value AS datetime2(3)) BETWEEN @Today AND DATEADD(day, 30, @Today)
    );
    IF @Boundary IS NULL
        BREAK;
    ALTER PARTITION FUNCTION PF_Day() MERGE RANGE (@Boundary);
END;
DECLARE @Made int;
EXEC ops.MaintainPartitions @Now, @Made OUTPUT;
EXEC tSQLt.AssertEquals 9, @Made;
GO
CREATE PROCEDURE ClockTests.[test a purge limit in the future counts for nothing]
AS
CREATE TABLE ClockTests.Log (Id int NOT NULL, AtTime datetime2(3) NOT NULL, CONSTRAINT PK_Log PRIMARY KEY CLUSTERED (Id));
EXEC config.DefineRetentionFamily N'Test', 3, 100, N'three days';
EXEC config.DefineFactTable N'ClockTests.Log', N'Test', N'AtTime';
DECLARE @Now datetime2(3) = SYSUTCDATETIME();
INSERT ClockTests.Log (Id, AtTime) VALUES (1, DATEADD(day, -5, @Now)), (2, DATEADD(day, -2, @Now));
INSERT ops.FamilyPurge (FamilyName, PurgedBefore, PurgedAt, PartitionCount, RowsDeleted)
VALUES (N'Test', DATEADD(day, 800, @Now), DATEADD(day, 803, @Now), 0, 0);
EXEC ops.Purge @Now;
SELECT l.Id INTO #Actual FROM ClockTests.Log AS l;
SELECT Id = 2 INTO #Expected;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @PurgedBefore datetime2(3) = (SELECT p.PurgedBefore FROM ops.FamilyPurge AS p WHERE p.FamilyName = N'Test');
DECLARE @Expected datetime2(3) = DATEADD(day, -3, CAST(CAST(@Now AS date) AS datetime2(3)));
EXEC tSQLt.AssertEquals @Expected, @PurgedBefore;
GO
CREATE PROCEDURE ClockTests.[test the audit is purged by the server's time alone, also while the clock is simulated]
AS
DECLARE @Now datetime2(3) = SYSUTCDATETIME();
DELETE audit.Event;
EXEC config.SetSetting N'PlaybookBaseUrl', N'http://127.0.0.1:8330/books', N'the-ceo', @Now;
UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'ClockIsSimulated';
-- Said to be of last century.
EXEC config.SetSetting N'PurgeBatchRows', N'4000', N'the-ceo', '1999-01-01';
EXEC ops.RunMaintenance '2099-01-01';
DECLARE @Rows int = (SELECT COUNT(*) FROM audit.Event AS e WHERE e.ChangedBy = N'the-ceo');
EXEC tSQLt.AssertEquals 2, @Rows;
UPDATE audit.Event SET RecordedAt = DATEADD(day, -400, @Now) WHERE Subject = N'PurgeBatchRows';
DECLARE @Deleted int;
EXEC ops.PurgeAudit @Now, 100, @Deleted OUTPUT;
EXEC tSQLt.AssertEquals 1, @Deleted, N'What the server recorded before its retention goes.';
GO
CREATE PROCEDURE ClockTests.[test the audit says who and when by the server, beside what the caller says]
AS
DECLARE @Now datetime2(3) = DATEADD(minute, -3, SYSUTCDATETIME());
EXEC config.SetSetting N'PurgeBatchRows', N'4000', N'the-ceo', @Now;
DECLARE @Actual nvarchar(300) =
(
    SELECT CONCAT(
        e.ChangedBy, N', ', CASE WHEN e.OccurredAt = @Now THEN N'as said' END, N', ',
        CASE WHEN e.LoginName = ORIGINAL_LOGIN() THEN N'login' END, N', ',
        CASE WHEN ABS(DATEDIFF_BIG(second, e.RecordedAt, SYSUTCDATETIME())) < 100 THEN N'recorded now' END)
    FROM audit.Event AS e
    WHERE e.Subject = N'PurgeBatchRows'
      AND e.ChangedBy = N'the-ceo'
);
EXEC tSQLt.AssertEqualsString N'the-ceo, as said, login, recorded now', @Actual;
GO
CREATE PROCEDURE ClockTests.[test no module writes the server's part of the audit, or deletes from it but the purge]
AS
SELECT ModuleName = CONCAT(OBJECT_SCHEMA_NAME(m.object_id), N'.', OBJECT_NAME(m.object_id))
INTO #Wrong
FROM sys.sql_modules AS m
WHERE m.definition LIKE N'%audit.Event%'
  AND OBJECT_SCHEMA_NAME(m.object_id) NOT IN (N'sys', N'dbo', N'tSQLt')
  AND OBJECT_SCHEMA_NAME(m.object_id) NOT LIKE N'%Tests'
  AND (m.definition LIKE N'%INSERT audit.Event%RecordedAt%'
      OR m.definition LIKE N'%INSERT audit.Event%LoginName%'
      OR m.definition LIKE N'%UPDATE audit.Event%'
      OR m.definition LIKE N'%DELETE audit.Event%'
      OR (m.definition LIKE N'%FROM audit.Event%' AND OBJECT_SCHEMA_NAME(m.object_id) <> N'report'))
  -- The others only read: who was faster, and the page of the audit.
  AND m.object_id NOT IN (
      OBJECT_ID(N'ops.PurgeAudit', N'P'), OBJECT_ID(N'config.RefuseStale', N'P'), OBJECT_ID(N'desk.GetAudit', N'P'));
EXEC tSQLt.AssertEmptyTable N'#Wrong';
GO
CREATE PROCEDURE ClockTests.AssertLease
    @Expected nvarchar(60),
    @Owner    nvarchar(128),
    @MovedBy  int = 0
AS
DECLARE @Result TABLE (IsHeld bit, ExpiresAt datetime2(3), HeldBy nvarchar(128), Fault nvarchar(2048));
DECLARE @Now datetime2(3) = DATEADD(second, @MovedBy, SYSUTCDATETIME());
INSERT @Result EXEC ops.AcquireLease N'tSQLt', @Owner, 30, @Now;
DECLARE @Actual nvarchar(60) =
(
    SELECT CONCAT(
        r.IsHeld, N' ', r.HeldBy, CASE WHEN r.Fault IS NOT NULL THEN N' clock' END,
        CASE WHEN ABS(DATEDIFF_BIG(millisecond, DATEADD(second, 30, SYSUTCDATETIME()), r.ExpiresAt)) > 60000 THEN N' wrong' END)
    FROM @Result AS r
);
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE ClockTests.[test a lease is held by one, prolonged by its owner, and taken over when it ran out]
AS
EXEC ClockTests.AssertLease N'1 one', N'one';
EXEC ClockTests.AssertLease N'0 one', N'two';
EXEC ClockTests.AssertLease N'1 one', N'one';
UPDATE ops.Lease SET ExpiresAt = DATEADD(second, -1, SYSUTCDATETIME()) WHERE LeaseName = N'tSQLt';
EXEC ClockTests.AssertLease N'1 two', N'two';
GO
CREATE PROCEDURE ClockTests.[test a released lease is free at once, and nobody else can release it]
AS
EXEC ClockTests.AssertLease N'1 one', N'one';
EXEC ops.ReleaseLease N'tSQLt', N'two';
EXEC ClockTests.AssertLease N'0 one', N'two';
EXEC ops.ReleaseLease N'tSQLt', N'one';
EXEC ClockTests.AssertLease N'1 two', N'two';
GO
CREATE PROCEDURE ClockTests.[test a clock that is a little ahead or behind takes no lease from another, and keeps its own]
AS
EXEC ClockTests.AssertLease N'1 one', N'one', 0;
EXEC ClockTests.AssertLease N'0 one', N'two', 90;
EXEC ClockTests.AssertLease N'0 one', N'two', 290;
EXEC ClockTests.AssertLease N'1 one', N'one', -290;
EXEC ClockTests.AssertLease N'0 one', N'two', 290;
GO
CREATE PROCEDURE ClockTests.[test whose clock is off gets no lease and gives up its own]
AS
EXEC ClockTests.AssertLease N'1 one', N'one';
EXEC ClockTests.AssertLease N'0 one clock', N'two', 7200;
EXEC ClockTests.AssertLease N'0 one clock', N'two', -7200;
EXEC ClockTests.AssertLease N'0  clock', N'one', 69120000;
EXEC ClockTests.AssertLease N'1 two', N'two';
GO
CREATE PROCEDURE ClockTests.[test a lease that ends later than one may counts as expired]
AS
INSERT ops.Lease (LeaseName, [Owner], ExpiresAt) VALUES (N'tSQLt', N'dead', DATEADD(hour, 2, SYSUTCDATETIME()));
EXEC ClockTests.AssertLease N'1 one', N'one';
UPDATE ops.Lease SET [Owner] = N'dead', ExpiresAt = '2099-01-01' WHERE LeaseName = N'tSQLt';
EXEC ClockTests.AssertLease N'1 one', N'one';
GO
CREATE PROCEDURE ClockTests.[test a watermark is reset, audited, and the next capture is saved whatever its time]
AS
DECLARE @Now datetime2(3) = SYSUTCDATETIME(), @Before datetime2(3) = DATEADD(hour, -1, SYSUTCDATETIME());
CREATE TABLE #Result (ResetCount int);
EXEC ClockTests.SaveChain N'tSQLt', @Now;
EXEC ClockTests.SaveChain N'other', @Now;
INSERT #Result EXEC config.ResetWatermark N'tSQLt', N'Requests', N'ann', @Now;
DECLARE @Count int = (SELECT ResetCount FROM #Result);
EXEC tSQLt.AssertEquals 1, @Count;
EXEC ClockTests.SaveChain N'tSQLt', @Before;
DECLARE @Saved datetime2(3) =
(
    SELECT w.CapturedAt
    FROM collect.Watermark AS w
    INNER JOIN config.Instance AS i ON i.InstanceId = w.InstanceId
    WHERE i.InstanceName = N'tSQLt'
);
EXEC tSQLt.AssertEquals @Before, @Saved;
DECLARE @Audit nvarchar(200) = (
    SELECT CONCAT(e.ChangedBy, N' ', e.Subject) FROM audit.Event AS e WHERE e.[Action] = N'ResetWatermark'
);
EXEC tSQLt.AssertEqualsString N'ann tSQLt, Requests', @Audit;
GO
CREATE PROCEDURE ClockTests.[test a watermark of an unknown collector is not reset]
AS
DECLARE @Now datetime2(3) = SYSUTCDATETIME();
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'Unknown collector ''Colours''.%', @ExpectedErrorNumber = 50031;
EXEC config.ResetWatermark N'tSQLt', N'Colours', N'ann', @Now;
GO
CREATE PROCEDURE ClockTests.[test a lease is taken from whoever holds it, and that is audited]
AS
DECLARE @Now datetime2(3) = SYSUTCDATETIME();
CREATE TABLE #Old (LeaseName nvarchar(128), [Owner] nvarchar(128), ExpiresAt datetime2(3));
EXEC ClockTests.AssertLease N'1 one', N'one';
INSERT #Old EXEC config.ResetLease N'tSQLt', N'ann', @Now;
EXEC ClockTests.AssertLease N'1 two', N'two';
DECLARE @Audit nvarchar(200) =
(
    SELECT CONCAT(e.ChangedBy, N' ', e.Subject, N' ', CAST(LEFT(e.OldValue, 11) AS nvarchar(20)))
    FROM audit.Event AS e
    WHERE e.[Action] = N'ResetLease'
);
EXEC tSQLt.AssertEqualsString N'ann tSQLt held by one', @Audit;
GO
-- As a repository is after an orchestrator and a watched server of the future.
CREATE PROCEDURE ClockTests.MakeFuture
AS
UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'ClockIsSimulated';
EXEC ClockTests.SaveChain N'tSQLt', '2099-01-01';
EXEC ClockTests.SaveChain N'other', '2099-01-01';
UPDATE config.MailRoute SET Recipients = N'a@example.com';
CREATE TABLE #Result (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
EXEC alert.Evaluate '2099-01-01T00:10:00';
UPDATE config.Setting SET SettingValue = N'0' WHERE SettingName = N'ClockIsSimulated';
GO
CREATE PROCEDURE ClockTests.[test a dry run counts what lies ahead and changes nothing]
AS
DECLARE @Now datetime2(3) = SYSUTCDATETIME();
CREATE TABLE #Actual (What nvarchar(257), RowTotal bigint, Remedy nvarchar(100));
EXEC ClockTests.MakeFuture;
INSERT #Actual EXEC config.ResetTimesAhead N'tSQLt', @ChangedBy = N'ann', @Now = @Now;
DECLARE @Watermarks bigint = (SELECT a.RowTotal FROM #Actual AS a WHERE a.What = N'collect.Watermark');
EXEC tSQLt.AssertEquals 1, @Watermarks;
DECLARE @Left int = (SELECT COUNT(*) FROM collect.Watermark AS w WHERE w.CapturedAt = '2099-01-01');
EXEC tSQLt.AssertEquals 2, @Left;
GO
CREATE PROCEDURE ClockTests.[test what lies ahead is put right for one instance, and audited]
AS
DECLARE @Now datetime2(3) = SYSUTCDATETIME();
CREATE TABLE #Actual (What nvarchar(257), RowTotal bigint, Remedy nvarchar(100));
EXEC ClockTests.MakeFuture;
INSERT #Actual EXEC config.ResetTimesAhead N'tSQLt', 0, N'ann', @Now;
EXEC ClockTests.SaveChain N'tSQLt', @Now;
CREATE TABLE #Left (InstanceName sysname, Watermarks int, Snapshots int, OpenIncidents int);
INSERT #Left
SELECT
    i.InstanceName,
    (SELECT COUNT(*) FROM collect.Watermark AS w WHERE w.InstanceId = i.InstanceId AND w.CapturedAt > '2098-01-01'),
    (SELECT COUNT(*) FROM fact.BlockingSnapshot AS s WHERE s.InstanceId = i.InstanceId AND s.CapturedAt > '2098-01-01'),
    (SELECT COUNT(*) FROM fact.BlockingIncident AS b WHERE b.InstanceId = i.InstanceId AND b.LastSeenAt > '2098-01-01')
FROM config.Instance AS i
WHERE i.InstanceName IN (N'tSQLt', N'other');
CREATE TABLE #Expected (InstanceName sysname, Watermarks int, Snapshots int, OpenIncidents int);
INSERT #Expected VALUES (N'tSQLt', 0, 0, 0), (N'other', 1, 1, 1);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Left';
DECLARE @Ended int =
(
    SELECT COUNT(*)
    FROM fact.BlockingIncident AS b
    INNER JOIN ClockTests.InstanceId(N'tSQLt') AS i ON i.InstanceId = b.InstanceId
    WHERE b.EndedAt IS NOT NULL
);
EXEC tSQLt.AssertEquals 1, @Ended, N'The incident of the future has ended; the one that was seen now is open.';
DECLARE @Audited int = (SELECT COUNT(*) FROM audit.Event AS e WHERE e.[Action] = N'ResetTimesAhead' AND e.ChangedBy = N'ann');
DECLARE @Kinds int = (SELECT COUNT(*) FROM #Actual);
EXEC tSQLt.AssertEquals @Kinds, @Audited;
GO
CREATE PROCEDURE ClockTests.[test of all instances nothing stays ahead]
AS
DECLARE @Now datetime2(3) = SYSUTCDATETIME();
CREATE TABLE #First (What nvarchar(257), RowTotal bigint, Remedy nvarchar(100));
CREATE TABLE #Again (What nvarchar(257), RowTotal bigint, Remedy nvarchar(100));
EXEC ClockTests.MakeFuture;
INSERT #First EXEC config.ResetTimesAhead NULL, 0, N'ann', @Now;
DECLARE @Alerts int = (SELECT COUNT(*) FROM #First AS f WHERE f.What = N'alert.Alert');
EXEC tSQLt.AssertEquals 1, @Alerts, N'Alerts of the future are among it.';
INSERT #Again EXEC config.ResetTimesAhead NULL, 0, N'ann', @Now;
EXEC tSQLt.AssertEmptyTable N'#Again';
GO
CREATE PROCEDURE ClockTests.[test what was sent is noted also by a wrong clock, with the repository's time]
AS
DECLARE @Sent datetime2(3);
DECLARE @Trusted datetime2(3) = (SELECT c.TrustedAt FROM config.ClockFault('2099-01-01', 0) AS c);
DECLARE @OffMs bigint = ABS(DATEDIFF_BIG(millisecond, @Trusted, SYSUTCDATETIME()));
DECLARE @IsNow bit = CASE WHEN @OffMs < 60000 THEN 1 ELSE 0 END;
EXEC tSQLt.AssertEquals 1, @IsNow;
GO
CREATE PROCEDURE ClockTests.[test the state of a collector whose capture is from the future says what to do]
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM ClockTests.InstanceId(N'tSQLt') AS i);
DECLARE @RunId uniqueidentifier = NEWID(), @Now datetime2(3) = SYSUTCDATETIME();
EXEC ops.SaveJobRun @RunId, N'collect:Requests', @InstanceId, @Now, @Now, 1, 1, 0, 0, N'failed', 50071, N'from the future', NULL;
DECLARE @Actual nvarchar(200) =
(
    SELECT CONCAT(s.State, N': ', s.Reason, N'. ', LEFT(s.Remedy, 35))
    FROM ops.CollectorState AS s
    WHERE s.InstanceId = @InstanceId
);
EXEC tSQLt.AssertEqualsString N'failing: from the future. Set the clock of the watched server', @Actual;
GO
CREATE PROCEDURE ClockTests.[test a run that ended in the future is refused, one of hours ago is not]
AS
DECLARE @RunId uniqueidentifier = NEWID(), @At datetime2(3) = DATEADD(hour, -3, SYSUTCDATETIME());
EXEC ops.SaveJobRun @RunId, N'alert:Evaluate', NULL, @At, @At, 1, 1, 0, 0, N'ok', NULL, NULL, NULL;
SET @RunId = NEWID();
SET @At = DATEADD(hour, 3, SYSUTCDATETIME());
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50070;
EXEC ops.SaveJobRun @RunId, N'alert:Evaluate', NULL, @At, @At, 1, 1, 0, 0, N'ok', NULL, NULL, NULL;
GO
