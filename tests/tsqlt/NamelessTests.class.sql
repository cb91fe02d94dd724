-- Sessions without host, login or program count like all others, in every save that tells of sessions.
EXEC tSQLt.NewTestClass N'NamelessTests';
GO
CREATE PROCEDURE NamelessTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE FUNCTION NamelessTests.Metric (@MetricName nvarchar(64))
RETURNS TABLE
AS
RETURN
(
    SELECT Value = SUM(f.Value)
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    WHERE m.MetricName = @MetricName
);
GO
-- Two sessions block two others and run for long; what is not known is given.
CREATE PROCEDURE NamelessTests.SaveRequests
    @Name nvarchar(128)
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
DECLARE @Rows stage.Requests;
INSERT @Rows
(
    SessionId,
    BlockingSessionId,
    WaitType,
    WaitMs,
    LoginTime,
    HostName,
    ProgramName,
    LoginName,
    Status,
    OpenTransactionCount,
    TransactionId,
    TransactionBeganTime,
    TransactionStartedAt,
    RequestBeganTime,
    RequestElapsedMs,
    StatementText
)
SELECT
    v.SessionId,
    v.Blocker,
    CASE WHEN v.Blocker IS NOT NULL THEN N'LCK_M_X' END,
    v.WaitMs,
    '2026-01-01',
    @Name,
    @Name,
    @Name,
    N'running',
    1,
    v.SessionId,
    '2026-01-02T09:00:00',
    '2026-01-02T09:00:00',
    '2026-01-02T09:00:00',
    3600000,
    N'UPDATE T'
FROM (VALUES (51, NULL, NULL), (52, 51, 9000), (61, NULL, NULL), (62, 61, 8000)) AS v (SessionId, Blocker, WaitMs);
INSERT @Result EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:00', NULL, 0, @Rows, 0;
GO
CREATE PROCEDURE NamelessTests.AssertRequests
AS
CREATE TABLE #Expected (Item nvarchar(40), Value float);
INSERT #Expected
VALUES
    (N'incidents', 2), (N'victims', 2), (N'long transactions', 4), (N'long requests', 4), (N'requests.blocked_count', 2),
    (N'requests.long_count', 4), (N'requests.long_transaction_count', 4), (N'requests.oldest_transaction_ms', 3600000),
    (N'requests.blocked_wait_ms', 17000);
SELECT Item = N'incidents', Value = CAST(COUNT(*) AS float) INTO #Actual FROM fact.BlockingIncident
UNION ALL
SELECT N'victims', COUNT(*) FROM fact.BlockingNode WHERE Depth > 0
UNION ALL
SELECT N'long transactions', COUNT(*) FROM fact.LongTransaction
UNION ALL
SELECT N'long requests', COUNT(*) FROM fact.LongRequest
UNION ALL
SELECT e.Item, m.Value
FROM #Expected AS e
CROSS APPLY NamelessTests.Metric(e.Item) AS m
WHERE e.Item LIKE N'requests.%';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE NamelessTests.[test sessions whose names are NULL]
AS
EXEC NamelessTests.SaveRequests NULL;
EXEC NamelessTests.AssertRequests;
GO
CREATE PROCEDURE NamelessTests.[test sessions whose names are empty]
AS
EXEC NamelessTests.SaveRequests N'';
EXEC NamelessTests.AssertRequests;
GO
CREATE PROCEDURE NamelessTests.[test events and reports whose names are missing are saved and counted]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
DECLARE @Rows stage.Event;
INSERT @Rows (FileName, FileOffset, EventData)
VALUES (N'a_0_1.xel', 101, N'<event name="attention" package="sqlserver" timestamp="2026-03-01T08:00:01.000Z"></event>');
INSERT @Result EXEC collect.SaveAttentions @InstanceId, @RunId, '2026-03-01T08:01:00', N'a_0_1.xel', 101, 0, @Rows;
DELETE @Rows;
INSERT @Rows (FileName, FileOffset, EventData)
VALUES
(
    N'b_0_1.xel', 101,
    N'<event name="error_reported" package="sqlserver" timestamp="2026-03-01T08:00:01.000Z"><data name="error_number">'
        + N'<value>2601</value></data><data name="severity"><value>14</value></data></event>'
);
INSERT @Result EXEC collect.SaveErrors @InstanceId, @RunId, '2026-03-01T08:01:00', N'b_0_1.xel', 101, 0, @Rows;
DELETE @Rows;
INSERT @Rows (FileName, FileOffset, EventData)
VALUES
(
    N'c_0_1.xel', 101,
    N'<event name="blocked_process_report" package="sqlserver" timestamp="2026-03-01T08:00:01.000Z"><data name="blocked_process">'
        + N'<value><blocked-process-report><blocked-process><process waittime="9000" spid="52"/></blocked-process>'
        + N'<blocking-process><process spid="51"/></blocking-process></blocked-process-report></value></data></event>'
);
INSERT @Result EXEC collect.SaveBlockedProcesses @InstanceId, @RunId, '2026-03-01T08:01:00', N'c_0_1.xel', 101, 0, @Rows;

CREATE TABLE #Expected (Item nvarchar(40), Value float);
INSERT #Expected VALUES (N'attentions', 1), (N'errors', 1), (N'waits', 1), (N'incidents', 1), (N'attention.count', 1);
SELECT Item = N'attentions', Value = CAST(COUNT(*) AS float) INTO #Actual FROM fact.Attention
UNION ALL
SELECT N'errors', COUNT(*) FROM fact.ErrorEvent
UNION ALL
SELECT N'waits', COUNT(*) FROM fact.BlockedProcess
UNION ALL
SELECT N'incidents', COUNT(*) FROM fact.BlockingIncident
UNION ALL
SELECT N'attention.count', m.Value FROM NamelessTests.Metric(N'attention.count') AS m;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
