-- collect.SaveNumberSequences: how far number sequences are used up, and what cannot be.
EXEC tSQLt.NewTestClass N'NumberSequencesTests';
GO
CREATE PROCEDURE NumberSequencesTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE NumberSequencesTests.SaveCapture
    @CapturedAt datetime2(3),
    @Rows       stage.NumberSequences READONLY
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveNumberSequences @InstanceId, @RunId, @CapturedAt, @Rows;
GO
CREATE PROCEDURE NumberSequencesTests.[test a sequence is named by code and company, and measured from the lowest to the last number]
AS
DECLARE @Rows stage.NumberSequences;
INSERT @Rows (SequenceCode, CompanyName, FormatText, LowestNumber, HighestNumber, LastNumber, NextNumber, IsContinuous)
VALUES
    (N'WHSW_107', N'usmf', N'WK######', 1, 999999999, 999999, 750000, 0),
    (N'Shared', NULL, N'########', 100, 200, 200, 201, 1),
    (N'Young', N'usmf', N'######', 1, 999999, 999999, 400000, 0);
EXEC NumberSequencesTests.SaveCapture '2026-01-02T10:00:00', @Rows;
CREATE TABLE #Expected (SequenceName nvarchar(64), UsedPercent decimal(9, 1) NULL);
INSERT #Expected VALUES (N'WHSW_107 (usmf)', 75.0), (N'Shared', 100.0), (N'Young (usmf)', NULL);
SELECT n.SequenceName, UsedPercent = CAST(m.Value AS decimal(9, 1))
INTO #Actual
FROM fact.NumberSequence AS n
LEFT JOIN dim.MetricKey AS k ON k.KeyText = n.SequenceName
LEFT JOIN fact.Metric AS m ON m.KeyId = k.KeyId AND m.CapturedAt = n.CapturedAt;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE NumberSequencesTests.[test what cannot be a sequence is set aside and the rest is saved]
AS
DECLARE @Rows stage.NumberSequences;
INSERT @Rows (SequenceCode, LowestNumber, HighestNumber, LastNumber, NextNumber)
VALUES
    (N'Good', 1, 1000, 1000, 900),
    (NULL, 1, 1000, 1000, 900),
    (N'', 1, 1000, 1000, 900),
    (N'Falling', 1000, 1, 1, 900),
    (N'Negative', -5, 1000, 1000, 900),
    (N'Before', 100, 1000, 1000, 7),
    (N'good', 1, 1000, 1000, 950);
EXEC NumberSequencesTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Saved nvarchar(200) =
    (SELECT CONCAT(MAX(n.SequenceName), N' ', MAX(n.NextNumber), N' ', COUNT(*)) FROM fact.NumberSequence AS n);
DECLARE @Aside int = (SELECT COUNT(*) FROM collect.Quarantine AS q WHERE q.CollectorName = N'NumberSequences');
EXEC tSQLt.AssertEqualsString N'good 950 1', @Saved;
EXEC tSQLt.AssertEquals 5, @Aside;
GO
CREATE PROCEDURE NumberSequencesTests.[test the same capture saved again adds nothing]
AS
DECLARE @Rows stage.NumberSequences;
INSERT @Rows (SequenceCode, LowestNumber, HighestNumber, LastNumber, NextNumber) VALUES (N'Good', 1, 1000, 1000, 900);
EXEC NumberSequencesTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC NumberSequencesTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Count int = (SELECT COUNT(*) FROM fact.NumberSequence);
EXEC tSQLt.AssertEquals 1, @Count;
GO
