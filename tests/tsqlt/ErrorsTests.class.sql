-- collect.SaveErrors and collect.SaveAttentions: events as they stand in event files
-- become facts and metrics, once.
EXEC tSQLt.NewTestClass N'ErrorsTests';
GO
CREATE PROCEDURE ErrorsTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE FUNCTION ErrorsTests.EventText
(
    @EventName nvarchar(60),
    @EventAt   nvarchar(40),
    @Sequence  int,
    @Data      nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    SELECT EventData = CONCAT(
        N'<event name="', @EventName, N'" package="sqlserver" timestamp="', @EventAt, N'">', @Data,
        N'<action name="sql_text" package="sqlserver"><value><![CDATA[', NCHAR(10),
        N'INSERT T VALUES (1) ]]></value></action><action name="server_principal_name" package="sqlserver"><value>'
            + N'<![CDATA[CORP\svcaos]]></value></action>',
        N'<action name="client_hostname" package="sqlserver"><value><![CDATA[AOS01]]></value></action><action '
            + N'name="client_app_name" package="sqlserver"><value><![CDATA[Microsoft Dynamics AX]]></value></action>',
        N'<action name="database_name" package="sqlserver"><value><![CDATA[AXPRD]]></value></action><action name="session_id" '
            + N'package="sqlserver"><value>70</value></action>',
        N'<action name="context_info" package="sqlserver"><value>0x20414C494345203437313120</value></action><action '
            + N'name="event_sequence" package="package0"><value>',
        @Sequence, N'</value></action></event>')
);
GO
CREATE FUNCTION ErrorsTests.ErrorText
(
    @EventAt  nvarchar(40),
    @Sequence int,
    @Number   int,
    @Severity int,
    @IsUser   nvarchar(5)
)
RETURNS TABLE
AS
RETURN
(
    SELECT e.EventData
    FROM ErrorsTests.EventText(N'error_reported', @EventAt, @Sequence, CONCAT(
        N'<data name="error_number"><value>', @Number, N'</value></data><data name="severity"><value>', @Severity,
        N'</value></data><data name="state"><value>51</value></data><data name="user_defined"><value>', @IsUser,
        N'</value></data><data name="category"><value>2</value><text><![CDATA[SERVER]]></text></data><data name="destination">'
            + N'<value>0x00000002</value><text><![CDATA[USER]]></text></data>',
        N'<data name="is_intercepted"><value>true</value></data>'
            + N'<data name="message"><value><![CDATA[It went wrong.]]></value></data>')) AS e
);
GO
CREATE PROCEDURE ErrorsTests.SaveErrors
    @CapturedAt datetime2(3),
    @Rows       stage.Event READONLY
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveErrors @InstanceId, @RunId, @CapturedAt, N'a_0_1.xel', 100, 0, @Rows;
GO
CREATE PROCEDURE ErrorsTests.SaveAttentions
    @CapturedAt datetime2(3),
    @Rows       stage.Event READONLY
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveAttentions @InstanceId, @RunId, @CapturedAt, N'a_0_1.xel', 100, 0, @Rows;
GO
CREATE PROCEDURE ErrorsTests.[test an error arrives with all that stands in its XML]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM ErrorsTests.ErrorText(N'2026-01-02T10:00:05.250Z', 9, 2627, 14, N'false');
EXEC ErrorsTests.SaveErrors '2026-01-02T10:00:12', @Rows;
CREATE TABLE #Expected
(
    EventAt datetime2(3), EventSequence bigint, SessionId int, DatabaseName nvarchar(128), HostName nvarchar(128),
    ProgramName nvarchar(128), LoginName nvarchar(128), AxUser nvarchar(128), AxSessionId int, AxConfidence nvarchar(16),
    ErrorNumber int, ErrorCategory nvarchar(16), Severity int, State int, IsUserDefined bit, IsIntercepted bit,
    Message nvarchar(100), Statement nvarchar(100)
);
INSERT #Expected
VALUES (
    '2026-01-02T10:00:05.250', 9, 70, N'AXPRD', N'AOS01', N'Microsoft Dynamics AX', N'CORP\svcaos', N'ALICE', 4711, N'current',
    2627, N'duplicate', 14, 51, 0, 1, N'It went wrong.', N'INSERT T VALUES (1)');
SELECT
    e.EventAt,
    e.EventSequence,
    e.SessionId,
    e.DatabaseName,
    e.HostName,
    e.ProgramName,
    e.LoginName,
    e.AxUser,
    e.AxSessionId,
    e.AxConfidence,
    e.ErrorNumber,
    e.ErrorCategory,
    e.Severity,
    e.State,
    e.IsUserDefined,
    e.IsIntercepted,
    Message = CAST(m.TextValue AS nvarchar(100)),
    Statement = CAST(t.TextValue AS nvarchar(100))
INTO #Actual
FROM fact.ErrorEvent AS e
LEFT JOIN dim.StatementText AS m ON m.TextHash = e.MessageHash
LEFT JOIN dim.StatementText AS t ON t.TextHash = e.StatementHash;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ErrorsTests.[test errors have the category of their number, else user, fatal or other]
AS
DECLARE @Rows stage.Event;
INSERT @Rows SELECT N'a_0_1.xel', 100, e.EventData
FROM (
    VALUES
        (1205, 13, N'false'),
        (1222, 16, N'false'),
        (2601, 14, N'false'),
        (8152, 16, N'false'),
        (2628, 16, N'false'),
        (701, 17, N'false'),
        (9002, 17, N'false'),
        (1105, 17, N'false'),
        (18456, 14, N'false'),
        (3617, 11, N'false'),
        (824, 24, N'false'),
        (547, 16, N'false'),
        (50001, 16, N'true'),
        (49999, 16, N'true'),
        (21000, 21, N'false'),
        (333, 16, N'false')
) AS v (Number, Severity, IsUser)
CROSS APPLY ErrorsTests.ErrorText(N'2026-01-02T10:00:05.250Z', v.Number, v.Number, v.Severity, v.IsUser) AS e;
EXEC ErrorsTests.SaveErrors '2026-01-02T10:00:12', @Rows;
CREATE TABLE #Expected (ErrorNumber int, ErrorCategory nvarchar(16));
INSERT #Expected VALUES
    (1205, N'concurrency'), (1222, N'concurrency'), (2601, N'duplicate'), (8152, N'truncation'), (2628, N'truncation'),
    (701, N'memory'), (9002, N'space'), (1105, N'space'), (18456, N'login'), (3617, N'cancel'),
    (824, N'corruption'), (547, N'data'), (50001, N'user'), (49999, N'user'), (21000, N'fatal'), (333, N'other');
SELECT ErrorNumber, ErrorCategory INTO #Actual FROM fact.ErrorEvent;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ErrorsTests.[test errors are counted by number, once however often they are read]
AS
DECLARE @Rows stage.Event;
DECLARE @Nothing stage.Event;
INSERT @Rows SELECT N'a_0_1.xel', 100, e.EventData
FROM (VALUES (1, 1205), (2, 1205), (3, 2627)) AS v (Sequence, Number)
CROSS APPLY ErrorsTests.ErrorText(N'2026-01-02T10:00:05.250Z', v.Sequence, v.Number, 14, N'false') AS e;
EXEC ErrorsTests.SaveErrors '2026-01-02T10:00:12', @Rows;
EXEC ErrorsTests.SaveErrors '2026-01-02T10:00:42', @Rows;
EXEC ErrorsTests.SaveErrors '2026-01-02T10:01:12', @Nothing;
CREATE TABLE #Expected (CapturedAt datetime2(3), MetricName nvarchar(64), KeyText nvarchar(256), Value float);
INSERT #Expected VALUES
    ('2026-01-02T10:00:00', N'error.count', N'1205', 2), ('2026-01-02T10:00:00', N'error.count', N'2627', 1),
    ('2026-01-02T10:00:00', N'error.total_count', N'', 3),
    ('2026-01-02T10:00:42', N'error.total_count', N'', 0), ('2026-01-02T10:01:12', N'error.total_count', N'', 0);
SELECT v.CapturedAt, m.MetricName, k.KeyText, v.Value INTO #Actual
FROM fact.Metric AS v INNER JOIN config.Metric AS m ON m.MetricId = v.MetricId INNER JOIN dim.MetricKey AS k ON k.KeyId = v.KeyId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ErrorsTests.[test an event without a number or a time is quarantined]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM ErrorsTests.EventText(
    N'error_reported', N'2026-01-02T10:00:05.250Z', 1, N'<data name="severity"><value>16</value></data>');
INSERT @Rows SELECT N'a_0_1.xel', 100, EventData FROM ErrorsTests.ErrorText(N'', 2, 1205, 13, N'false');
INSERT @Rows VALUES (N'a_0_1.xel', 100, N'<event');
EXEC ErrorsTests.SaveErrors '2026-01-02T10:00:12', @Rows;
CREATE TABLE #Expected (Reason nvarchar(400), Rows int);
INSERT #Expected VALUES
    (N'The XML is no error_reported with a credible time and a number.', 2), (N'The text is not well-formed XML.', 1);
SELECT Reason, Rows = COUNT(*) INTO #Actual FROM collect.Quarantine WHERE CollectorName = N'Errors' GROUP BY Reason;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
EXEC tSQLt.AssertEmptyTable N'fact.ErrorEvent';
GO
CREATE PROCEDURE ErrorsTests.[test an attention arrives with all that stands in its XML and is counted by AOS]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM ErrorsTests.EventText(
    N'attention', N'2026-01-02T10:00:05.250Z', 9,
    N'<data name="duration"><value>30000123</value></data><data name="request_id"><value>0</value></data>');
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM ErrorsTests.EventText(N'attention', N'2026-01-02T10:00:06.250Z', 10, N'');
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM ErrorsTests.EventText(N'rpc_completed', N'2026-01-02T10:00:06.250Z', 11, N'');
EXEC ErrorsTests.SaveAttentions '2026-01-02T10:00:12', @Rows;
EXEC ErrorsTests.SaveAttentions '2026-01-02T10:00:42', @Rows;
CREATE TABLE #Expected (
    EventAt datetime2(3), SessionId int, HostName nvarchar(128), AxUser nvarchar(128), DurationMs bigint, RequestId int,
    Statement nvarchar(100), Quarantined int, CountedByAos float, CountedTotal float);
INSERT #Expected
VALUES
    ('2026-01-02T10:00:05.250', 70, N'AOS01', N'ALICE', 30000, 0, N'INSERT T VALUES (1)', 1, 2, 2),
    ('2026-01-02T10:00:06.250', 70, N'AOS01', N'ALICE', NULL, NULL, N'INSERT T VALUES (1)', 1, 2, 2);
SELECT
    a.EventAt,
    a.SessionId,
    a.HostName,
    a.AxUser,
    a.DurationMs,
    a.RequestId,
    Statement = CAST(t.TextValue AS nvarchar(100)),
    Quarantined = (SELECT COUNT(*) FROM collect.Quarantine WHERE CollectorName = N'Attentions'),
    CountedByAos = (
        SELECT SUM(v.Value)
        FROM fact.Metric AS v
        INNER JOIN config.Metric AS m ON m.MetricId = v.MetricId
        INNER JOIN dim.MetricKey AS k ON k.KeyId = v.KeyId
        WHERE m.MetricName = N'attention.count' AND k.KeyText = N'AOS01'
    ),
    CountedTotal = (
        SELECT SUM(v.Value)
        FROM fact.Metric AS v
        INNER JOIN config.Metric AS m ON m.MetricId = v.MetricId
        WHERE m.MetricName = N'attention.total_count'
    )
INTO #Actual
FROM fact.Attention AS a LEFT JOIN dim.StatementText AS t ON t.TextHash = a.StatementHash;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ErrorsTests.[test repeated calls change nothing and say so]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM ErrorsTests.ErrorText(N'2026-01-02T10:00:05.250Z', 1, 1205, 13, N'false');
CREATE TABLE #Actual (SavedRows int, WasDuplicate bit);
INSERT #Actual EXEC collect.SaveErrors @InstanceId, @RunId, '2026-01-02T10:00:12', N'a_0_1.xel', 100, 0, @Rows;
INSERT #Actual EXEC collect.SaveErrors @InstanceId, @RunId, '2026-01-02T10:00:12', N'a_0_1.xel', 100, 0, @Rows;
INSERT #Actual EXEC collect.SaveAttentions @InstanceId, @RunId, '2026-01-02T10:00:12', N'a_0_1.xel', 100, 0, @Rows;
INSERT #Actual EXEC collect.SaveAttentions @InstanceId, @RunId, '2026-01-02T10:00:12', N'a_0_1.xel', 100, 0, @Rows;
CREATE TABLE #Expected (SavedRows int, WasDuplicate bit);
INSERT #Expected VALUES (1, 0), (0, 1), (0, 0), (0, 1);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
