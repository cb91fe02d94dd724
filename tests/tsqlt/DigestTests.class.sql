-- Digest mails: when they are due, that each comes once, and what they tell.
EXEC tSQLt.NewTestClass N'DigestTests';
GO
CREATE PROCEDURE DigestTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = 0;
UPDATE config.Instance SET IsEnabled = 0;
UPDATE config.Collector SET IsEnabled = 0;
DELETE config.Digest;
DELETE config.MailRoute;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt, Environment)
VALUES (N'tSQLt', N'none', '2026-01-01', N'TST'), (N'Other', N'none', '2026-01-01', N'PRD');
GO
CREATE PROCEDURE DigestTests.Evaluate
    @At datetime2(3)
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT @Result EXEC alert.Evaluate @At;
GO
CREATE PROCEDURE DigestTests.AssertDigests
    @Expected nvarchar(4000)
AS
DECLARE @Actual nvarchar(4000) = STUFF(
    (
        SELECT CONCAT(N' | ', CONVERT(nvarchar(16), n.CreatedAt, 126), N' ', n.Recipients, N': ', n.Subject)
        FROM alert.Notification AS n
        WHERE n.State = N'digest'
        ORDER BY n.NotificationId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(4000)'), 1, 3, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE DigestTests.AddAlert
    @RuleName     nvarchar(128),
    @InstanceName sysname,
    @Headline     nvarchar(300),
    @OpenedAt     datetime2(3),
    @ResolvedAt   datetime2(3) = NULL
AS
INSERT alert.Alert
(
    RuleId,
    InstanceId,
    AlertKey,
    State,
    Severity,
    Priority,
    PendingAt,
    OpenedAt,
    ResolvedAt,
    LastEvaluatedAt,
    Headline
)
SELECT
    r.RuleId,
    n.InstanceId,
    CAST(NEWID() AS nvarchar(36)),
    CASE WHEN @ResolvedAt IS NULL THEN N'open' ELSE N'resolved' END,
    N'warning',
    2,
    @OpenedAt,
    @OpenedAt,
    @ResolvedAt,
    @OpenedAt,
    @Headline
FROM config.AlertRule AS r
CROSS JOIN config.Instance AS n
WHERE r.RuleName = @RuleName
  AND n.InstanceName = @InstanceName;
GO
CREATE PROCEDURE DigestTests.[test a daily digest comes once a day at its local hour, also when the clocks change]
AS
EXEC config.SetDigest N'boss', N'boss@example.com', @LocalTime = '07:00', @TimeZoneName = N'W. Europe Standard Time',
    @ChangedBy = N'ann', @Now = '2026-03-27T12:00';
EXEC DigestTests.Evaluate '2026-03-28T05:59:59';
EXEC DigestTests.AssertDigests NULL;
EXEC DigestTests.Evaluate '2026-03-28T06:00:00';
EXEC DigestTests.Evaluate '2026-03-28T06:00:05';
-- Summer time began in the night.
EXEC DigestTests.Evaluate '2026-03-29T04:59:59';
EXEC DigestTests.Evaluate '2026-03-29T05:00:00';
EXEC DigestTests.Evaluate '2026-03-29T06:00:00';
-- Nothing ran for two days.
EXEC DigestTests.Evaluate '2026-03-31T20:00:00';
EXEC DigestTests.Evaluate '2026-03-31T20:00:05';
EXEC DigestTests.Evaluate '2026-04-01T05:00:00';
DECLARE @Expected nvarchar(4000) =
    N'2026-03-28T06:00 boss@example.com: Daily digest: nothing to report | '
    + N'2026-03-29T05:00 boss@example.com: Daily digest: nothing to report | '
    + N'2026-03-31T20:00 boss@example.com: Daily digest: nothing to report | '
    + N'2026-04-01T05:00 boss@example.com: Daily digest: nothing to report';
EXEC DigestTests.AssertDigests @Expected;
GO
CREATE PROCEDURE DigestTests.[test a weekly digest comes on its day, and a quiet one may be left out]
AS
EXEC config.SetDigest N'week', N'boss@example.com', N'weekly', 1, '08:00', @ChangedBy = N'ann', @Now = '2026-03-27T12:00';
EXEC config.SetDigest N'loud', N'loud@example.com', @LocalTime = '08:00', @IsQuietSent = 0, @ChangedBy = N'ann',
    @Now = '2026-03-27T12:00';
EXEC DigestTests.Evaluate '2026-03-28T08:00';
EXEC DigestTests.Evaluate '2026-03-29T08:00';
EXEC DigestTests.AssertDigests NULL;
-- A Monday.
EXEC DigestTests.Evaluate '2026-03-30T08:00';
EXEC DigestTests.Evaluate '2026-03-31T08:00';
EXEC DigestTests.AssertDigests N'2026-03-30T08:00 boss@example.com: Weekly digest: nothing to report';
GO
CREATE PROCEDURE DigestTests.[test a digest that is set again on the same day is not sent twice]
AS
EXEC config.SetDigest N'boss', N'boss@example.com', @LocalTime = '07:00', @ChangedBy = N'ann', @Now = '2026-03-27T06:00';
EXEC DigestTests.Evaluate '2026-03-27T07:00';
EXEC config.SetDigest N'boss', N'boss@example.com', @LocalTime = '09:00', @ChangedBy = N'ann', @Now = '2026-03-27T08:00';
EXEC DigestTests.Evaluate '2026-03-27T09:00';
EXEC DigestTests.AssertDigests N'2026-03-27T07:00 boss@example.com: Daily digest: nothing to report';
GO
CREATE PROCEDURE DigestTests.[test a digest tells what opened, is open, was noted and is noise, of its instances alone]
AS
DECLARE @Json nvarchar(max);
DECLARE @Actual nvarchar(4000);
DECLARE @Number int = 1;
UPDATE config.AlertRule SET IsDigest = CASE WHEN RuleName = N'Statistics stale' THEN 1 ELSE 0 END;
EXEC config.SetDigest N'tst', N'tst@example.com', @LocalTime = '07:00', @Environment = N'TST', @ChangedBy = N'ann',
    @Now = '2026-03-26T06:00';
EXEC DigestTests.Evaluate '2026-03-26T07:00';
EXEC DigestTests.AddAlert N'Storage slow', N'Other', N'of another', '2026-03-26T10:00';
EXEC DigestTests.AddAlert N'Storage slow', N'tSQLt', N'before', '2026-03-26T06:00', '2026-03-26T06:30';
WHILE @Number <= 5
BEGIN
    EXEC DigestTests.AddAlert N'CPU', N'tSQLt', N'CPU 97 %', '2026-03-26T10:00', '2026-03-26T11:00';
    SET @Number += 1;
END;
EXEC DigestTests.AddAlert N'Statistics stale', N'tSQLt', N'Stale: INVENTTRANS', '2026-03-26T12:00', '2026-03-26T13:00';
EXEC DigestTests.AddAlert N'Log filling', N'tSQLt', N'Log 75 %', '2026-03-27T06:00', '2026-03-27T06:30';
UPDATE alert.Alert SET State = N'open', ResolvedAt = NULL WHERE Headline = N'Log 75 %';
-- What alert.Evaluate would end, since nothing is measured here.
UPDATE config.AlertRule SET IsEnabled = 1 WHERE RuleName = N'Log filling';
UPDATE ops.RuleSchedule SET EvaluatedAt = '2026-03-27T07:00', IsDue = 0;
UPDATE config.AlertRule SET EveryMs = 3600000 WHERE RuleName = N'Log filling';
EXEC DigestTests.Evaluate '2026-03-27T07:00';
SELECT TOP (1) @Json = n.PayloadJson FROM alert.Notification AS n WHERE n.State = N'digest' ORDER BY n.NotificationId DESC;
EXEC DigestTests.AssertDigests
    N'2026-03-26T07:00 tst@example.com: Daily digest TST: nothing to report | 2026-03-27T07:00 tst@example.com: Daily digest TST: 1 open, 6 alerts, 1 noted';
SET @Actual = CONCAT(
    JSON_VALUE(@Json, N'$.open[0].headline'), N', ', JSON_VALUE(@Json, N'$.told[0].rule'), N' ',
    JSON_VALUE(@Json, N'$.told[0].alertCount'), N', ', JSON_VALUE(@Json, N'$.stored[0].headline'), N', ',
    JSON_VALUE(@Json, N'$.noise[0].rule'), N', ', JSON_VALUE(@Json, N'$.fromAt'));
EXEC tSQLt.AssertEqualsString N'Log 75 %, CPU 5, Stale: INVENTTRANS, CPU, 2026-03-26T07:00:00Z', @Actual;
GO
CREATE PROCEDURE DigestTests.[test a digest tells the service levels of its instances, and a missed one is worth a mail]
AS
DECLARE @Actual nvarchar(4000);
UPDATE config.ServiceLevel SET IsEnabled = 0;
EXEC config.SetServiceLevel N'Calm', N'Alert', 99.5, N'Nothing deadlocks.', @RuleName = N'Deadlock', @ChangedBy = N'ann',
    @Now = '2026-03-26T06:00';
EXEC DigestTests.AddAlert N'Deadlock', N'tSQLt', N'A deadlock', '2026-03-01T00:00', '2026-03-01T10:00';
EXEC DigestTests.AddAlert N'Deadlock', N'Other', N'A deadlock', '2026-03-01T00:00', '2026-03-01T01:00';
INSERT rollup.Coverage (InstanceId, CollectorId, BucketAt, CoveredMs)
SELECT n.InstanceId, c.CollectorId, DATEADD(minute, 5 * t.Number, '2026-02-20'), 300000
FROM config.Instance AS n
INNER JOIN config.Collector AS c ON c.CollectorName = N'Requests'
CROSS JOIN
(
    SELECT TOP (12000) Number = ROW_NUMBER() OVER (ORDER BY a.object_id, b.number) - 1
    FROM sys.objects AS a
    CROSS JOIN (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15), (16)) AS b (number)
) AS t
WHERE n.IsEnabled = 1;
EXEC config.SetDigest N'prd', N'prd@example.com', @LocalTime = '07:00', @Environment = N'PRD', @IsQuietSent = 0,
    @ChangedBy = N'ann', @Now = '2026-03-26T06:00';
EXEC config.SetDigest N'tst', N'tst@example.com', @LocalTime = '07:00', @Environment = N'TST', @IsQuietSent = 0,
    @ChangedBy = N'ann', @Now = '2026-03-26T06:00';
EXEC DigestTests.Evaluate '2026-03-26T07:00';
EXEC DigestTests.AssertDigests N'2026-03-26T07:00 tst@example.com: Daily digest TST: 1 service level missed';
SET @Actual = (SELECT JSON_VALUE(n.PayloadJson, N'$.levels[0].text') FROM alert.Notification AS n WHERE n.State = N'digest');
EXEC tSQLt.AssertEqualsString N'98.61 % of 99.5 %, error budget overspent', @Actual;
UPDATE config.Digest SET IsQuietSent = 1;
EXEC DigestTests.Evaluate '2026-03-27T07:00';
SET @Actual =
(
    SELECT JSON_VALUE(n.PayloadJson, N'$.levels[0].text')
    FROM alert.Notification AS n
    WHERE n.Recipients = N'prd@example.com'
);
EXEC tSQLt.AssertEqualsString N'99.86 % of 99.5 %, 72 % of the error budget left', @Actual;
GO
CREATE PROCEDURE DigestTests.[test every fault of a digest is named]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50049,
    @ExpectedMessagePattern = N'%@PeriodName = ''hourly'' is none of%no time zone ''Nowhere''%no instance ''None''%nobody%';
EXEC config.SetDigest N'x', N'nobody', N'hourly', @TimeZoneName = N'Nowhere', @InstanceName = N'None', @ChangedBy = N'ann',
    @Now = '2026-03-27T06:00';
