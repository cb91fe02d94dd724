-- Daily values and leaks: days of a time zone, late runs, what is told, what is only an early sign, when a
-- leak closes.
EXEC tSQLt.NewTestClass N'LeakTests';
GO
CREATE PROCEDURE LeakTests.SetUp
AS
CREATE TABLE #Instance (InstanceId int);
INSERT #Instance EXEC ops.RegisterInstance N'tSQLt', N'x', NULL, '2026-01-02T09:00:00';
GO
-- One run of a batch class that ended well.
CREATE PROCEDURE LeakTests.PutRun
    @EndedAt     datetime2(3),
    @DurationMs  bigint,
    @ClassNumber int = 7,
    @SeenAt      datetime2(3) = NULL
AS
INSERT fact.BatchExecution
(
    InstanceId,
    BatchId,
    ClassNumber,
    StatusNumber,
    StartedAt,
    EndedAt,
    DurationMs,
    IsRunning,
    IsEndEstimated,
    FirstSeenAt,
    LastSeenAt
)
SELECT
    i.InstanceId,
    @ClassNumber * 1000000 + DATEDIFF(minute, '20260101', @EndedAt),
    @ClassNumber,
    4,
    DATEADD(millisecond, -@DurationMs, @EndedAt),
    @EndedAt,
    @DurationMs,
    0,
    0,
    COALESCE(@SeenAt, @EndedAt),
    COALESCE(@SeenAt, @EndedAt)
FROM config.Instance AS i
WHERE i.InstanceName = N'tSQLt';
GO
-- Ten runs a day whose time grows by so many percent a day, up to and with the last day.
CREATE PROCEDURE LeakTests.PutDays
    @Days          int,
    @PercentPerDay float,
    @DurationMs    float,
    @ClassNumber   int = 7,
    @LastDay       datetime2(3) = '2026-06-30'
AS
DECLARE @Day int = 0;
DECLARE @Run int;
DECLARE @EndedAt datetime2(3);
DECLARE @Ms bigint;
WHILE @Day < @Days
BEGIN
    SET @Run = 0;
    WHILE @Run < 10
    BEGIN
        SET @EndedAt = DATEADD(minute, 60 * @Run + 5, DATEADD(day, @Day + 1 - @Days, @LastDay));
        SET @Ms = CAST(@DurationMs * POWER(1 + @PercentPerDay / 100, @Day) * (1 + (@Day * 7 % 5 - 2) * 0.01) AS bigint);
        EXEC LeakTests.PutRun @EndedAt, @Ms, @ClassNumber;
        SET @Run += 1;
    END;
    SET @Day += 1;
END;
GO
CREATE PROCEDURE LeakTests.Find
    @Now    datetime2(3),
    @Filled int = NULL OUTPUT,
    @Tested int = NULL OUTPUT,
    @Open   int = NULL OUTPUT
AS
CREATE TABLE #Found (FilledDays int, TestedSeries int, OpenLeaks int);
INSERT #Found EXEC ops.FindLeaks @Now;
SELECT @Filled = f.FilledDays, @Tested = f.TestedSeries, @Open = f.OpenLeaks
FROM #Found AS f;
GO
CREATE PROCEDURE LeakTests.[test a day is that of the instance's time zone, and its median that of its runs]
AS
EXEC config.SetTimeZone N'tSQLt', N'W. Europe Standard Time', N'test', '2026-06-10';
-- 21:59 UTC is 23:59 in summer, 22:00 the next day.
EXEC LeakTests.PutRun '2026-06-10T21:59:00', 1000;
EXEC LeakTests.PutRun '2026-06-10T22:00:00', 2000;
EXEC LeakTests.PutRun '2026-06-11T12:00:00', 4000;
EXEC LeakTests.PutRun '2026-06-11T13:00:00', 9000;
EXEC LeakTests.Find '2026-06-12T08:00:00';

DECLARE @Days nvarchar(max) =
    (
        SELECT CONCAT(N' ', FORMAT(v.LocalDate, N'MM-dd'), N'=', v.MedianValue, N',', v.MinValue, N',', v.MaxValue, N',',
            v.ValueCount)
        FROM baseline.DayValue AS v
        ORDER BY v.LocalDate
        FOR XML PATH(N'')
    );
EXEC tSQLt.AssertEqualsString N' 06-10=1000,1000,1000,1 06-11=4000,2000,9000,3', @Days;
GO
CREATE PROCEDURE LeakTests.[test a run that is known late makes its day anew, and nothing new makes nothing]
AS
DECLARE @Filled int;
EXEC LeakTests.PutRun '2026-06-10T12:00:00', 1000;
EXEC LeakTests.Find '2026-06-12T08:00:00', @Filled OUTPUT;
EXEC tSQLt.AssertEquals 90, @Filled;
EXEC LeakTests.Find '2026-06-12T08:10:00', @Filled OUTPUT;
EXEC tSQLt.AssertEquals 0, @Filled;

EXEC LeakTests.PutRun '2026-06-10T13:00:00', 3000, 7, '2026-06-12T08:15:00';
EXEC LeakTests.Find '2026-06-12T08:20:00', @Filled OUTPUT;
EXEC tSQLt.AssertEquals 1, @Filled;
DECLARE @Median float = (SELECT v.MedianValue FROM baseline.DayValue AS v);
EXEC tSQLt.AssertEquals 2000, @Median;
GO
CREATE PROCEDURE LeakTests.[test a class that takes longer every day is told with its pace and onset, a steady one is not]
AS
DECLARE @Tested int;
DECLARE @Open int;
EXEC LeakTests.PutDays 40, 5, 600000, 7;
EXEC LeakTests.PutDays 40, 0, 600000, 8;
EXEC LeakTests.Find '2026-07-01T01:00:00', NULL, @Tested OUTPUT, @Open OUTPUT;
EXEC tSQLt.AssertEquals 2, @Tested;
EXEC tSQLt.AssertEquals 1, @Open;

DECLARE @Leak nvarchar(200) =
    (
        SELECT CONCAT(CAST(ROUND(100 * l.RelativePerDay, 0) AS int), N' ', l.ShapeName, N' ', l.IsEarlySign, N' ', l.HistoryDays)
        FROM baseline.Leak AS l
    );
EXEC tSQLt.AssertEqualsString N'5 trend 0 40', @Leak;

DECLARE @Headline nvarchar(300) = (SELECT c.CulpritText FROM baseline.Leak AS l CROSS APPLY alert.LeakCulprit(l.LeakId) AS c);
EXEC tSQLt.AssertEqualsString N'Leak: 7 +5.0 %/day', @Headline;
DECLARE @Told int = (SELECT COUNT(*) FROM alert.LeakEvent('2026-07-01T01:00:00') AS e WHERE e.MeasureName = N'IsLeak');
EXEC tSQLt.AssertEquals 1, @Told;
GO
CREATE PROCEDURE LeakTests.[test a rise that costs minutes a day is none]
AS
DECLARE @Open int;
EXEC LeakTests.PutDays 40, 5, 1000, 7;
EXEC LeakTests.Find '2026-07-01T01:00:00', NULL, NULL, @Open OUTPUT;
EXEC tSQLt.AssertEquals 0, @Open;
GO
CREATE PROCEDURE LeakTests.[test less than 14 days are not tested]
AS
DECLARE @Tested int;
EXEC LeakTests.PutDays 13, 5, 600000, 7;
EXEC LeakTests.Find '2026-07-01T01:00:00', NULL, @Tested OUTPUT;
EXEC tSQLt.AssertEquals 0, @Tested;
GO
CREATE PROCEDURE LeakTests.[test a leak closes at the seventh quiet night, however often a night is looked at]
AS
DECLARE @Night int = 0;
DECLARE @Now datetime2(3);
DECLARE @Tested int;
DECLARE @Open int;
EXEC LeakTests.PutDays 40, 5, 600000, 7;
EXEC LeakTests.Find '2026-07-01T01:00:00', NULL, NULL, @Open OUTPUT;
EXEC tSQLt.AssertEquals 1, @Open;

DELETE baseline.DayValue;
WHILE @Night < 7
BEGIN
    EXEC tSQLt.AssertEquals 1, @Open;
    SET @Now = DATEADD(day, @Night, '2026-07-02T01:00:00');
    EXEC baseline.FindLeaks @Now, @Tested OUTPUT, @Open OUTPUT;
    EXEC baseline.FindLeaks @Now, @Tested OUTPUT, @Open OUTPUT;
    SET @Night += 1;
END;

EXEC tSQLt.AssertEquals 0, @Open;
DECLARE @Closed nvarchar(10) = (SELECT CONVERT(nchar(10), l.ClosedDate, 23) FROM baseline.Leak AS l);
EXEC tSQLt.AssertEqualsString N'2026-07-07', @Closed;
GO
CREATE PROCEDURE LeakTests.[test a leak tells what changed about when it began, the nearest first]
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
DECLARE @OnsetDate datetime2(3);
EXEC LeakTests.PutDays 40, 5, 600000, 7;
EXEC LeakTests.Find '2026-07-01T01:00:00';
SET @OnsetDate = (SELECT l.OnsetDate FROM baseline.Leak AS l);
INSERT fact.ServerSetting (InstanceId, ScopeKind, ScopeName, SettingName, BeganAt, EndedAt, SettingValue, IsInitial)
VALUES
    (@InstanceId, N'option', N'', N'max degree of parallelism', DATEADD(day, -90, @OnsetDate), @OnsetDate, N'1', 1),
    (@InstanceId, N'option', N'', N'max degree of parallelism', @OnsetDate, NULL, N'8', 0),
    (@InstanceId, N'option', N'', N'cost threshold', DATEADD(day, 4, @OnsetDate), NULL, N'5', 0),
    (@InstanceId, N'server', N'', N'version', DATEADD(day, -30, @OnsetDate), NULL, N'13.0.7000', 0),
    (@InstanceId, N'server', N'', N'started at', @OnsetDate, NULL, N'x', 0);
INSERT fact.TableSize (InstanceId, TableName, CapturedAt, RowsCount, ReservedBytes, UsedBytes)
VALUES
    (@InstanceId, N'dbo.PARM', DATEADD(hour, -40, @OnsetDate), 100000, 1, 1),
    (@InstanceId, N'dbo.PARM', DATEADD(hour, -20, @OnsetDate), 900000, 1, 1);
EXEC baseline.FindChanges;

DECLARE @Changes nvarchar(1000) =
    (
        SELECT CONCAT(
            N' | ', c.KindName, N' ', c.ScopeName, N' ', ROUND(c.DaysBefore, 1), N' ', ROUND(c.Score, 2), N' ', c.WhatText)
        FROM baseline.LeakChange AS c
        ORDER BY c.Place
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(1000)');
EXEC tSQLt.AssertEqualsString
    N' | setting same instance 0 0.4 option max degree of parallelism: 1 → 8 | rows same database 1 0.28 rows of dbo.PARM: 100000 → 900000 | setting same instance -4 0.13 option cost threshold: (none) → 5',
    @Changes;
DECLARE @Cause nvarchar(1000) = (SELECT c.CauseText FROM baseline.Leak AS l CROSS APPLY alert.LeakCulprit(l.LeakId) AS c);
DECLARE @Told int = CHARINDEX(N'Changed about then: option max degree of parallelism: 1 → 8 (', @Cause);
EXEC tSQLt.AssertNotEquals 0, @Told;
GO
