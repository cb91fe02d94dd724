-- Names that are made up anew each time do not make new signatures, wherever texts are grouped; names that
-- only look like them are left alone.
EXEC tSQLt.NewTestClass N'NamesTests';
GO
CREATE PROCEDURE NamesTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- What a server and an AX kernel make up: five names for each thing.
CREATE FUNCTION NamesTests.MadeUp ()
RETURNS TABLE
AS
RETURN
(
    SELECT k.Kind, n.Number, Name = CASE k.Kind
        WHEN N'ax tempdb' THEN CONCAT(N't100085_', h.Hex)
        WHEN N'ax tempdb, schema' THEN CONCAT(N'tempdb.DBO.T100085_', LOWER(h.Hex))
        WHEN N'temp table' THEN CONCAT(N'#Work', REPLICATE(N'_', 90), RIGHT(h.Hex, 12))
        WHEN N'table variable' THEN CONCAT(N'#', LEFT(h.Hex, 8))
        WHEN N'key' THEN CONCAT(N'PK__#Work__', LEFT(h.Hex, 5), N'__', LEFT(h.Hex, 16))
        WHEN N'cursor' THEN CONCAT(N'API_CURSOR', LEFT(h.Hex, 16))
    END
    FROM
    (
        VALUES (N'ax tempdb'), (N'ax tempdb, schema'), (N'temp table'), (N'table variable'), (N'key'), (N'cursor')
    ) AS k (Kind)
    CROSS JOIN (VALUES (1), (2), (3), (4), (5)) AS n (Number)
    CROSS APPLY
    (
        SELECT Hex = CONVERT(nvarchar(64), HASHBYTES(N'MD5', CONCAT(k.Kind, n.Number)), 2)
    ) AS h
);
GO
CREATE PROCEDURE NamesTests.[test all made-up names of a thing become one, in a name and in a statement]
AS
SELECT m.Kind, Names = COUNT(DISTINCT s.StableName), Statements = COUNT(DISTINCT b.Body)
INTO #Actual
FROM NamesTests.MadeUp() AS m
CROSS APPLY lib.StableName(m.Name) AS s
CROSS APPLY lib.MaskLiterals(CONCAT(
    N'SELECT T1.RECID FROM ', m.Name, N' T1 WHERE A=', m.Number, N' AND B=N''', m.Number, N''' AND C=0x0', m.Number)) AS b
GROUP BY m.Kind;
SELECT Kind, Names = 1, Statements = 1 INTO #Expected FROM (SELECT DISTINCT Kind FROM NamesTests.MadeUp()) AS k;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE NamesTests.[test real names are left alone]
AS
CREATE TABLE #Case (Name nvarchar(128));
INSERT #Case
VALUES
    (N'INVENTSUM'), (N'dbo.INVENTSUM'), (N'AXPRD.dbo.T1'), (N'T1.RECID'), (N't5_face'), (N't10_CUSTOM_TABLE'),
    (N'TABLE_12345678'),
    (N'I_698SHA1HASHIDX'), (N'PK_CUSTTABLE'), (N'#Work'), (N'@P1'), (N'TMP_0123456789ABCDEF'), (N't_DEADBEEF01'), (N'.'), (N''),
    (NULL);
SELECT Name, StableName = Name INTO #Expected FROM #Case;
SELECT c.Name, s.StableName INTO #Actual FROM #Case AS c CROSS APPLY lib.StableName(c.Name) AS s;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE NamesTests.[test the list of parameters in front of a statement makes no difference, however long]
AS
DECLARE @Long nvarchar(max) = N'(@P1 nvarchar(5)' + REPLICATE(CAST(N',@P2 numeric(28,12)' AS nvarchar(max)), 400) + N')';
SELECT DISTINCT m.Body
INTO #Actual
FROM
(
    VALUES
        (CAST(N'SELECT A FROM T WHERE B=@P1' AS nvarchar(max))), (N'(@P1 int)SELECT A FROM T WHERE B=@P1'),
        (N'(@P1 nvarchar(5),@P2 bigint)SELECT A FROM T WHERE B=@P1'), (N'(@P1 nvarchar(9))select A FROM T WHERE B=@P1'),
        (@Long + N'SELECT A FROM T WHERE B=@P1')
) AS v (Body)
CROSS APPLY lib.MaskLiterals(v.Body) AS b
CROSS APPLY (SELECT Body = UPPER(b.Body)) AS m;
DECLARE @Bodies int = (SELECT COUNT(*) FROM #Actual);
EXEC tSQLt.AssertEquals 1, @Bodies;
GO
CREATE PROCEDURE NamesTests.[test statements with made-up names have one signature when they are saved]
AS
DECLARE @Texts stage.StatementText;
INSERT @Texts (TextHash, TextValue)
SELECT HASHBYTES(N'SHA2_256', s.Body), s.Body
FROM NamesTests.MadeUp() AS m
CROSS APPLY (SELECT Body = CAST(CONCAT(N'(@P1 nvarchar(', m.Number, N'))DELETE FROM ', m.Name) AS nvarchar(max))) AS s
WHERE m.Kind = N'ax tempdb';
EXEC collect.SaveStatementSignatures '2026-01-02', @Texts;
DECLARE @Signatures int = (
    SELECT COUNT(DISTINCT d.SignatureHash) FROM dim.StatementText AS d INNER JOIN @Texts AS t ON t.TextHash = d.TextHash
);
EXEC tSQLt.AssertEquals 1, @Signatures;
GO
CREATE PROCEDURE NamesTests.[test deadlocks on made-up tables and keys have one signature]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
DECLARE @Rows stage.Event;
INSERT @Rows (FileName, FileOffset, EventData)
SELECT N'a_0_1.xel', m.Number, CONCAT(
    N'<event name="xml_deadlock_report" package="sqlserver" timestamp="2026-03-01T08:0', m.Number,
    N':00.000Z"><data name="xml_report"><value><deadlock><victim-list><victimProcess id="p1"/></victim-list><process-list>',
    N'<process id="p1" spid="5', m.Number, N'" xactid="1', m.Number, N'" waittime="10" lockMode="U"><inputbuf>UPDATE ',
    m.Name, N' SET A=', m.Number, N'</inputbuf></process><process id="p2" spid="6', m.Number, N'" xactid="2', m.Number,
    N'" waittime="20" lockMode="U"><inputbuf>DELETE ', m.Name, N'</inputbuf></process></process-list><resource-list>',
    N'<keylock hobtid="7" dbid="2" objectname="tempdb.dbo.', m.Name, N'" indexname="', k.Name, N'" id="l1" mode="X">',
    N'<owner-list><owner id="p2" mode="X"/></owner-list><waiter-list><waiter id="p1" mode="U"/></waiter-list></keylock>',
    N'</resource-list></deadlock></value></data></event>')
FROM NamesTests.MadeUp() AS m
INNER JOIN NamesTests.MadeUp() AS k ON k.Kind = N'key' AND k.Number = m.Number
WHERE m.Kind = N'ax tempdb';
INSERT @Result
EXEC collect.SaveDeadlocks @InstanceId = @InstanceId, @RunId = @RunId, @CapturedAt = '2026-03-01T08:10:00',
    @NextFile = N'a_0_1.xel', @NextOffset = 5, @Rows = @Rows;
DECLARE @Told nvarchar(20) = (SELECT CONCAT(COUNT(*), N' ', COUNT(DISTINCT Signature)) FROM fact.Deadlock);
EXEC tSQLt.AssertEqualsString N'5 1', @Told;
GO
CREATE PROCEDURE NamesTests.[test queries on made-up tables have one signature and one list of tables]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
CREATE TABLE #Described
(
    QueryHash     binary(8)     NOT NULL,
    QueryPlanHash binary(8)     NOT NULL,
    StatementText nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    PlanText      nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (QueryHash, QueryPlanHash)
);
INSERT #Described (QueryHash, QueryPlanHash, StatementText)
SELECT CAST(m.Number AS binary(8)), CAST(1 AS binary(8)),
    CONCAT(N'(@P1 int)SELECT T1.RECID FROM ', m.Name, N' T1 JOIN CUSTTABLE T2')
FROM NamesTests.MadeUp() AS m
WHERE m.Kind = N'ax tempdb';
EXEC collect.SaveQueryDescriptions @InstanceId, '2026-01-02';
DECLARE @Told nvarchar(200) = (
    SELECT CONCAT(COUNT(*), N' ', COUNT(DISTINCT t.SignatureHash), N' ', MIN(q.TableNames), N' ', COUNT(DISTINCT q.TableNames))
    FROM dim.Query AS q
    INNER JOIN dim.StatementText AS t ON t.TextHash = q.TextHash
);
EXEC tSQLt.AssertEqualsString N'5 1 T100085_, CUSTTABLE 1', @Told;
GO
