-- The parsers of collect and the wordings of report: pure functions, text in, columns out.
EXEC tSQLt.NewTestClass N'ParserTests';
GO
CREATE PROCEDURE ParserTests.[test wait resources in all their spellings]
AS
CREATE TABLE #Expected (
    Id int, ResourceKind nvarchar(16), DatabaseId int, FileId int, PageId bigint, SlotId int, ObjectKey nvarchar(8),
    ObjectId bigint, HeldMode nvarchar(32), PageKind nvarchar(8), KeyHash nvarchar(64));
INSERT #Expected VALUES
    (1, N'KEY', 5, NULL, NULL, NULL, N'hobt', 72057594214350848, NULL, NULL, N'1a39e6095155'),
    (2, N'RID', 6, 1, 20789, 0, NULL, NULL, NULL, NULL, NULL),
    (3, N'PAGE', 6, 3, 70133, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, N'OBJECT', 7, NULL, NULL, NULL, N'object', 663673412, NULL, NULL, NULL),
    (5, N'OBJECT', 7, NULL, NULL, NULL, N'object', 663673412, NULL, NULL, NULL),
    (6, N'PAGE', 6, 3, 70133, NULL, NULL, NULL, NULL, NULL, NULL),
    (7, N'HOBT', 5, NULL, NULL, NULL, N'hobt', 720575, NULL, NULL, NULL),
    (8, N'DATABASE', 9, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (9, N'FILE', 9, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (10, N'EXTENT', 9, 1, 8096, NULL, NULL, NULL, NULL, NULL, NULL),
    (11, N'APPLICATION', 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (12, N'METADATA', 5, NULL, NULL, NULL, N'object', 1790404501, NULL, NULL, NULL),
    (13, N'LATCH', 5, 1, 1234, NULL, NULL, NULL, NULL, NULL, NULL),
    (14, N'LATCH', 2, 1, 1, NULL, NULL, NULL, NULL, N'PFS', NULL),
    (15, N'LATCH', 2, 1, 2, NULL, NULL, NULL, NULL, N'GAM', NULL),
    (16, N'LATCH', 2, 3, 511233, NULL, NULL, NULL, NULL, N'SGAM', NULL),
    (17, N'LATCH', 2, 1, 16176, NULL, NULL, NULL, NULL, N'PFS', NULL),
    (18, N'EXCHANGE', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (19, N'NONE', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (20, N'NONE', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (21, N'OTHER', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (22, N'OBJECT', 7, NULL, NULL, NULL, N'object', 663673412, NULL, NULL, NULL),
    (23, N'XACT', 9, NULL, NULL, NULL, N'hobt', 72057594045857792, NULL, NULL, N'1a39e6095155'),
    (24, N'XACT', 9, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (25, N'ALLOCUNIT', 9, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (26, N'EXCHANGE', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (27, N'KEY', 5, NULL, NULL, NULL, N'hobt', 72057594214350848, NULL, NULL, NULL),
    (28, N'OTHER', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
SELECT
    r.Id,
    p.ResourceKind,
    p.DatabaseId,
    p.FileId,
    p.PageId,
    p.SlotId,
    p.ObjectKey,
    p.ObjectId,
    p.HeldMode,
    p.PageKind,
    p.KeyHash
INTO #Actual
FROM
(
    VALUES
        (1, N'KEY: 5:72057594214350848 (1a39e6095155)'),
        (2, N'RID: 6:1:20789:0'),
        (3, N'PAGE: 6:3:70133 '),
        (4, N'OBJECT: 7:663673412:0 '),
        (5, N'TAB: 7:663673412:0 [COMPILE]'),
        (6, N'PAG: 6:3:70133'),
        (7, N'HOBT: 5:720575'),
        (8, N'DATABASE: 9:0 [BULK-OP-DB]'),
        (9, N'FILE: 9:2'),
        (10, N'EXTENT: 9:1:8096'),
        (11, N'APPLICATION: 5:0:[AxLock]:(b1a2c3d4)'),
        (12, N'METADATA: database_id = 5 STATS(object_id = 1790404501, stats_id = 3)'),
        (13, N'5:1:1234'),
        (14, N'2:1:1'),
        (15, N'2:1:2'),
        (16, N'2:3:511233'),
        (17, N'2:1:16176'),
        (18, N'exchangeEvent id=Pipe2a8 WaitType=e_waitPipeGetRow nodeId=3'),
        (19, N''),
        (20, NULL),
        (21, N'something: that nobody has seen (yet) = 5:'),
        (22, N'OBJECT: 7:663673412:0 [COMPILE]'),
        (23, N'XACT: 9:3350:0 [KEY: 9:72057594045857792 (1a39e6095155)]'),
        (24, N'XACT: 9:3350:0 '),
        (25, N'ALLOCUNIT: 9:72057594045857792'),
        (26, N'SYNCPOINT'),
        (27, N'  KEY: 5:72057594214350848  '),
        (28, N'lock-owner=unknown')
) AS r (Id, Body)
CROSS APPLY lib.ParseWaitResource(r.Body) AS p;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ParserTests.[test resource descriptions of waiting tasks]
AS
CREATE TABLE #Expected (
    Id int, ResourceKind nvarchar(16), DatabaseId int, FileId int, PageId bigint, ObjectKey nvarchar(8), ObjectId bigint,
    HeldMode nvarchar(32));
INSERT #Expected VALUES
    (1, N'KEY', 5, NULL, NULL, N'hobt', 72057594045857792, N'X'),
    (2, N'PAGE', 6, 1, 70133, N'hobt', 72057594045857799, N'IX'),
    (3, N'RID', 6, 1, 20789, N'hobt', 72057594045857700, N'X'),
    (4, N'OBJECT', 7, NULL, NULL, N'object', 663673412, N'Sch-M'),
    (5, N'APPLICATION', 5, NULL, NULL, NULL, NULL, N'X'),
    (6, N'METADATA', 5, NULL, NULL, NULL, NULL, N'Sch-S'),
    (7, N'DATABASE', 9, NULL, NULL, NULL, NULL, N'S'),
    (8, N'HOBT', 5, NULL, NULL, N'hobt', 7205, N'IX'),
    (9, N'FILE', 5, 3, NULL, NULL, NULL, N'X'),
    (10, N'EXTENT', 5, 1, 8096, NULL, NULL, N'X');
SELECT r.Id, p.ResourceKind, p.DatabaseId, p.FileId, p.PageId, p.ObjectKey, p.ObjectId, p.HeldMode
INTO #Actual
FROM
(
    VALUES
        (1, N'keylock hobtid=72057594045857792 dbid=5 id=lock2a8 mode=X associatedObjectId=72057594045857792'),
        (2, N'pagelock fileid=1 pageid=70133 dbid=6 subresource=FULL id=lock2a9 mode=IX associatedObjectId=72057594045857799'),
        (3, N'ridlock fileid=1 pageid=20789 dbid=6 id=lock2aa mode=X associatedObjectId=72057594045857700'),
        (4,
         N'objectlock lockPartition=0 objid=663673412 subresource=FULL dbid=7 id=lock2ab '
             + N'mode=Sch-M associatedObjectId=663673412'),
        (5, N'applicationlock hash=AxBatch1a2b databasePrincipalId=0 dbid=5 id=lock2ac mode=X'),
        (6, N'metadatalock subresource=STATS classid=object_id dbid=5 id=lock2ad mode=Sch-S'),
        (7, N'databaselock subresource=FULL dbid=9 id=lock2ae mode=S'),
        (8, N'hobtlock hobtid=7205 subresource=FULL dbid=5 id=lock2af mode=IX associatedObjectId=7205'),
        (9, N'filelock fileid=3 subresource=FULL dbid=5 id=lock2b0 mode=X'),
        (10, N'extentlock fileid=1 pageid=8096 dbid=5 id=lock2b1 mode=X')
) AS r (Id, Body)
CROSS APPLY lib.ParseWaitResource(r.Body) AS p;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ParserTests.[test context_info gives AX user and session only when it has the form AX writes]
AS
CREATE TABLE #Expected (Id int, AxUser nvarchar(128), AxSessionId int, RawText nvarchar(128));
INSERT #Expected VALUES
    (1, N'ALICE', 4711, N'ALICE 4711'),
    (2, N'ADMIN', 1, N'ADMIN 1 something else'),
    (3, NULL, NULL, NULL),
    (4, NULL, NULL, NULL),
    (5, NULL, NULL, N'ALICE'),
    (6, NULL, NULL, N'ALICE 0'),
    (7, NULL, NULL, N'ALICE 65536'),
    (8, NULL, NULL, N'ALICE 12a'),
    (9, N'J.D-OE$', 65535, N'J.D-OE$ 65535'),
    (10, N'BOB', 12, N'BOB   12'),
    (11, NULL, NULL, N'ALICE 4711111111'),
    (12, N'JÖRG', 421, N'JÖRG 421'),
    (13, NULL, NULL, NULL);
SELECT c.Id, p.AxUser, p.AxSessionId, p.RawText
INTO #Actual
FROM
(
    VALUES
        (1, CAST(' ALICE 4711 ' AS varbinary(128)) + 0x000000),
        (2, CAST(' ADMIN 1 something else' AS varbinary(128)) + 0x00 + CAST('left over' AS varbinary(128))),
        (3, CAST(NULL AS varbinary(128))),
        (4, 0x00000000),
        (5, CAST(' ALICE ' AS varbinary(128))),
        (6, CAST(' ALICE 0 ' AS varbinary(128))),
        (7, CAST(' ALICE 65536 ' AS varbinary(128))),
        (8, CAST(' ALICE 12a ' AS varbinary(128))),
        (9, CAST(' J.D-OE$ 65535 ' AS varbinary(128)) + 0x00),
        (10, CAST(' BOB   12' AS varbinary(128))),
        (11, CAST(' ALICE 4711111111 ' AS varbinary(128))),
        (12, 0x204AD6524720343231200000),
        (13, 0x2020200020)
) AS c (Id, ContextInfo)
CROSS APPLY lib.ParseContextInfo(c.ContextInfo) AS p;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ParserTests.[test context_info written as nvarchar is not taken for an AX session]
AS
DECLARE @User nvarchar(128) = (SELECT AxUser FROM lib.ParseContextInfo(CAST(N' ALICE 4711 ' AS varbinary(128))));
EXEC tSQLt.AssertEqualsString NULL, @User;
GO
CREATE PROCEDURE ParserTests.[test durations are worded for people]
AS
CREATE TABLE #Expected (DurationMs bigint, DurationText nvarchar(64));
INSERT #Expected
VALUES
    (NULL, NULL),
    (0, N'0 ms'),
    (999, N'999 ms'),
    (1000, N'1 s'),
    (59999, N'59 s'),
    (60000, N'1 min 00 s'),
    (185000, N'3 min 05 s'),
    (7620000, N'2 h 07 min'),
    (273600000, N'3 d 04 h');
SELECT v.DurationMs, DurationText = CAST(d.DurationText AS nvarchar(64))
INTO #Actual
FROM (VALUES (CAST(NULL AS bigint)), (0), (999), (1000), (59999), (60000), (185000), (7620000), (273600000)) AS v (DurationMs)
CROSS APPLY lib.DurationText(v.DurationMs) AS d;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ParserTests.[test pseudo-blockers have names and real sessions have none]
AS
CREATE TABLE #Expected (SessionId int, Name nvarchar(64));
INSERT #Expected
VALUES
    (-1, N'blocker not told by SQL Server'),
    (-2, N'orphaned distributed transaction'),
    (-3, N'deferred recovery transaction'),
    (-4, N'latch owner unknown (latch is changing state)'),
    (-5, N'latch owner not tracked'),
    (-9, N'unknown pseudo-blocker'),
    (51, NULL);
SELECT v.SessionId, Name = CAST(n.Name AS nvarchar(64))
INTO #Actual
FROM (VALUES (-1), (-2), (-3), (-4), (-5), (-9), (51)) AS v (SessionId)
CROSS APPLY lib.PseudoBlockerName(v.SessionId) AS n;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ParserTests.[test session labels name the batch task, else the AX user, mark a doubtful one, else the program]
AS
CREATE TABLE #Expected (Id int, SessionLabel nvarchar(256), WhoText nvarchar(64));
INSERT #Expected
VALUES
    (1, N'62 · AX user ALICE · AOS01', N'ALICE'),
    (2, N'62 · AX user ALICE (?) · AOS01', N'ALICE (?)'),
    (3, N'62 · SSMS · PC7', N'SSMS'),
    (4, N'-2 · orphaned distributed transaction', N'orphaned distributed transaction'),
    (5, N'62 · not in the snapshot', N'session 62'),
    (6, N'62', N'session 62'),
    (7, N'62 · batch task SalesPost · Invoices · AOS01', N'SalesPost'),
    (8, N'62 · AxMonitor itself · MON1', N'AxMonitor itself'),
    (9, N'62 · Microsoft Dynamics AX · AOS01', N'session 62 on AOS01'),
    (10, N'62', N'session 62');
SELECT v.Id, l.SessionLabel, l.WhoText
INTO #Actual
FROM
(
    VALUES
        (1, 62, N'ALICE', N'confirmed', NULL, N'Microsoft Dynamics AX', N'AOS01', 0),
        (2, 62, N'ALICE', N'historical', NULL, N'Microsoft Dynamics AX', N'AOS01', 0),
        (3, 62, NULL, N'none', NULL, N'SSMS', N'PC7', 0),
        (4, -2, NULL, N'none', NULL, NULL, NULL, 0),
        (5, 62, NULL, N'none', NULL, NULL, NULL, 1),
        (6, 62, NULL, N'none', NULL, N'', N'', 0),
        (7, 62, N'BATCHSVC', N'confirmed', N'SalesPost · Invoices', N'Microsoft Dynamics AX', N'AOS01', 0),
        (8, 62, NULL, N'none', NULL, N'AxMonitor', N'MON1', 0),
        (9, 62, NULL, N'none', NULL, N'Microsoft Dynamics AX', N'AOS01', 0),
        (10, 62, NULL, N'none', NULL, NULL, NULL, 0)
) AS v (Id, SessionId, AxUser, AxConfidence, BatchTask, ProgramName, HostName, IsMissing)
CROSS APPLY lib.SessionLabel(
    v.SessionId, v.AxUser, v.AxConfidence, v.BatchTask, v.ProgramName, v.HostName, v.IsMissing) AS l;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ParserTests.[test text is trimmed of blanks, tabs and line ends but not inside]
AS
CREATE TABLE #Expected (Id int, Body nvarchar(100));
INSERT #Expected VALUES (1, N'a  b'), (2, N'a'), (3, NULL), (4, NULL), (5, NULL);
SELECT v.Id, Body = CAST(t.Body AS nvarchar(100))
INTO #Actual
FROM (
    VALUES (1, NCHAR(13) + NCHAR(10) + N'  a  b' + NCHAR(9) + N' '), (2, N'a'), (3, N'   '), (4, N''), (5, NULL)
) AS v (Id, Body)
CROSS APPLY lib.TrimText(v.Body) AS t;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ParserTests.[test MaskLiterals takes values out and leaves names]
AS
CREATE TABLE #Case (Source nvarchar(200), Masked nvarchar(200));
INSERT #Case VALUES
    (N'SELECT T1.A FROM T1 WHERE B=12.50 AND C=''it''''s'' AND D=N''''', N'SELECT T1.A FROM T1 WHERE B=? AND C=? AND D=N?'),
    (N'  UPDATE' + NCHAR(13) + NCHAR(10) + NCHAR(9) + N'X SET A=@P1, B=0xFF, C=-3', N'UPDATE X SET A=@P1, B=?, C=-?'),
    (N'FETCH API_CURSOR0000000000A1B2C3', N'FETCH API_CURSOR'),
    (N'a < b & c > ''<&>''', N'a < b & c > ?'),
    (N'', NULL), (NULL, NULL);
SELECT c.Source, c.Masked INTO #Expected FROM #Case AS c;
SELECT c.Source, Masked = CAST(m.Body AS nvarchar(200))
INTO #Actual
FROM #Case AS c
CROSS APPLY lib.MaskLiterals(c.Source) AS m;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ParserTests.[test milliseconds that wrapped are counted from the begin, or on from where they wrapped]
AS
CREATE TABLE #Expected (Id int, Ms bigint);
INSERT #Expected VALUES
    (1, 5000), (2, 2505600000), (3, 2494967296), (4, 4320000000), (5, 1728000000), (6, 2147483648), (7, NULL), (8, NULL),
    (9, 5000);
SELECT v.Id, k.Ms
INTO #Actual
FROM
(
    VALUES
        (1, CAST(5000 AS bigint), CAST('2026-01-31T11:59:55' AS datetime2(3))),
        -- 29 days, as the view tells them, with the begin and without it.
        (2, CAST(-1800000000 AS bigint), CAST('2026-01-02T12:00:00' AS datetime2(3))),
        (3, CAST(-1800000000 AS bigint), NULL),
        -- 50 days: the view has begun at 0 again.
        (4, CAST(25032704 AS bigint), CAST('2025-12-12T12:00:00' AS datetime2(3))),
        -- Twenty days to the millisecond are not old yet.
        (5, CAST(1728000000 AS bigint), CAST('2026-01-11T12:00:00' AS datetime2(3))),
        (6, CAST(-2147483648 AS bigint), NULL),
        (7, CAST(-2147483649 AS bigint), NULL),
        (8, NULL, NULL),
        -- 1900 is no begin.
        (9, CAST(5000 AS bigint), CAST('1900-01-01' AS datetime2(3)))
) AS v (Id, Ms, BeganAt)
CROSS APPLY lib.KnownMs(v.Ms, v.BeganAt, '2026-01-31T12:00:00') AS k;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
