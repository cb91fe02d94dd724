-- collect.StageEvents and collect.FinishEvents: what every save procedure of events has in common.
EXEC tSQLt.NewTestClass N'EventTests';
GO
CREATE PROCEDURE EventTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- Saves nothing but bookkeeping, by the collector with the fewest rules of its own.
CREATE PROCEDURE EventTests.SaveCapture
    @CapturedAt     datetime2(3),
    @EventData      nvarchar(max),
    @NextFile       nvarchar(512) = NULL,
    @NextOffset     bigint = NULL,
    @HasPossibleGap bit = 0,
    @DroppedEvents  int = 0,
    @SessionBegan   datetime2(3) = NULL,
    @SessionDropped bigint = NULL
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Rows stage.Event;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Rows (FileName, FileOffset, EventData) SELECT N'a_0_1.xel', 100, @EventData WHERE @EventData IS NOT NULL;
INSERT @Result
EXEC collect.SaveDeadlocks @InstanceId, @RunId, @CapturedAt, @NextFile, @NextOffset, @HasPossibleGap, @Rows, @DroppedEvents,
    @SessionBegan, @SessionDropped;
GO
CREATE PROCEDURE EventTests.[test a gap with nothing left to read is told once and the next run begins anew]
AS
EXEC EventTests.SaveCapture '2026-01-02T10:00:00', NULL, N'a_0_1.xel', 100;
EXEC EventTests.SaveCapture '2026-01-02T10:00:10', NULL, NULL, NULL, 1;
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Parameters Given.Parameters;
DECLARE @Expected Given.Parameters;
INSERT @Expected (BookmarkFile, BookmarkOffset, BookmarkEventAt) VALUES (NULL, NULL, NULL);
INSERT @Parameters EXEC collect.GetParameters @InstanceId, N'Deadlocks';
SELECT * INTO #Expected FROM @Expected;
SELECT * INTO #Actual FROM @Parameters;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

EXEC EventTests.SaveCapture '2026-01-02T10:00:20', NULL;
EXEC EventTests.SaveCapture '2026-01-02T10:00:30', NULL, N'a_0_2.xel', 200;
CREATE TABLE #ExpectedGap (BookmarkFile nvarchar(512), HasPossibleGap bit, GapSeenAt datetime2(3), Losses int);
INSERT #ExpectedGap VALUES (N'a_0_2.xel', 1, '2026-01-02T10:00:10', 1);
SELECT BookmarkFile, HasPossibleGap, GapSeenAt, Losses = (SELECT COUNT(*) FROM fact.EventLoss WHERE IsGap = 1)
INTO #ActualGap
FROM collect.Bookmark;
EXEC tSQLt.AssertEqualsTable N'#ExpectedGap', N'#ActualGap';
GO
CREATE PROCEDURE EventTests.[test what the collector and the server dropped is counted, from one reading to the next]
AS
EXEC EventTests.SaveCapture '2026-01-02T10:00:00', NULL, NULL, NULL, 0, 0, '2026-01-01', 40;
EXEC EventTests.SaveCapture '2026-01-02T10:00:10', NULL, NULL, NULL, 0, 0, '2026-01-01', 40;
EXEC EventTests.SaveCapture '2026-01-02T10:00:20', NULL, NULL, NULL, 0, 12, '2026-01-01', 43;
EXEC EventTests.SaveCapture '2026-01-02T10:00:30', NULL, NULL, NULL, 0, 0, '2026-01-02T10:00:25', 5;
EXEC EventTests.SaveCapture '2026-01-02T10:00:40', NULL, NULL, NULL, 0, 0, '2026-01-02T10:00:25', 5;
CREATE TABLE #Expected (
    CapturedAt datetime2(3), CollectorName nvarchar(64), IsGap bit, DroppedByLimit int, DroppedByServer bigint);
INSERT #Expected VALUES ('2026-01-02T10:00:20', N'Deadlocks', 0, 12, 3), ('2026-01-02T10:00:30', N'Deadlocks', 0, 0, 5);
SELECT CapturedAt, CollectorName, IsGap, DroppedByLimit, DroppedByServer INTO #Actual FROM fact.EventLoss;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE EventTests.[test control characters do not cost the event, and its text is kept as it came]
AS
DECLARE @Raw nvarchar(max) = CONCAT(
    N'<deadlock><victim-list/><process-list><process id="p1" spid="60"><inputbuf>A', NCHAR(0), N'B', NCHAR(11),
    N'C&#x1b;&#x1F;&#2;&lt;D</inputbuf></process></process-list><resource-list/></deadlock>');
EXEC EventTests.SaveCapture '2026-01-02T10:00:00', @Raw, N'a_0_1.xel', 100;
CREATE TABLE #Expected (InputBuffer nvarchar(100), IsRawKept bit, Reason nvarchar(400));
INSERT #Expected
VALUES (N'A?B?C???<D', 1, N'The text is no well-formed XML as it came; the event was saved as it reads after a repair.');
SELECT
    InputBuffer = CAST(t.TextValue AS nvarchar(100)),
    IsRawKept = CAST(CASE WHEN q.RawHash = HASHBYTES(N'SHA2_256', @Raw) THEN 1 ELSE 0 END AS bit),
    q.Reason
INTO #Actual
FROM fact.DeadlockProcess AS p
INNER JOIN dim.StatementText AS t ON t.TextHash = p.InputBufferHash
CROSS JOIN collect.Quarantine AS q;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE EventTests.[test time stamps of every spelling are read to the millisecond]
AS
CREATE TABLE #Case (Source nvarchar(64), EventAt datetime2(3));
INSERT #Case VALUES
    (N'2026-01-02T10:00:05Z', '2026-01-02T10:00:05'), (N'2026-01-02T10:00:05.250Z', '2026-01-02T10:00:05.250'),
    (N'2026-01-02T10:00:05.2509999Z', '2026-01-02T10:00:05.250'),
    (N'2026-01-02T10:00:05.250999', '2026-01-02T10:00:05.250'), (N' 2026-01-02T10:00:05.250Z ', '2026-01-02T10:00:05.250'),
    (N'2026-01-02T10:00:05.2500000+02:00', '2026-01-02T08:00:05.250'),
    (N'2026-01-02T10:00:05-05:30', '2026-01-02T15:30:05'), (N'13199000000000000000', NULL), (N'', NULL), (NULL, NULL);
SELECT Source, EventAt INTO #Expected FROM #Case;
SELECT c.Source, t.EventAt INTO #Actual FROM #Case AS c CROSS APPLY lib.ParseEventTime(c.Source) AS t;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE EventTests.[test a byte order mark, blanks and a declaration do not keep XML from being read]
AS
CREATE TABLE #Case (Source nvarchar(200), Root nvarchar(20));
INSERT #Case VALUES
    (N'<a/>', N'a'), (NCHAR(65279) + N'<a/>', N'a'), (N'<?xml version="1.0" encoding="utf-8"?><a/>', N'a'),
    (NCHAR(65279) + N'<?xml version="1.0" encoding="utf-16"?>' + NCHAR(13) + NCHAR(10) + N'<a/>', N'a'),
    (NCHAR(10) + N'  <a/>', N'a'), (N'<a><', NULL), (NULL, NULL);
SELECT Source, Root INTO #Expected FROM #Case;
SELECT c.Source, Root = TRY_CAST(b.Body AS xml).value(N'local-name((/*)[1])', N'nvarchar(20)')
INTO #Actual
FROM #Case AS c
CROSS APPLY lib.XmlBody(c.Source) AS b;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
