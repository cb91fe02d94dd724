-- collect.SaveLongQueries and its parsers: events as they stand in event files become
-- facts, metrics and signatures, once.
EXEC tSQLt.NewTestClass N'LongQueriesTests';
GO
CREATE PROCEDURE LongQueriesTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- An event in the form of SQL Server 2016. context_info is ' ALICE 4711 '.
CREATE FUNCTION LongQueriesTests.EventText
(
    @EventAt    nvarchar(40),
    @Sequence   int,
    @DurationUs bigint,
    @Statement  nvarchar(max),
    @Host       nvarchar(60),
    @Program    nvarchar(60)
)
RETURNS TABLE
AS
RETURN
(
    SELECT EventData = CONCAT(
        N'<event name="rpc_completed" package="sqlserver" timestamp="', @EventAt,
        N'"><data name="cpu_time"><value>2047999</value></data><data name="duration"><value>', @DurationUs,
        N'</value></data><data name="physical_reads"><value>24518</value></data><data name="logical_reads"><value>'
            + N'1153697</value></data><data name="writes"><value>10371</value></data>',
        N'<data name="result"><value>2</value><text><![CDATA[Abort]]></text></data><data name="row_count"><value>340607</value>'
            + N'</data><data name="object_name"><value><![CDATA[sp_cursorprepexec]]></value></data>',
        N'<data name="statement"><value><![CDATA[', @Statement,
        N']]></value></data><action name="session_id" package="sqlserver"><value>70</value></action>',
        N'<action name="server_principal_name" package="sqlserver"><value><![CDATA[CORP\svcaos]]></value></action><action '
            + N'name="query_plan_hash" package="sqlserver"><value>1</value></action>',
        N'<action name="query_hash" package="sqlserver"><value>18446744073709551615</value></action><action '
            + N'name="database_name" package="sqlserver"><value><![CDATA[AXPRD]]></value></action>',
        N'<action name="client_hostname" package="sqlserver"><value><![CDATA[', @Host,
        N']]></value></action><action name="client_app_name" package="sqlserver"><value><![CDATA[', @Program,
        N']]></value></action>',
        N'<action name="context_info" package="sqlserver"><value>20414C49434520343731312000000000</value></action>',
        N'<action name="event_sequence" package="package0"><value>', @Sequence, N'</value></action></event>')
);
GO
CREATE PROCEDURE LongQueriesTests.SaveCapture
    @CapturedAt datetime2(3),
    @Rows       stage.Event READONLY
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveLongQueries @InstanceId, @RunId, @CapturedAt, N'a_0_1.xel', 100, 0, @Rows;
GO
CREATE PROCEDURE LongQueriesTests.[test an event arrives with all that stands in its XML, in milliseconds]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM LongQueriesTests.EventText(
    N'2026-01-02T10:00:05.2504Z', 17, 5070259,
    N'exec sp_cursorprepexec @p1 output,@p2 output,N''@P1 bigint'',N''SELECT A FROM T WHERE N=''''x'''' AND R=@P1'',5', N'AOS01',
    N'Microsoft Dynamics AX');
EXEC LongQueriesTests.SaveCapture '2026-01-02T10:00:12', @Rows;
CREATE TABLE #Expected
(
    EventAt datetime2(3), CapturedAt datetime2(3), EventName nvarchar(60), EventSequence bigint, SessionId int,
    DatabaseName nvarchar(128), HostName nvarchar(128), ProgramName nvarchar(128), LoginName nvarchar(128),
    AxUser nvarchar(128), AxSessionId int, AxConfidence nvarchar(16), ProcedureName nvarchar(512), ResultText nvarchar(30),
    DurationMs bigint, CpuMs bigint, LogicalReads bigint, PhysicalReads bigint, Writes bigint,
    ResultRows bigint, Statement nvarchar(200), Signature nvarchar(200), QueryHash binary(8), QueryPlanHash binary(8)
);
INSERT #Expected VALUES
    ('2026-01-02T10:00:05.250', '2026-01-02T10:00:12', N'rpc_completed', 17, 70, N'AXPRD', N'AOS01', N'Microsoft Dynamics AX',
     N'CORP\svcaos', N'ALICE', 4711, N'current', N'sp_cursorprepexec', N'Abort', 5070, 2047, 1153697, 24518, 10371, 340607,
     N'exec sp_cursorprepexec @p1 output,@p2 output,N''@P1 bigint'',N''SELECT A FROM T WHERE N=''''x'''' AND R=@P1'',5',
     N'SELECT A FROM T WHERE N=? AND R=@P1', 0xFFFFFFFFFFFFFFFF, 0x0000000000000001);
SELECT
    q.EventAt,
    q.CapturedAt,
    q.EventName,
    q.EventSequence,
    q.SessionId,
    q.DatabaseName,
    q.HostName,
    q.ProgramName,
    q.LoginName,
    q.AxUser,
    q.AxSessionId,
    q.AxConfidence,
    q.ProcedureName,
    q.ResultText,
    q.DurationMs,
    q.CpuMs,
    q.LogicalReads,
    q.PhysicalReads,
    q.Writes,
    q.ResultRows,
    Statement = CAST(t.TextValue AS nvarchar(200)),
    Signature = CAST(s.TextValue AS nvarchar(200)),
    q.QueryHash,
    q.QueryPlanHash
INTO #Actual
FROM fact.LongQuery AS q
LEFT JOIN dim.StatementText AS t ON t.TextHash = q.StatementHash
LEFT JOIN dim.StatementText AS s ON s.TextHash = q.SignatureHash;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongQueriesTests.[test what is missing is NULL, in any order and with types and texts around it]
AS
DECLARE @Rows stage.Event;
INSERT @Rows VALUES
    (N'a_0_1.xel', 100,
     N'<event name="sql_batch_completed" timestamp="2026-01-02T10:00:05Z"><action name="session_id" package="sqlserver"><type '
         + N'name="uint16" package="package0"/><value>174</value><text/></action><data name="batch_text"><type '
         + N'name="unicode_string" package="package0"/><value>SELECT &lt;1&gt;</value><text/></data><data name="duration"><type '
         + N'name="int64" package="package0"/><value>6000000</value><text></text></data></event>'),
    (N'a_0_1.xel', 100,
     N'<event name="sql_batch_completed" timestamp="2026-01-02T10:00:06Z"><data name="duration"><value>7000000</value></data>'
         + N'<action name="sql_text"><value><![CDATA[ EXEC a ]]>b<![CDATA[ c]]></value></action></event>');
EXEC LongQueriesTests.SaveCapture '2026-01-02T10:00:12', @Rows;
CREATE TABLE #Expected (
    EventAt datetime2(3), SessionId int, HostName nvarchar(128), AxConfidence nvarchar(16), DurationMs bigint, CpuMs bigint,
    ResultText nvarchar(30), Statement nvarchar(100), QueryHash binary(8));
INSERT #Expected
VALUES
    ('2026-01-02T10:00:05', 174, NULL, N'none', 6000, NULL, NULL, N'SELECT <1>', NULL),
    ('2026-01-02T10:00:06', NULL, NULL, N'none', 7000, NULL, NULL, N'EXEC a b c', NULL);
SELECT
    q.EventAt,
    q.SessionId,
    q.HostName,
    q.AxConfidence,
    q.DurationMs,
    q.CpuMs,
    q.ResultText,
    Statement = CAST(t.TextValue AS nvarchar(100)),
    q.QueryHash
INTO #Actual
FROM fact.LongQuery AS q LEFT JOIN dim.StatementText AS t ON t.TextHash = q.StatementHash;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongQueriesTests.[test an event read twice adds neither a fact nor to a metric]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM LongQueriesTests.EventText(N'2026-01-02T10:00:05.250Z', 17, 5000000, N'A', N'AOS01', N'Microsoft Dynamics AX');
INSERT @Rows SELECT FileName, FileOffset, EventData FROM @Rows;
EXEC LongQueriesTests.SaveCapture '2026-01-02T10:00:12', @Rows;
INSERT @Rows
SELECT N'a_0_1.xel', 200, EventData
FROM LongQueriesTests.EventText(N'2026-01-02T10:00:05.250Z', 18, 5000000, N'A', N'AOS01', N'Microsoft Dynamics AX');
EXEC LongQueriesTests.SaveCapture '2026-01-02T10:00:42', @Rows;
CREATE TABLE #Expected (EventSequence bigint, CapturedAt datetime2(3));
INSERT #Expected VALUES (17, '2026-01-02T10:00:12'), (18, '2026-01-02T10:00:42');
SELECT EventSequence, CapturedAt INTO #Actual FROM fact.LongQuery;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Total float = (
    SELECT SUM(v.Value)
    FROM fact.Metric AS v
    INNER JOIN config.Metric AS m ON m.MetricId = v.MetricId
    WHERE m.MetricName = N'longquery.total_count'
);
EXEC tSQLt.AssertEquals 2e0, @Total;
GO
CREATE PROCEDURE LongQueriesTests.[test metrics are counted by AOS, others are other, and nothing is zero]
AS
DECLARE @Rows stage.Event;
DECLARE @Nothing stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM LongQueriesTests.EventText(N'2026-01-02T10:00:05.250Z', 1, 5000000, N'A', N'AOS01', N'Microsoft Dynamics AX');
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM LongQueriesTests.EventText(N'2026-01-02T10:00:05.250Z', 2, 9000000, N'B', N'AOS01', N'Microsoft Dynamics AX');
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM LongQueriesTests.EventText(N'2026-01-02T10:00:05.250Z', 3, 6000000, N'C', N'PC77', N'Excel');
EXEC LongQueriesTests.SaveCapture '2026-01-02T10:00:12', @Rows;
EXEC LongQueriesTests.SaveCapture '2026-01-02T10:00:42', @Nothing;
CREATE TABLE #Expected (CapturedAt datetime2(3), MetricName nvarchar(64), KeyText nvarchar(256), Value float);
INSERT #Expected VALUES
    ('2026-01-02T10:00:00', N'longquery.count', N'AOS01', 2), ('2026-01-02T10:00:00', N'longquery.duration_ms', N'AOS01', 14000),
    ('2026-01-02T10:00:00', N'longquery.max_ms', N'AOS01', 9000),
    ('2026-01-02T10:00:00', N'longquery.count', N'other', 1), ('2026-01-02T10:00:00', N'longquery.duration_ms', N'other', 6000),
    ('2026-01-02T10:00:00', N'longquery.max_ms', N'other', 6000),
    ('2026-01-02T10:00:00', N'longquery.total_count', N'', 3), ('2026-01-02T10:00:42', N'longquery.total_count', N'', 0);
SELECT v.CapturedAt, m.MetricName, k.KeyText, v.Value INTO #Actual
FROM fact.Metric AS v INNER JOIN config.Metric AS m ON m.MetricId = v.MetricId INNER JOIN dim.MetricKey AS k ON k.KeyId = v.KeyId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongQueriesTests.[test text that cannot be read goes to quarantine and the others are saved]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM LongQueriesTests.EventText(N'2026-01-02T10:00:05.250Z', 1, 5000000, N'A', N'AOS01', N'Microsoft Dynamics AX');
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM LongQueriesTests.EventText(N'13199000000000000000', 2, 5000000, N'A', N'AOS01', N'Microsoft Dynamics AX');
INSERT @Rows
SELECT N'a_0_1.xel', 100, REPLACE(EventData, N'"duration"', N'"length"')
FROM LongQueriesTests.EventText(N'2026-01-02T10:00:05.250Z', 3, 5000000, N'A', N'AOS01', N'Microsoft Dynamics AX');
INSERT @Rows VALUES (N'a_0_1.xel', 100, N'<event name="rpc_completed" timest'), (N'a_0_1.xel', 100, NULL);
EXEC LongQueriesTests.SaveCapture '2026-01-02T10:00:12', @Rows;
CREATE TABLE #Expected (Reason nvarchar(400), Rows int, Saved int);
INSERT #Expected
VALUES
    (N'The XML is no completed call or batch with a credible time and a duration.', 2, 1),
    (N'The text is not well-formed XML.', 1, 1),
    (N'The event has no text.', 1, 1);
SELECT Reason, Rows = COUNT(*), Saved = (SELECT COUNT(*) FROM fact.LongQuery)
INTO #Actual
FROM collect.Quarantine
GROUP BY Reason;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongQueriesTests.[test the time of collection stands in for a time stamp that cannot be read]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
VALUES (
    N'a_0_1.xel', 100,
    N'<event name="rpc_completed" timestamp="13199000000000000000"><data name="duration"><value>6000000</value></data><action '
        + N'name="collect_system_time" package="package0"><value>2026-01-02T10:00:05.432Z</value></action></event>');
EXEC LongQueriesTests.SaveCapture '2026-01-02T10:00:12', @Rows;
DECLARE @Read nvarchar(30) = (SELECT CONVERT(nvarchar(30), EventAt, 126) FROM fact.LongQuery);
EXEC tSQLt.AssertEqualsString N'2026-01-02T10:00:05.432', @Read;
GO
CREATE PROCEDURE LongQueriesTests.[test calls with other values have one signature, other statements another]
AS
DECLARE @Rows stage.Event;
INSERT @Rows SELECT N'a_0_1.xel', 100, e.EventData
FROM (
    VALUES
        (1, N'exec sp_executesql N''SELECT A FROM T WHERE B = @b'',N''@b int'',@b=1'),
        (2, N'exec sp_executesql N''SELECT A FROM T WHERE B = @b'',N''@b int'',@b=22'),
        (3, N'SELECT A FROM T WHERE B = @b'),
        (4, N'SELECT A FROM U')
) AS v (Number, Statement)
CROSS APPLY LongQueriesTests.EventText(
    N'2026-01-02T10:00:05.250Z', v.Number, 5000000, v.Statement, N'AOS01', N'Microsoft Dynamics AX') AS e;
EXEC LongQueriesTests.SaveCapture '2026-01-02T10:00:12', @Rows;
CREATE TABLE #Expected (Statements int, Signatures int, Others int);
INSERT #Expected VALUES (4, 2, 1);
SELECT
    Statements = COUNT(DISTINCT StatementHash),
    Signatures = COUNT(DISTINCT SignatureHash),
    Others = (
        SELECT COUNT(*)
        FROM fact.LongQuery AS o
        WHERE o.EventSequence = 4
          AND o.SignatureHash NOT IN (SELECT q.SignatureHash FROM fact.LongQuery AS q WHERE q.EventSequence < 4)
    )
INTO #Actual FROM fact.LongQuery;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongQueriesTests.[test CallText finds the statement in a call]
AS
CREATE TABLE #Case (Source nvarchar(300), Body nvarchar(300));
INSERT #Case VALUES
    (N'exec sp_executesql N''SELECT 1 WHERE A=''''x'''''',N''@b int'',@b=1', N'SELECT 1 WHERE A=''x'''),
    (N'declare @p1 int  set @p1=13  exec sp_prepexec @p1 output,NULL,N''SELECT 2''  select @p1', N'SELECT 2'),
    (N'declare @p1 int exec sp_prepexec @p1 output,N''@P1 int,@P2 nvarchar(5)'',N''SELECT 3'',7,N''usmf''', N'SELECT 3'),
    (N'exec sp_cursorprepexec @p1 output,@p2 output,N'''',N''SELECT 4'',@p5 output', N'SELECT 4'),
    (N'declare @p1 int exec sp_cursoropen @p1 output,N''SELECT 5'',@p3 output', N'SELECT 5'),
    (N'exec sp_execute 12,5637144576,N''usmf''', N'exec sp_execute 12,5637144576,N''usmf'''),
    (N'SELECT N''a''', N'SELECT N''a'''), (N'exec sp_executesql @sql', N'exec sp_executesql @sql'),
    (N'exec sp_executesql N''cut of', N'exec sp_executesql N''cut of'), (NULL, NULL);
SELECT Source, Body INTO #Expected FROM #Case;
SELECT c.Source, Body = CAST(t.Body AS nvarchar(300)) INTO #Actual FROM #Case AS c CROSS APPLY lib.CallText(c.Source) AS t;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongQueriesTests.[test hashes are read signed, unsigned and as hexadecimal]
AS
CREATE TABLE #Case (Source nvarchar(64), QueryHash binary(8));
INSERT #Case VALUES
    (N'0', NULL), (N'0x0000000000000000', NULL), (N'1', 0x0000000000000001), (N'9223372036854775807', 0x7FFFFFFFFFFFFFFF),
    (N'9223372036854775808', 0x8000000000000000), (N'18446744073709551615', 0xFFFFFFFFFFFFFFFF),
    (N'18446744073709551616', NULL), (N'-1', 0xFFFFFFFFFFFFFFFF), (N'0x1A39E6095155AB01', 0x1A39E6095155AB01), (N'rubbish', NULL),
    (N'', NULL), (NULL, NULL);
SELECT Source, QueryHash INTO #Expected FROM #Case;
SELECT c.Source, h.QueryHash INTO #Actual FROM #Case AS c CROSS APPLY lib.ParseQueryHash(c.Source) AS h;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongQueriesTests.[test a repeated call changes nothing and says so]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM LongQueriesTests.EventText(N'2026-01-02T10:00:05.250Z', 1, 5000000, N'A', N'AOS01', N'Microsoft Dynamics AX');
CREATE TABLE #Actual (SavedRows int, WasDuplicate bit);
INSERT #Actual EXEC collect.SaveLongQueries @InstanceId, @RunId, '2026-01-02T10:00:12', N'a_0_1.xel', 100, 0, @Rows;
INSERT #Actual EXEC collect.SaveLongQueries @InstanceId, @RunId, '2026-01-02T10:00:12', N'a_0_1.xel', 100, 0, @Rows;
CREATE TABLE #Expected (SavedRows int, WasDuplicate bit);
INSERT #Expected VALUES (1, 0), (0, 1);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
