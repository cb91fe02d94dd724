-- report.*: what the pages about the server, the repository and the week say of what was measured.
EXEC tSQLt.NewTestClass N'ReportHealthTests';
GO
CREATE PROCEDURE ReportHealthTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- A value of a metric on the test's instance, so many minutes ago.
CREATE PROCEDURE ReportHealthTests.Measure
    @MetricName nvarchar(64),
    @Value      float,
    @KeyText    nvarchar(256) = N'',
    @Minutes    int = 1
AS
DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);
INSERT dim.MetricKey (KeyText) SELECT @KeyText WHERE NOT EXISTS (SELECT 1 FROM dim.MetricKey AS k WHERE k.KeyText = @KeyText);
INSERT rollup.Series (InstanceId, MetricId, KeyId)
SELECT i.InstanceId, m.MetricId, k.KeyId
FROM config.Instance AS i
INNER JOIN config.Metric AS m ON m.MetricName = @MetricName
INNER JOIN dim.MetricKey AS k ON k.KeyText = @KeyText
WHERE i.InstanceName = N'tSQLt'
  AND NOT EXISTS
  (
      SELECT 1
      FROM rollup.Series AS s
      WHERE s.InstanceId = i.InstanceId AND s.MetricId = m.MetricId AND s.KeyId = k.KeyId
  );
INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value)
SELECT i.InstanceId, m.MetricId, k.KeyId, DATEADD(minute, -@Minutes, @Now), @Value
FROM config.Instance AS i
INNER JOIN config.Metric AS m ON m.MetricName = @MetricName
INNER JOIN dim.MetricKey AS k ON k.KeyText = @KeyText
WHERE i.InstanceName = N'tSQLt';
GO
CREATE PROCEDURE ReportHealthTests.[test each resource says how busy it is, what queues for it, what failed and what is open]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);
EXEC ReportHealthTests.Measure N'cpu.sql_percent', 93;
EXEC ReportHealthTests.Measure N'cpu.sql_percent', 41, N'', 20;
EXEC ReportHealthTests.Measure N'cpu.runnable_tasks_per_scheduler', 4;
EXEC ReportHealthTests.Measure N'fileio.read_latency_ms', 7, N'AX/data';
EXEC ReportHealthTests.Measure N'fileio.read_latency_ms', 88, N'AX/old';
EXEC ReportHealthTests.Measure N'fileio.pending_requests', 0;
EXEC ReportHealthTests.Measure N'counters.log_used_percent', 12, N'AX';
EXEC ReportHealthTests.Measure N'error.count', 2, N'9002';
EXEC ReportHealthTests.Measure N'error.count', 3, N'9002', 20;
EXEC ReportHealthTests.Measure N'error.count', 5, N'18456';
EXEC ReportHealthTests.Measure N'cpu.worker_percent', 96;
EXEC ReportHealthTests.Measure N'counters.processes_blocked', 3;
EXEC ReportHealthTests.Measure N'counters.lock_blocks', 700;
-- What is older than ten minutes is no figure of now.
EXEC ReportHealthTests.Measure N'tempdb.used_percent', 50, N'', 30;
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
    LastEvaluatedAt,
    Headline,
    EvidenceJson
)
SELECT
    r.RuleId,
    @InstanceId,
    N'',
    N'open',
    N'critical',
    1,
    @Now,
    @Now,
    @Now,
    N'Workers run out',
    N'[]'
FROM config.AlertRule AS r
WHERE r.RuleName = N'Worker threads';
DECLARE @Row TABLE (
    ResourceNumber int, ResourceName nvarchar(20), PageName nvarchar(40), MetricName nvarchar(64), Severity nvarchar(16),
    WhereText nvarchar(400), BusyValue float, BusyText nvarchar(100), QueueValue float, QueueText nvarchar(100),
    ErrorCount bigint, ErrorText nvarchar(200), UsualText nvarchar(400), ReadingText nvarchar(600), SlotLocal datetime2(3),
    TrendValue float, TrendLow float, TrendHigh float);
INSERT @Row EXEC report.SqlResources @InstanceId, @Window = N'1h';
DECLARE @Said nvarchar(max) = STUFF(
    (
        SELECT CONCAT(
            N'; ', r.ResourceName, N' ', r.Severity, N', ', MAX(r.WhereText), N', ', COALESCE(MAX(r.BusyText), N'-'), N', ',
            COALESCE(MAX(r.QueueText), N'-'), N', ', COALESCE(CAST(MAX(r.ErrorCount) AS nvarchar(20)), N'-'), N', ',
            MAX(r.ReadingText))
        FROM @Row AS r
        GROUP BY r.ResourceNumber, r.ResourceName, r.Severity
        ORDER BY r.ResourceNumber
        FOR XML PATH(N'')
    ), 1, 2, N'');
DECLARE @Expected nvarchar(max) =
    N'CPU ok, tSQLt, 93 %, 4 a processor, 0, tasks could run, were a processor free; Memory unknown, , -, '
    + N'-, -, nothing was measured; Data I/O ok, tSQLt, AX/old, read 88 ms, 0, 0, no request is pending; '
    + N'Log ok, tSQLt, AX, 12 %, -, 5, nothing was measured; Tempdb unknown, , -, -, -, nothing was '
    + N'measured; Workers critical, tSQLt, 96 %, -, 0, Workers run out; Locks ok, tSQLt, 700 locks, 3 '
    + N'blocked, 0, sessions wait for another';
EXEC tSQLt.AssertEqualsString @Expected, @Said;
DECLARE @Course nvarchar(100) =
(
    SELECT CONCAT(MIN(r.TrendValue), N' to ', MAX(r.TrendValue), N' of ', COUNT(DISTINCT r.ResourceNumber))
    FROM @Row AS r
    WHERE r.ResourceNumber = 1
);
EXEC tSQLt.AssertEqualsString N'41 to 93 of 1', @Course;
GO
