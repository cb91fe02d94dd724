-- Budgets and back-off: how runs make a collector slow down, stop and come back, and how
-- an administrator overrides it.
EXEC tSQLt.NewTestClass N'CollectorStateTests';
GO
-- One instance with one enabled collector, Requests: every 10 s, budget 25 % of that and at most 2000 ms.
CREATE PROCEDURE CollectorStateTests.SetUp
AS
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
UPDATE config.Collector
SET IsEnabled = CASE WHEN CollectorName = N'Requests' THEN 1 ELSE 0 END, IntervalMs = 10000, BudgetMs = 2000, BudgetPercent = 25;
GO
CREATE PROCEDURE CollectorStateTests.Run
    @Minute   int,
    @SourceMs int,
    @Outcome  nvarchar(16) = N'ok',
    @Message  nvarchar(2048) = NULL
AS
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @At datetime2(3) = DATEADD(minute, @Minute, CAST('2026-01-02T10:00:00' AS datetime2(3)));
EXEC ops.SaveJobRun @RunId, N'collect:Requests', @InstanceId, @At, @At, @SourceMs, 5, 1, 1, @Outcome, NULL, @Message;
GO
-- State, effective interval in seconds, whether it is due, next run.
CREATE PROCEDURE CollectorStateTests.AssertPlan
    @Expected nvarchar(400)
AS
CREATE TABLE #Plan (
    InstanceId int, InstanceName sysname, ConnectionName nvarchar(128), AxDatabaseName sysname NULL, CollectorName nvarchar(64),
    Kind nvarchar(8), IntervalMs int, TimeoutMs int, RowLimit int, ShrinkFactor int,
    TargetProcedure nvarchar(256), TableType nvarchar(256), QueryText nvarchar(max),
    IsDue bit, NextRunAt datetime2(3), State nvarchar(16), Reason nvarchar(2048));
INSERT #Plan EXEC ops.GetSchedule;
DECLARE @Actual nvarchar(400) = (
    SELECT CONCAT(State, N' ', IntervalMs / 1000, N' s, due ', IsDue, N', next ' + CONVERT(nvarchar(19), NextRunAt, 126))
    FROM #Plan
    WHERE InstanceName = N'tSQLt'
);
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE CollectorStateTests.[test a collector that has not run yet is due at once]
AS
EXEC CollectorStateTests.AssertPlan N'starting 10 s, due 1';
GO
CREATE PROCEDURE CollectorStateTests.[test three runs over the budget double the interval, two do not]
AS
EXEC CollectorStateTests.Run 1, 2001;
EXEC CollectorStateTests.Run 2, 2001;
EXEC CollectorStateTests.AssertPlan N'collecting 10 s, due 1, next 2026-01-02T10:02:10';
EXEC CollectorStateTests.Run 3, 2001;
EXEC CollectorStateTests.AssertPlan N'slowed 20 s, due 1, next 2026-01-02T10:03:20';
DECLARE @Reason nvarchar(2048) = (
    SELECT Reason
    FROM ops.CollectorState AS s
    INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
    WHERE i.InstanceName = N'tSQLt'
);
EXEC tSQLt.AssertEqualsString
    N'Slowed to every 20 s: runs took longer than its budget of 2000 ms at the watched server (last 2001 ms).', @Reason;
GO
CREATE PROCEDURE CollectorStateTests.[test a run within the budget in between starts the count anew]
AS
EXEC CollectorStateTests.Run 1, 2001;
EXEC CollectorStateTests.Run 2, 2001;
EXEC CollectorStateTests.Run 3, 2000;
EXEC CollectorStateTests.Run 4, 2001;
EXEC CollectorStateTests.Run 5, 2001;
EXEC CollectorStateTests.AssertPlan N'collecting 10 s, due 1, next 2026-01-02T10:05:10';
GO
CREATE PROCEDURE CollectorStateTests.[test the share of the interval is a budget too]
AS
UPDATE config.Collector SET BudgetPercent = 10;
EXEC CollectorStateTests.Run 1, 1001;
EXEC CollectorStateTests.Run 2, 1001;
EXEC CollectorStateTests.Run 3, 1001;
EXEC CollectorStateTests.AssertPlan N'slowed 20 s, due 1, next 2026-01-02T10:03:20';
GO
CREATE PROCEDURE CollectorStateTests.[test over its budget even at its slowest it is switched off, and tried again after the cool-down]
AS
DECLARE @i int = 1;
WHILE @i <= 12
BEGIN
    EXEC CollectorStateTests.Run @i, 3000;
    IF @i = 11
        EXEC CollectorStateTests.AssertPlan N'slowed 80 s, due 1, next 2026-01-02T10:12:20';
    SET @i += 1;
END;
EXEC CollectorStateTests.AssertPlan N'off 3600 s, due 1, next 2026-01-02T11:12:00';
-- The first try is over the budget as well.
EXEC CollectorStateTests.Run 72, 3000;
EXEC CollectorStateTests.AssertPlan N'off 3600 s, due 1, next 2026-01-02T12:12:00';
-- The second is not: back at the slowest, then step by step.
EXEC CollectorStateTests.Run 132, 100;
EXEC CollectorStateTests.AssertPlan N'slowed 80 s, due 1, next 2026-01-02T12:13:20';
EXEC CollectorStateTests.Run 133, 100;
EXEC CollectorStateTests.Run 134, 100;
EXEC CollectorStateTests.Run 135, 100;
EXEC CollectorStateTests.AssertPlan N'slowed 40 s, due 1, next 2026-01-02T12:15:40';
SET @i = 136;
WHILE @i <= 141
BEGIN
    EXEC CollectorStateTests.Run @i, 100;
    SET @i += 1;
END;
EXEC CollectorStateTests.AssertPlan N'collecting 10 s, due 1, next 2026-01-02T12:21:10';
GO
CREATE PROCEDURE CollectorStateTests.[test a time-out at the watched server is over the budget, a server that is away is not]
AS
EXEC CollectorStateTests.Run 1, NULL, N'failed', N'no route';
EXEC CollectorStateTests.Run 2, NULL, N'timeout', N'no answer';
EXEC CollectorStateTests.Run 3, NULL, N'timeout', N'no answer';
EXEC CollectorStateTests.AssertPlan N'failing 10 s, due 1, next 2026-01-02T10:03:10';
EXEC CollectorStateTests.Run 4, 5000, N'timeout', N'too slow';
EXEC CollectorStateTests.Run 5, 5000, N'timeout', N'too slow';
EXEC CollectorStateTests.Run 6, 5000, N'timeout', N'too slow';
EXEC CollectorStateTests.AssertPlan N'failing 20 s, due 1, next 2026-01-02T10:06:20';
EXEC CollectorStateTests.Run 7, 10;
EXEC CollectorStateTests.AssertPlan N'slowed 20 s, due 1, next 2026-01-02T10:07:20';
GO
CREATE PROCEDURE CollectorStateTests.[test a failed collector with a long interval is tried again soon, then less often]
AS
UPDATE config.Collector SET IntervalMs = 86400000;
EXEC CollectorStateTests.Run 1, NULL, N'failed', N'no route';
EXEC CollectorStateTests.AssertPlan N'failing 60 s, due 1, next 2026-01-02T10:02:00';
EXEC CollectorStateTests.Run 2, NULL, N'failed', N'no route';
EXEC CollectorStateTests.AssertPlan N'failing 120 s, due 1, next 2026-01-02T10:04:00';
EXEC CollectorStateTests.Run 4, NULL, N'failed', N'no route';
EXEC CollectorStateTests.Run 8, NULL, N'failed', N'no route';
EXEC CollectorStateTests.AssertPlan N'failing 240 s, due 1, next 2026-01-02T10:12:00';
EXEC CollectorStateTests.Run 12, 10;
EXEC CollectorStateTests.AssertPlan N'collecting 86400 s, due 1, next 2026-01-03T10:12:00';
GO
CREATE PROCEDURE CollectorStateTests.[test a run that is logged twice or was skipped changes no state]
AS
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC ops.SaveJobRun @RunId, N'collect:Requests', @InstanceId, '2026-01-02T10:00:00', '2026-01-02T10:00:00', 3000, 5, 1, 1, N'ok';
EXEC ops.SaveJobRun @RunId, N'collect:Requests', @InstanceId, '2026-01-02T10:00:00', '2026-01-02T10:00:00', 3000, 5, 1, 1, N'ok';
EXEC ops.SaveJobRun @RunId, N'collect:Requests', @InstanceId, '2026-01-02T10:00:00', '2026-01-02T10:00:00', 3000, 5, 1, 1, N'ok';
EXEC CollectorStateTests.Run 1, NULL, N'skipped';
EXEC CollectorStateTests.AssertPlan N'collecting 10 s, due 1, next 2026-01-02T10:00:10';
GO
CREATE PROCEDURE CollectorStateTests.[test a row limit that was reached is recorded and no error]
AS
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC ops.SaveJobRun @RunId, N'collect:Requests', @InstanceId, '2026-01-02T10:00:00', '2026-01-02T10:00:01', 10, 5, 1000, 1000,
    N'ok', NULL, NULL, '2026-01-02T10:00:00', 1;
DECLARE @Actual nvarchar(100) = (
    SELECT CONCAT(s.State, N' ', CONVERT(nvarchar(19), s.TruncatedAt, 126), N' ', r.IsTruncated)
    FROM ops.CollectorState AS s
    INNER JOIN ops.JobRun AS r ON r.RunId = @RunId
    WHERE s.InstanceId = @InstanceId
);
EXEC tSQLt.AssertEqualsString N'collecting 2026-01-02T10:00:01 1', @Actual;
GO
CREATE PROCEDURE CollectorStateTests.[test a capture older than the one before says that the clock was set back, a repeated one does not]
AS
DECLARE @Saved uniqueidentifier = NEWID(), @RunId uniqueidentifier = NEWID(), @Same uniqueidentifier = NEWID();
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT collect.Watermark (InstanceId, CollectorName, CapturedAt, RunId)
VALUES (@InstanceId, N'Requests', '2026-01-02T10:00:00', @Saved);
EXEC ops.SaveJobRun @Same, N'collect:Requests', @InstanceId, '2026-01-02T10:00:10', '2026-01-02T10:00:10', 10, 5, 1, 0,
    N'duplicate', NULL, NULL, '2026-01-02T10:00:00', 0;
DECLARE @Note nvarchar(400) = (SELECT Note FROM ops.JobRun WHERE RunId = @Same);
EXEC tSQLt.AssertEqualsString NULL, @Note;
EXEC ops.SaveJobRun @RunId, N'collect:Requests', @InstanceId, '2026-01-02T10:00:20', '2026-01-02T10:00:20', 10, 5, 1, 0,
    N'duplicate', NULL, NULL, '2026-01-02T09:00:20', 0;
SET @Note = (SELECT LEFT(Note, 97) FROM ops.JobRun WHERE RunId = @RunId);
EXEC tSQLt.AssertEqualsString
    N'The watched server''s clock says 2026-01-02T09:00:20Z, but a capture of 2026-01-02T10:00:00Z was s', @Note;
DECLARE @State nvarchar(100) = (
    SELECT CONCAT(State, N', last success ', CONVERT(nvarchar(19), LastSuccessAt, 126))
    FROM ops.CollectorState
    WHERE InstanceId = @InstanceId
);
EXEC tSQLt.AssertEqualsString N'failing, last success 2026-01-02T10:00:10', @State;
GO
CREATE PROCEDURE CollectorStateTests.[test an override is effective, audited, starts the collector anew, and goes back to the default]
AS
DECLARE @i int = 1;
WHILE @i <= 12
BEGIN
    EXEC CollectorStateTests.Run @i, 3000;
    SET @i += 1;
END;
EXEC config.SetCollectorOverride @InstanceName = N'tSQLt', @CollectorName = N'Requests', @IntervalMs = 30000, @BudgetMs = 4000,
    @ChangedBy = N'ann', @Now = '2026-01-02T10:20:00';
EXEC CollectorStateTests.AssertPlan N'collecting 30 s, due 1';
EXEC CollectorStateTests.Run 21, 3000;
EXEC CollectorStateTests.Run 22, 3000;
EXEC CollectorStateTests.Run 23, 3000;
EXEC CollectorStateTests.AssertPlan N'collecting 30 s, due 1, next 2026-01-02T10:23:30';
EXEC config.SetCollectorOverride @InstanceName = N'tSQLt', @CollectorName = N'Requests', @ChangedBy = N'ann',
    @Now = '2026-01-02T10:30:00';
EXEC CollectorStateTests.AssertPlan N'collecting 10 s, due 1';
CREATE TABLE #Expected (
    ChangedBy nvarchar(128), [Action] nvarchar(64), Subject nvarchar(256), OldValue nvarchar(400), NewValue nvarchar(400));
INSERT #Expected VALUES
    (N'ann', N'SetCollectorOverride', N'tSQLt, Requests', N'', N'interval 30000 ms; budget 4000 ms; '),
    (N'ann', N'SetCollectorOverride', N'tSQLt, Requests', N'interval 30000 ms; budget 4000 ms; ', N'');
SELECT ChangedBy, [Action], Subject, OldValue = CAST(OldValue AS nvarchar(400)), NewValue = CAST(NewValue AS nvarchar(400))
INTO #Actual
FROM audit.Event
WHERE ChangedBy = N'ann';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE CollectorStateTests.[test a collector switched off for an instance is not scheduled there]
AS
EXEC config.SetCollectorOverride @InstanceName = N'tSQLt', @CollectorName = N'Requests', @IsEnabled = 0, @ChangedBy = N'ann',
    @Now = '2026-01-02T10:20:00';
EXEC CollectorStateTests.AssertPlan NULL;
GO
CREATE PROCEDURE CollectorStateTests.[test an unknown instance is refused by name]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'Unknown instance ''nowhere''.%', @ExpectedErrorNumber = 50031;
EXEC config.SetCollectorOverride @InstanceName = N'nowhere', @CollectorName = N'Requests', @ChangedBy = N'ann',
    @Now = '2026-01-02T10:20:00';
GO
CREATE PROCEDURE CollectorStateTests.[test an unknown collector is refused by name]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'Unknown collector ''Weather''.%', @ExpectedErrorNumber = 50031;
EXEC config.SetCollectorOverride @InstanceName = N'tSQLt', @CollectorName = N'Weather', @ChangedBy = N'ann',
    @Now = '2026-01-02T10:20:00';
GO
CREATE PROCEDURE CollectorStateTests.[test a value out of range is refused with its range]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'@IntervalMs = 999 is too short: 1000 or more.',
    @ExpectedErrorNumber = 50032;
EXEC config.SetCollectorOverride @InstanceName = N'tSQLt', @CollectorName = N'Requests', @IntervalMs = 999, @ChangedBy = N'ann',
    @Now = '2026-01-02T10:20:00';
GO
CREATE PROCEDURE CollectorStateTests.[test a text of its own leaves the rest as it is, and the audit tells old and new text whole]
AS
DECLARE @Long nvarchar(max) = REPLICATE(CAST(N'-- as long as a collector may be' AS nvarchar(max)), 500) + N' SELECT 1;';
EXEC config.SetCollectorOverride @InstanceName = N'tSQLt', @CollectorName = N'Requests', @IntervalMs = 30000, @IsEnabled = 1,
    @ChangedBy = N'ann', @Now = '2026-01-02T10:20:00';
EXEC config.SetCollectorText @InstanceName = N'tSQLt', @CollectorName = N'Requests', @QueryText = @Long, @ChangedBy = N'bob',
    @Now = '2026-01-02T10:21:00';
EXEC config.SetCollectorText @InstanceName = N'tSQLt', @CollectorName = N'Requests', @QueryText = NULL, @ChangedBy = N'cid',
    @Now = '2026-01-02T10:22:00';

SELECT ChangedBy, OldValue, NewValue
INTO #Expected
FROM
(
    VALUES
        (N'ann', CAST(N'' AS nvarchar(max)), CAST(N'interval 30000 ms; enabled; ' AS nvarchar(max))),
        (N'bob', N'interval 30000 ms; enabled; ', N'interval 30000 ms; enabled; text ' + @Long),
        (N'cid', N'interval 30000 ms; enabled; text ' + @Long, N'interval 30000 ms; enabled; ')
) AS v (ChangedBy, OldValue, NewValue);
SELECT ChangedBy, OldValue, NewValue INTO #Actual FROM audit.Event WHERE [Action] = N'SetCollectorOverride';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE CollectorStateTests.[test an empty text is refused]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'@QueryText is empty:%', @ExpectedErrorNumber = 50032;
EXEC config.SetCollectorOverride @InstanceName = N'tSQLt', @CollectorName = N'Requests', @QueryText = N'', @ChangedBy = N'ann',
    @Now = '2026-01-02T10:20:00';
GO
CREATE PROCEDURE CollectorStateTests.[test a collector whose need is not met is not due until it is, and says why]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT collect.Preflight (InstanceId, CollectorName, CheckName, IsOptional, IsMet, Finding, Remedy, CheckedAt)
VALUES (
    @InstanceId, N'Requests', N'VIEW SERVER STATE', 0, 0, N'The login lacks it.', N'GRANT VIEW SERVER STATE TO [x];',
    '2026-01-02T10:00:00'),
       (@InstanceId, N'Requests', N'AX VIEW DEFINITION', 1, 0, N'The login lacks it.', N'GRANT VIEW DEFINITION TO [x];',
        '2026-01-02T10:00:00');
EXEC CollectorStateTests.AssertPlan N'waiting 10 s, due 0';
UPDATE collect.Preflight SET IsMet = 1 WHERE IsOptional = 0;
EXEC CollectorStateTests.AssertPlan N'starting 10 s, due 1';
GO
CREATE PROCEDURE CollectorStateTests.[test each time-out halves what is read, and runs within the budget double it again]
AS
CREATE TABLE #Reading (Minute int, RowLimit int, ShrinkFactor int);
DECLARE @Minute int = 1;
-- Eight time-outs, then sixty runs as they should be.
WHILE @Minute <= 68
BEGIN
    DECLARE @Outcome nvarchar(16) = CASE WHEN @Minute <= 8 THEN N'timeout' ELSE N'ok' END;
    DECLARE @SourceMs int = CASE WHEN @Minute <= 8 THEN 5000 ELSE 20 END;
    EXEC CollectorStateTests.Run @Minute, @SourceMs, @Outcome, N'It took longer than 5 s.';
    INSERT #Reading (Minute, RowLimit, ShrinkFactor)
    SELECT @Minute, RowLimit, ShrinkFactor FROM ops.CollectorPlan() WHERE InstanceName = N'tSQLt' AND CollectorName = N'Requests';
    SET @Minute += 1;
END;
DECLARE @Actual nvarchar(400) = STUFF((
    SELECT CONCAT(N', ', Minute, N': ', RowLimit, N' ', ShrinkFactor)
    FROM #Reading
    WHERE Minute IN (1, 2, 6, 7, 8, 68)
    ORDER BY Minute
    FOR XML PATH(N'')), 1, 2, N'');
EXEC tSQLt.AssertEqualsString N'1: 2500 2, 2: 1250 4, 6: 100 64, 7: 100 64, 8: 100 64, 68: 5000 1', @Actual;
GO
CREATE PROCEDURE CollectorStateTests.[test a server that was never reached shrinks nothing]
AS
EXEC CollectorStateTests.Run 1, NULL, N'timeout', N'It does not answer.';
DECLARE @Factor int = (
    SELECT ShrinkFactor FROM ops.CollectorPlan() WHERE InstanceName = N'tSQLt' AND CollectorName = N'Requests');
EXEC tSQLt.AssertEquals 1, @Factor;
GO
