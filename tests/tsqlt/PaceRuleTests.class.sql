-- Rules that tell what a pace leads to: logs that are full within the hour, and sessions that become more
-- from night to night.
EXEC tSQLt.NewTestClass N'PaceRuleTests';
GO
CREATE PROCEDURE PaceRuleTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = 0, PendingMs = 0, EveryMs = 0;
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, TimeZoneName, CreatedAt)
VALUES (N'tSQLt', N'none', N'Central European Standard Time', '2026-01-01');
GO
CREATE PROCEDURE PaceRuleTests.Evaluate
    @RuleName nvarchar(128),
    @Now      datetime2(3)
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
UPDATE config.AlertRule SET IsEnabled = 1 WHERE RuleName = @RuleName;
INSERT @Result EXEC alert.Evaluate @Now;
GO
CREATE PROCEDURE PaceRuleTests.AssertOpen
    @Expected nvarchar(4000)
AS
DECLARE @Actual nvarchar(4000) = COALESCE(STUFF(
    (
        SELECT CONCAT(N' | ', a.Severity, N' ', a.AlertKey, N': ', a.Headline)
        FROM alert.Alert AS a
        WHERE a.OpenedAt IS NOT NULL
          AND a.ResolvedAt IS NULL
        ORDER BY a.AlertKey
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(4000)'), 1, 3, N''), N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
-- Used percent of a log each minute up to a time: from a value, so much more a minute.
CREATE PROCEDURE PaceRuleTests.PutLog
    @DatabaseName nvarchar(128),
    @ToAt         datetime2(3),
    @From         float,
    @PerMinute    float,
    @Minutes      int = 15
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
DECLARE @Minute int = 0, @At datetime2(3);
DECLARE @Points stage.MetricPoint;
WHILE @Minute < @Minutes
BEGIN
    DELETE @Points;
    INSERT @Points (MetricName, KeyText, Value)
    VALUES (N'counters.log_used_percent', @DatabaseName, @From + @PerMinute * @Minute);
    SET @At = DATEADD(minute, @Minute - @Minutes + 1, @ToAt);
    EXEC collect.SaveMetrics @InstanceId, @At, @Points;
    SET @Minute += 1;
END;
GO
CREATE PROCEDURE PaceRuleTests.[test a log that is full within the hour is told before it is]
AS
EXEC PaceRuleTests.PutLog N'AXPRD', '2026-06-08T10:40:00', 45, 1.5;
INSERT fact.DatabaseSize (InstanceId, DatabaseName, CapturedAt, LogBytes, LogUsedBytes, LogReuseWait, HasBackupHistory)
SELECT i.InstanceId, N'AXPRD', '2026-06-08T10:39:00', 1000, 650, N'LOG_BACKUP', 1
FROM config.Instance AS i
WHERE i.InstanceName = N'tSQLt';
EXEC PaceRuleTests.Evaluate N'Log full soon', '2026-06-08T10:40:30';
EXEC PaceRuleTests.AssertOpen N'critical AXPRD: AXPRD log 65 %: no log backup';
GO
CREATE PROCEDURE PaceRuleTests.[test a log that is cut meanwhile, still half empty, slow, or of tempdb is not told]
AS
DECLARE @Database nvarchar(128) = N'Cut';
EXEC PaceRuleTests.PutLog @Database, '2026-06-08T10:40:00', 45, 1.5;
UPDATE f
SET Value = 30
FROM fact.Metric AS f
INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId AND k.KeyText = @Database
WHERE f.CapturedAt = '2026-06-08T10:30:00';
EXEC PaceRuleTests.PutLog N'Half empty', '2026-06-08T10:40:00', 20, 2;
EXEC PaceRuleTests.PutLog N'Slow', '2026-06-08T10:40:00', 65, 0.4;
EXEC PaceRuleTests.PutLog N'Short', '2026-06-08T10:40:00', 60, 3, 9;
EXEC PaceRuleTests.PutLog N'tempdb', '2026-06-08T10:40:00', 45, 1.5;
EXEC PaceRuleTests.Evaluate N'Log full soon', '2026-06-08T10:40:30';
EXEC PaceRuleTests.AssertOpen N'';
GO
CREATE PROCEDURE PaceRuleTests.[test a log that grows three times in an hour is told, and tempdb's is not]
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
INSERT @Points (MetricName, KeyText, Value)
VALUES (N'counters.log_growths', N'AXPRD', 2), (N'counters.log_growths', N'AXTST', 2), (N'counters.log_growths', N'tempdb', 9);
EXEC collect.SaveMetrics @InstanceId, '2026-06-08T10:10:00', @Points;
DELETE @Points;
INSERT @Points (MetricName, KeyText, Value) VALUES (N'counters.log_growths', N'AXPRD', 1);
EXEC collect.SaveMetrics @InstanceId, '2026-06-08T10:40:00', @Points;
EXEC PaceRuleTests.Evaluate N'Log growing', '2026-06-08T10:40:30';
EXEC PaceRuleTests.AssertOpen N'warning AXPRD: Log of AXPRD grew: 3 in an hour';
GO
-- Sessions of a client type on an AX server, two hours of a night with a capture every five minutes: so many
-- at the quietest, ten more at the others.
CREATE PROCEDURE PaceRuleTests.PutNight
    @Date       datetime2(3),
    @AosName    nvarchar(128),
    @ClientType int,
    @Least      int
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
DECLARE @Captures TABLE (CapturedAt datetime2(3) NOT NULL PRIMARY KEY, Nr int NOT NULL);
INSERT @Captures (CapturedAt, Nr)
SELECT DATEADD(minute, 5 * (a.N + 6 * b.N), @Date), a.N + 6 * b.N
FROM (VALUES (0), (1), (2), (3), (4), (5)) AS a (N)
CROSS JOIN (VALUES (0), (1), (2), (3)) AS b (N);
INSERT fact.AxSessionCapture (InstanceId, CapturedAt, SessionCount, HasSessions, HasServers, IsTruncated)
SELECT @InstanceId, c.CapturedAt, 1, 1, 1, 0
FROM @Captures AS c
WHERE NOT EXISTS (SELECT 1 FROM fact.AxSessionCapture AS x WHERE x.InstanceId = @InstanceId AND x.CapturedAt = c.CapturedAt);
INSERT fact.AxSessionCount (InstanceId, CapturedAt, AosName, ClientType, SessionType, StatusNumber, SessionCount)
SELECT @InstanceId, c.CapturedAt, @AosName, @ClientType, v.SessionType, 1, v.SessionCount
FROM @Captures AS c
CROSS APPLY (VALUES (0, @Least - 1 + CASE WHEN c.Nr = 7 THEN 0 ELSE 10 END), (1, 1)) AS v (SessionType, SessionCount)
WHERE v.SessionCount > 0;
GO
CREATE PROCEDURE PaceRuleTests.[test sessions that stay over night and become more are told by kind, server and pace]
AS
DECLARE @Day int = 0, @Date datetime2(3), @Rising int, @Noisy int;
WHILE @Day < 13
BEGIN
    -- 00:30 of UTC is 02:30 in Berlin.
    SET @Date = DATEADD(day, @Day, CAST('2026-06-01T00:30:00' AS datetime2(3)));
    SET @Rising = 20 + 12 * @Day - CASE WHEN @Day % 7 IN (5, 6) THEN 5 ELSE 0 END;
    SET @Noisy = 40 + 20 * (@Day % 2);
    EXEC PaceRuleTests.PutNight @Date, N'01@AX-AOS02', 1, @Rising;
    EXEC PaceRuleTests.PutNight @Date, N'01@AX-AOS01', 0, @Noisy;
    SET @Day += 1;
END;
EXEC PaceRuleTests.Evaluate N'Session leak', '2026-06-13T08:00:00';
EXEC PaceRuleTests.AssertOpen N'warning 01@AX-AOS02/1: Business Connector sessions +11.8 a day, AX-AOS02';
GO
CREATE PROCEDURE PaceRuleTests.[test few more sessions, too few nights, and sessions that go at times are no leak]
AS
DECLARE @Day int = 0, @Date datetime2(3), @Count int;
WHILE @Day < 12
BEGIN
    SET @Date = DATEADD(day, @Day, CAST('2026-06-01T00:30:00' AS datetime2(3)));
    -- Twelve nights, seven sessions more.
    SET @Count = 10 + @Day * 7 / 11;
    EXEC PaceRuleTests.PutNight @Date, N'01@AX-AOS01', 0, @Count;
    -- Nine nights.
    SET @Count = 20 + 12 * @Day;
    IF @Day >= 3
        EXEC PaceRuleTests.PutNight @Date, N'01@AX-AOS02', 1, @Count;
    -- All of them are gone in one capture of each night.
    EXEC PaceRuleTests.PutNight @Date, N'01@AX-AOS03', 1, @Count;
    SET @Day += 1;
END;
DELETE fact.AxSessionCount WHERE AosName = N'01@AX-AOS03' AND DATEPART(minute, CapturedAt) = 35;
EXEC PaceRuleTests.Evaluate N'Session leak', '2026-06-12T08:00:00';
EXEC PaceRuleTests.AssertOpen N'';
GO
