-- Masking of names and literals: what a text and a name become, and whose settings decide it.
EXEC tSQLt.NewTestClass N'MaskingTests';
GO
CREATE PROCEDURE MaskingTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt, Environment)
VALUES (N'tSQLt-PRD', N'none', '2026-01-01', N'PRD'), (N'tSQLt-TST', N'none', '2026-01-01', N'TST'),
       (N'tSQLt-none', N'none', '2026-01-01', NULL);
GO
CREATE PROCEDURE MaskingTests.[test what a statement looks like without literals and comments]
AS
CREATE TABLE #Case (CaseNumber int NOT NULL, Text nvarchar(max), Body nvarchar(400));
INSERT #Case (CaseNumber, Text, Body)
VALUES
    (1, N'SELECT A FROM T WHERE B = ''x'' AND C = 12.5', N'SELECT A FROM T WHERE B = ? AND C = ?'),
    (2, N'SELECT A FROM T WHERE B = N''O''''Neil'' AND C = 0x1F', N'SELECT A FROM T WHERE B = N? AND C = ?'),
    (3, N'(@P1 bigint,@P2 nvarchar(5))SELECT A FROM T WHERE B=@P1', N'SELECT A FROM T WHERE B=@P1'),
    (4, N'/* for Ann */ SELECT 1', N'SELECT ?'),
    (5, N'SELECT A -- for Ann' + NCHAR(13) + NCHAR(10) + N'FROM T', N'SELECT A FROM T'),
    -- A quote in a comment would turn what is a literal and what is not.
    (6, N'SELECT A /* don''t */ FROM T WHERE B = ''secret''', N'SELECT A …'),
    (7, N'SELECT A -- it''s' + NCHAR(10) + N'FROM T WHERE B = ''secret''', N'SELECT A …'),
    (8, N'SELECT [it''s] FROM T WHERE B = ''secret''', N'SELECT [it …'),
    (9, N'SELECT A FROM T WHERE B = "secret"', N'SELECT A FROM T WHERE B = …'),
    (10, N'SELECT A /* x /* y */ secret */ FROM T', N'SELECT A …'),
    (11, N'SELECT A /*/ secret */ FROM T', N'SELECT A FROM T'),
    (12, N'SELECT A FROM T WHERE B = ''/* no comment'' AND C = ''--''', N'SELECT A FROM T WHERE B = ? AND C = ?'),
    (13, N'SELECT A FROM T WHERE B = ''secret', N'SELECT A FROM T WHERE B = ?'),
    (14, N'SELECT [A]]secret''] FROM T WHERE B = ''secret''', N'SELECT [A …'),
    (15, N'SELECT * FROM t100085_D2ED79E9B473A1B2 WHERE A = 1', N'SELECT * FROM t100085_ WHERE A = ?'),
    (16, N'', N''),
    (17, NULL, NULL),
    (18, N'SELECT A/**/FROM T', N'SELECT A FROM T'),
    (19, N'exec sp_executesql N''SELECT A FROM T WHERE B = ''''secret'''''',N''@p int'',@p=5', N'exec sp_executesql N?,N?,@p=?'),
    (20, N'SELECT ''a' + NCHAR(1) + N'b'' , A' + NCHAR(7) + N' FROM T', N'SELECT ? , A? FROM T');
SELECT c.CaseNumber, c.Body INTO #Expected FROM #Case AS c;
SELECT c.CaseNumber, Body = CAST(COALESCE(m.Body, CASE WHEN c.Text = N'' THEN N'' END) AS nvarchar(400))
INTO #Actual FROM #Case AS c CROSS APPLY lib.MaskedText(c.Text) AS m;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE MaskingTests.[test a text longer than what counts is cut]
AS
DECLARE @Body nvarchar(max) = (
    SELECT m.Body FROM lib.MaskedText(REPLICATE(CAST(N'SELECT A; ' AS nvarchar(max)), 500) + N'SELECT ''secret''') AS m);
DECLARE @End nvarchar(2) = RIGHT(@Body, 2);
EXEC tSQLt.AssertEqualsString N' …', @End;
IF @Body LIKE N'%secret%'
    EXEC tSQLt.Fail N'The text shows what lies beyond.';
GO
CREATE PROCEDURE MaskingTests.[test a name has one pseudonym for each key and kind]
AS
SELECT x.CaseNumber, IsSame = CAST(CASE WHEN a.MaskedName = b.MaskedName THEN 1 ELSE 0 END AS int)
INTO #Actual
FROM
(
    VALUES
        (1, N'k', N'user', N'Jane', N'k', N'user', N'JANE'),
        (2, N'k', N'user', N'Jane', N'k', N'login', N'Jane'),
        (3, N'k', N'user', N'Jane', N'q', N'user', N'Jane'),
        (4, N'k', N'user', N'Jane', N'k', N'user', N'Joan')
) AS x (CaseNumber, Key1, Kind1, Name1, Key2, Kind2, Name2)
CROSS APPLY lib.MaskedName(x.Key1, x.Kind1, x.Name1) AS a
CROSS APPLY lib.MaskedName(x.Key2, x.Kind2, x.Name2) AS b;
SELECT v.CaseNumber, v.IsSame INTO #Expected FROM (VALUES (1, 1), (2, 0), (3, 0), (4, 0)) AS v (CaseNumber, IsSame);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE MaskingTests.[test what is no name or has a pseudonym stays]
AS
SELECT x.CaseNumber, m.MaskedName
INTO #Actual
FROM (VALUES (1, N'k', N''), (2, N'k', NULL), (3, NULL, N'Jane'), (4, N'k', N'user-0123ABCD')) AS x (CaseNumber, NameKey, Name)
CROSS APPLY lib.MaskedName(x.NameKey, N'user', x.Name) AS m;
SELECT v.CaseNumber, MaskedName = CAST(v.MaskedName AS nvarchar(128)) INTO #Expected
FROM (VALUES (1, N''), (2, NULL), (3, N'Jane'), (4, N'user-0123ABCD')) AS v (CaseNumber, MaskedName);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE MaskingTests.[test the computer of an AX server stays]
AS
SELECT x.CaseNumber, IsMasked = CAST(CASE WHEN m.HostName = x.HostName THEN 0 ELSE 1 END AS int)
INTO #Actual
FROM
(
    VALUES (1, N'AOS01', N'Microsoft Dynamics AX'), (2, N'PC-17', N'sqlcmd'), (3, N'PC-17', NULL)
) AS x (CaseNumber, HostName, Program)
CROSS APPLY lib.MaskedSession(N'k', N'login', N'user', x.HostName, x.Program) AS m;
SELECT v.CaseNumber, v.IsMasked INTO #Expected FROM (VALUES (1, 0), (2, 1), (3, 1)) AS v (CaseNumber, IsMasked);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE MaskingTests.[test each stage has its own settings]
AS
EXEC config.SetSetting N'MaskingPRD', N'names+literals', N'ann', '2026-01-02';
EXEC config.SetSetting N'MaskingPRDAtCollection', N'1', N'ann', '2026-01-02';
EXEC config.SetSetting N'MaskingOther', N'names', N'ann', '2026-01-02T10:00:00';
EXEC config.SetSetting N'MaskingTSTAtCollection', N'1', N'ann', '2026-01-02';
SELECT
    i.InstanceName, k.MaskLevel, HasKey = CASE WHEN k.NameKey <> N'' THEN 1 ELSE 0 END, k.HidesLiterals,
    k.IsAtCollection, k.HidesBefore
INTO #Actual
FROM config.Masking(1) AS k INNER JOIN config.Instance AS i ON i.InstanceId = k.InstanceId WHERE i.InstanceName LIKE N'tSQLt-%';
CREATE TABLE #Expected (
    InstanceName sysname, MaskLevel int, HasKey int, HidesLiterals bit, IsAtCollection bit, HidesBefore datetime2(3));
INSERT #Expected
VALUES (N'tSQLt-PRD', 2, 1, 1, 1, '2026-01-02'), (N'tSQLt-TST', 0, 0, 0, 0, NULL),
       (N'tSQLt-none', 1, 1, 0, 0, '2026-01-02T10:00:00');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE MaskingTests.[test a value that the setting cannot have is refused by what it can have]
AS
EXEC tSQLt.ExpectException
    @ExpectedMessage = N'Setting ''MaskingPRD'' cannot be ''all''. It may be: none, names, names+literals.',
    @ExpectedErrorNumber = 50017;
EXEC config.SetSetting N'MaskingPRD', N'all', N'ann', '2026-01-02';
GO
CREATE PROCEDURE MaskingTests.[test a change of masking is in the audit]
AS
EXEC config.SetSetting N'MaskingTST', N'names', N'ann', '2026-01-02';
SELECT e.ChangedBy, e.OldValue, e.NewValue INTO #Actual FROM audit.Event AS e WHERE e.Subject = N'MaskingTST';
CREATE TABLE #Expected (ChangedBy nvarchar(128), OldValue nvarchar(100), NewValue nvarchar(100));
INSERT #Expected VALUES (N'ann', N'none', N'names');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE MaskingTests.[test texts that are there are masked when a stage begins to, and new ones as they come]
AS
DECLARE @Texts stage.StatementText;
INSERT @Texts VALUES (HASHBYTES(N'SHA2_256', N'SELECT ''old'''), N'SELECT ''old''');
EXEC collect.SaveStatementTexts '2026-01-02', @Texts;
EXEC config.SetSetting N'MaskingTST', N'names+literals', N'ann', '2026-01-02';
DELETE @Texts;
INSERT @Texts VALUES (HASHBYTES(N'SHA2_256', N'SELECT ''new'''), N'SELECT ''new''');
EXEC collect.SaveStatementTexts '2026-01-02', @Texts;
SELECT TextValue = CAST(t.TextValue AS nvarchar(40)), MaskedText = CAST(t.MaskedText AS nvarchar(40))
INTO #Actual FROM dim.StatementText AS t WHERE t.TextValue LIKE N'SELECT ''%';
CREATE TABLE #Expected (TextValue nvarchar(40), MaskedText nvarchar(40));
INSERT #Expected VALUES (N'SELECT ''old''', N'SELECT ?'), (N'SELECT ''new''', N'SELECT ?');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE MaskingTests.[test a text that is not masked yet is not shown]
AS
DECLARE @Hash binary(32) = HASHBYTES(N'SHA2_256', N'x');
INSERT dim.StatementText (TextHash, TextValue, FirstSeenAt) VALUES (@Hash, N'SELECT ''secret''', '2026-01-01');
DECLARE @Text nvarchar(max) = (SELECT t.TextValue FROM dim.ShownText(1, @Hash) AS t);
EXEC tSQLt.AssertEqualsString N'(shown once its literals are masked)', @Text;
GO
CREATE PROCEDURE MaskingTests.[test keys of client computers become pseudonyms, those of AX servers stay]
AS
DECLARE @PrdId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt-PRD');
DECLARE @TstId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt-TST');
DECLARE @Points stage.MetricPoint;
INSERT collect.AxServerState (InstanceId, AosName, RhythmCount, SampledAt) VALUES (@PrdId, N'01@AOS01', 0, '2026-01-02');
INSERT @Points (MetricName, KeyText, Value)
VALUES (N'requests.long_count', N'PC-17', 1), (N'requests.long_count', N'AOS01', 1), (N'requests.long_count', N'01@AOS01', 1),
       (N'requests.long_count', N'(no host name)', 1);
EXEC collect.SaveMetrics @PrdId, '2026-01-02', @Points;
DELETE @Points;
INSERT @Points (MetricName, KeyText, Value) VALUES (N'requests.long_count', N'PC-18', 1);
EXEC collect.SaveMetrics @TstId, '2026-01-02', @Points;
EXEC config.SetSetting N'MaskingPRD', N'names', N'ann', '2026-01-02';
SELECT KeyText = CASE WHEN k.KeyText LIKE N'host-%' THEN N'(pseudonym)' ELSE k.KeyText END
INTO #Actual
FROM rollup.Series AS s
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = N'requests.long_count'
INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
WHERE s.InstanceId IN (@PrdId, @TstId);
CREATE TABLE #Expected (KeyText nvarchar(256));
INSERT #Expected VALUES (N'(pseudonym)'), (N'AOS01'), (N'01@AOS01'), (N'(no host name)'), (N'PC-18');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
