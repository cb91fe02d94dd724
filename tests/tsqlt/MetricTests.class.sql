-- The spine: definitions of metrics, and values saved by name.
EXEC tSQLt.NewTestClass N'MetricTests';
GO
CREATE PROCEDURE MetricTests.SetUp
AS
EXEC config.DefineMetric N'test.load', N'Requests', N'percent', N'higher', N'none', N'For the test.';
EXEC config.DefineMetric N'test.queue', N'Requests', N'count', N'higher', N'AOS', N'For the test.';
CREATE TABLE #Instance (InstanceId int);
INSERT #Instance EXEC ops.RegisterInstance N'tSQLt', N'x', NULL, '2026-01-02T10:00:00';
GO
CREATE PROCEDURE MetricTests.[test values are stored by metric and key, and those without a value are not]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
INSERT @Points (MetricName, KeyText, Value)
VALUES
    (N'test.load', N'', 41.5),
    (N'test.queue', N'01@AOS1', 3),
    (N'test.queue', N'01@AOS2', 0),
    (N'test.queue', N'01@AOS3', NULL);
EXEC collect.SaveMetrics @InstanceId, '2026-01-02T10:00:00', @Points;
EXEC collect.SaveMetrics @InstanceId, '2026-01-02T10:01:00', @Points;
CREATE TABLE #Expected (
    MetricName nvarchar(64) COLLATE DATABASE_DEFAULT,
    KeyText nvarchar(256) COLLATE DATABASE_DEFAULT,
    CapturedAt datetime2(3),
    Value float);
INSERT #Expected VALUES
    (N'test.load', N'', '2026-01-02T10:00:00', 41.5), (N'test.queue', N'01@AOS1', '2026-01-02T10:00:00', 3),
    (N'test.queue', N'01@AOS2', '2026-01-02T10:00:00', 0),
    (N'test.load', N'', '2026-01-02T10:01:00', 41.5), (N'test.queue', N'01@AOS1', '2026-01-02T10:01:00', 3),
    (N'test.queue', N'01@AOS2', '2026-01-02T10:01:00', 0);
SELECT m.MetricName, k.KeyText, f.CapturedAt, f.Value
INTO #Actual
FROM fact.Metric AS f
INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId
WHERE f.InstanceId = @InstanceId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE MetricTests.[test of keys that are one to the collation the larger value is kept]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
INSERT @Points (MetricName, KeyText, Value) VALUES (N'test.queue', N'aos1', 3), (N'test.queue', N'AOS1', 5);
EXEC collect.SaveMetrics @InstanceId, '2026-01-02T10:00:00', @Points;
DECLARE @Actual nvarchar(20) = (SELECT CONCAT(COUNT(*), N' ', MAX(Value)) FROM fact.Metric WHERE InstanceId = @InstanceId);
EXEC tSQLt.AssertEqualsString N'1 5', @Actual;
GO
CREATE PROCEDURE MetricTests.[test an unknown metric is refused by name]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
INSERT @Points (MetricName, KeyText, Value) VALUES (N'test.load', N'', 1), (N'test.nosuch', N'', 1);
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'Unknown metric ''test.nosuch''%', @ExpectedErrorNumber = 50022;
EXEC collect.SaveMetrics @InstanceId, '2026-01-02T10:00:00', @Points;
GO
CREATE PROCEDURE MetricTests.[test defining a metric again keeps its number and takes the new description]
AS
DECLARE @Before int = (SELECT MetricId FROM config.Metric WHERE MetricName = N'test.load');
EXEC config.DefineMetric N'test.load', N'Requests', N'ratio', N'lower', N'none', N'Said better.';
DECLARE @Actual nvarchar(100) = (
    SELECT CONCAT(MetricId - @Before, N' ', Unit, N' ', Direction, N' ', Description)
    FROM config.Metric
    WHERE MetricName = N'test.load'
);
EXEC tSQLt.AssertEqualsString N'0 ratio lower Said better.', @Actual;
GO
CREATE PROCEDURE MetricTests.[test a metric whose worse side is unknown is refused]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 547;
EXEC config.DefineMetric N'test.other', N'Requests', N'ratio', N'up', N'none', N'For the test.';
GO
CREATE PROCEDURE MetricTests.[test a collector that is defined again keeps the interval an administrator has set]
AS
UPDATE config.Collector SET IntervalMs = 77000 WHERE CollectorName = N'Batch';
EXEC config.DefineCollector N'Batch', N'data', 60000, 10000, 20000, N'stage.Batch';
DECLARE @Actual int = (SELECT IntervalMs FROM config.Collector WHERE CollectorName = N'Batch');
EXEC tSQLt.AssertEquals 77000, @Actual;
GO
