-- Rules as rows: what the schema refuses, what the procedures that change them explain and write down.
EXEC tSQLt.NewTestClass N'AlertRuleTests';
GO
-- Metrics with and without keys, and one rule of each kind without measures.
CREATE PROCEDURE AlertRuleTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
EXEC config.DefineMetric N'test.failed', N'Requests', N'count', N'higher', N'batch class', N'What failed.';
EXEC config.DefineMetric N'test.ended', N'Requests', N'count', N'none', N'batch class', N'What ended.';
EXEC config.DefineMetric N'test.idle', N'Requests', N'percent', N'lower', N'none', N'How idle it is.';
EXEC config.DefineMetric N'test.wait_ms', N'Requests', N'ms', N'higher', N'AOS', N'How long it waits.';
INSERT config.AlertRule (RuleName, RuleKind, PendingMs, ClearPercent, ClearMs)
VALUES (N'T', N'Threshold', 0, 80, 0), (N'R', N'Rate', 0, 80, 0), (N'A', N'Absence', 0, 80, 0), (N'E', N'Event', 0, 80, 0);
GO
-- Inserts one measure; what the schema says to it is expected by the caller.
CREATE PROCEDURE AlertRuleTests.AddMeasure
    @RuleName      nvarchar(128),
    @MeasureName   nvarchar(64),
    @MetricName    nvarchar(64) = NULL,
    @OtherName     nvarchar(64) = NULL,
    @AggregateName nvarchar(16) = NULL,
    @WindowMs      int = NULL,
    @MinSamples    int = NULL,
    @SourceName    nvarchar(64) = NULL,
    @WarnValue     float = 1,
    @CriticalValue float = NULL,
    @RuleKind      nvarchar(16) = NULL
AS
INSERT config.AlertRuleMeasure
(
    RuleId,
    RuleKind,
    MeasureName,
    MetricId,
    OtherMetricId,
    AggregateName,
    WindowMs,
    MinSamples,
    SourceName,
    WarnValue,
    CriticalValue
)
SELECT
    r.RuleId,
    COALESCE(@RuleKind, r.RuleKind),
    @MeasureName,
    (SELECT m.MetricId FROM config.Metric AS m WHERE m.MetricName = @MetricName),
    (SELECT m.MetricId FROM config.Metric AS m WHERE m.MetricName = @OtherName),
    @AggregateName,
    @WindowMs,
    @MinSamples,
    @SourceName,
    @WarnValue,
    @CriticalValue
FROM config.AlertRule AS r
WHERE r.RuleName = @RuleName;
GO
CREATE PROCEDURE AlertRuleTests.[test a measure of each kind is taken]
AS
EXEC AlertRuleTests.AddMeasure N'T', N'm', N'test.idle', NULL, N'last', 60000, 1, NULL, 20, 5;
EXEC AlertRuleTests.AddMeasure N'R', N'm', N'test.failed', N'test.ended', N'sum', 60000, 1;
EXEC AlertRuleTests.AddMeasure N'A', N'SwitchedOff', @SourceName = N'Collector';
EXEC AlertRuleTests.AddMeasure N'E', N'VictimCount', @SourceName = N'BlockingIncident';
DECLARE @Count int =
(
    SELECT COUNT(*)
    FROM config.AlertRuleMeasure AS m
    INNER JOIN config.AlertRule AS r ON r.RuleId = m.RuleId
    WHERE r.RuleName IN (N'T', N'R', N'A', N'E')
);
EXEC tSQLt.AssertEquals 4, @Count;
GO
CREATE PROCEDURE AlertRuleTests.[test the schema refuses a threshold without a metric]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'%CK_AlertRuleMeasure_Threshold%', @ExpectedErrorNumber = 547;
EXEC AlertRuleTests.AddMeasure N'T', N'm', NULL, NULL, N'last', 60000, 1;
GO
CREATE PROCEDURE AlertRuleTests.[test the schema refuses a threshold without a window]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'%CK_AlertRuleMeasure_Window%', @ExpectedErrorNumber = 547;
EXEC AlertRuleTests.AddMeasure N'T', N'm', N'test.idle', NULL, N'last', NULL, 1;
GO
CREATE PROCEDURE AlertRuleTests.[test the schema refuses a rate of one metric]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'%CK_AlertRuleMeasure_Rate%', @ExpectedErrorNumber = 547;
EXEC AlertRuleTests.AddMeasure N'R', N'm', N'test.failed', NULL, N'sum', 60000, 1;
GO
CREATE PROCEDURE AlertRuleTests.[test the schema refuses a rate of a metric to itself]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'%CK_AlertRuleMeasure_Rate%', @ExpectedErrorNumber = 547;
EXEC AlertRuleTests.AddMeasure N'R', N'm', N'test.failed', N'test.failed', N'sum', 60000, 1;
GO
CREATE PROCEDURE AlertRuleTests.[test the schema refuses an event of no source]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'%CK_AlertRuleMeasure_SourceName%', @ExpectedErrorNumber = 547;
EXEC AlertRuleTests.AddMeasure N'E', N'VictimCount';
GO
CREATE PROCEDURE AlertRuleTests.[test the schema refuses an absence of what is no measure]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'%FK_AlertRuleMeasure_AlertSource%', @ExpectedErrorNumber = 547;
EXEC AlertRuleTests.AddMeasure N'A', N'VictimCount', @SourceName = N'Collector';
GO
CREATE PROCEDURE AlertRuleTests.[test the schema refuses a metric for an event]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'%CK_AlertRuleMeasure_NoMetric%', @ExpectedErrorNumber = 547;
EXEC AlertRuleTests.AddMeasure N'E', N'VictimCount', N'test.idle', @SourceName = N'BlockingIncident';
GO
CREATE PROCEDURE AlertRuleTests.[test the schema refuses a measure of another kind than its rule's]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'%FK_AlertRuleMeasure_AlertRule%', @ExpectedErrorNumber = 547;
EXEC AlertRuleTests.AddMeasure N'T', N'VictimCount', @SourceName = N'BlockingIncident', @RuleKind = N'Event';
GO
CREATE PROCEDURE AlertRuleTests.[test the schema refuses a template of another story]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'%CK_AlertRule_TemplateName%', @ExpectedErrorNumber = 547;
UPDATE config.AlertRule SET TemplateName = N'blocking' WHERE RuleName = N'T';
GO
CREATE PROCEDURE AlertRuleTests.[test the schema refuses half a subject]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'%CK_Alert_Subject%', @ExpectedErrorNumber = 547;
INSERT alert.Alert (RuleId, InstanceId, AlertKey, SubjectId, State, Severity, PendingAt, LastEvaluatedAt)
SELECT r.RuleId, n.InstanceId, N'k', 1, N'pending', N'warning', '2026-01-02', '2026-01-02'
FROM config.AlertRule AS r
CROSS JOIN config.Instance AS n
WHERE r.RuleName = N'T' AND n.InstanceName = N'tSQLt';
GO
CREATE PROCEDURE AlertRuleTests.[test a new rule has defaults, a call changes what it names, and each change is in the audit]
AS
EXEC config.SetAlertRule N'new', N'Threshold', @ChangedBy = N'ann', @Now = '2026-01-02T10:00:00';
EXEC config.SetAlertRule N'new', @PendingMs = 60000, @PlaybookName = N'cpu', @ChangedBy = N'bob', @Now = '2026-01-02T10:01:00';
EXEC config.SetAlertRule N'new', @PlaybookName = N'', @IsEnabled = 0, @ChangedBy = N'bob', @Now = '2026-01-02T10:02:00';
EXEC config.SetAlertRule N'new', @IsEnabled = 0, @ChangedBy = N'bob', @Now = '2026-01-02T10:03:00';
CREATE TABLE #Expected (ChangedBy nvarchar(128), NewValue nvarchar(400));
INSERT #Expected
VALUES
    (N'ann', N'Threshold; template metric; route default; pending 0 ms; clear below 80 % for 0 ms; enabled; P2, P1'),
    (N'bob', N'Threshold; template metric; playbook cpu; route default; pending 60000 ms; clear below 80 % for 0 ms; enabled; '
        + N'P2, P1'),
    (N'bob', N'Threshold; template metric; route default; pending 60000 ms; clear below 80 % for 0 ms; disabled; P2, P1');
SELECT e.ChangedBy, NewValue = CAST(e.NewValue AS nvarchar(400))
INTO #Actual
FROM audit.Event AS e
WHERE e.[Action] = N'SetAlertRule' AND e.Subject = N'new';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE AlertRuleTests.[test a rule with several faults is refused with all of them]
AS
DECLARE @Expected nvarchar(1000) =
    N'Rule ''new'' was not changed. @RuleKind = ''Guess'' is none of Threshold, Rate, Absence, Event. Template '
    + N'collecting is for rules of kind Absence. There is no route ''nowhere'': config.SetMailRoute makes it. '
    + N'@PendingMs = -1 is below 0. @ClearPercent = 101 is out of 0 to 100.';
EXEC tSQLt.ExpectException
    @ExpectedMessage = @Expected,
    @ExpectedErrorNumber = 50041;
EXEC config.SetAlertRule
    N'new',
    N'Guess',
    @TemplateName = N'collecting',
    @RouteName = N'nowhere',
    @PendingMs = -1,
    @ClearPercent = 101,
    @ChangedBy = N'ann',
    @Now = '2026-01-02';
GO
CREATE PROCEDURE AlertRuleTests.[test the kind of a rule stays]
AS
EXEC tSQLt.ExpectException
    @ExpectedMessage = N'Rule ''T'' was not changed. The rule is of kind Threshold, which cannot be changed: make another rule.',
    @ExpectedErrorNumber = 50041;
EXEC config.SetAlertRule N'T', N'Rate', @ChangedBy = N'ann', @Now = '2026-01-02';
GO
CREATE PROCEDURE AlertRuleTests.[test a measure is made, replaced and taken away, and each change is in the audit]
AS
EXEC config.SetAlertRuleMeasure N'R', NULL, N'test.failed', N'test.ended', N'Post%', N'sum', 3600000, 4, 20, NULL, 30, 60,
    @ChangedBy = N'ann', @Now = '2026-01-02';
EXEC config.SetAlertRuleOverride N'R', N'tSQLt', N'test.failed', @WarnValue = 50, @ChangedBy = N'ann', @Now = '2026-01-02';
EXEC config.SetAlertRuleMeasure N'R', NULL, N'test.failed', N'test.ended', NULL, N'sum', 3600000, 4, NULL, NULL, 40,
    @ChangedBy = N'bob', @Now = '2026-01-02';
EXEC config.SetAlertRuleMeasure N'R', N'test.failed', @IsRemoved = 1, @ChangedBy = N'bob', @Now = '2026-01-02';
CREATE TABLE #Expected (ChangedBy nvarchar(128), [Action] nvarchar(64), Subject nvarchar(200), NewValue nvarchar(400));
INSERT #Expected
VALUES
    (N'ann', N'SetAlertRuleMeasure', N'R, test.failed',
        N'sum of test.failed as % of test.ended, keys like Post% within 3600000 ms, 4 values or more, '
        + N'whole 20 or more; warning at 30; critical at 60'),
    (N'ann', N'SetAlertRuleOverride', N'R, tSQLt', N'test.failed warning at 50'),
    (N'bob', N'SetAlertRuleMeasure', N'R, test.failed',
        N'sum of test.failed as % of test.ended within 3600000 ms, 4 values or more; warning at 40'),
    (N'bob', N'SetAlertRuleMeasure', N'R, test.failed', N'');
SELECT e.ChangedBy, e.[Action], Subject = CAST(e.Subject AS nvarchar(200)), NewValue = CAST(e.NewValue AS nvarchar(400))
INTO #Actual
FROM audit.Event AS e
WHERE e.[Action] LIKE N'SetAlertRule_%';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
EXEC tSQLt.AssertEmptyTable N'config.AlertRuleOverride';
GO
CREATE PROCEDURE AlertRuleTests.[test a measure with several faults is refused with all of them]
AS
DECLARE @Expected nvarchar(1000) =
    N'Rule ''T'' was not changed. @OtherMetricName and @MinOtherValue are for Rate. @AggregateName is one of last, '
    + N'avg, median, min, max, sum. @WindowMs is out of 1000 to 1209600000. @MinSamples is below 1. Of test.idle lower '
    + N'is worse: @CriticalValue is not above @WarnValue.';
EXEC tSQLt.ExpectException
    @ExpectedMessage = @Expected,
    @ExpectedErrorNumber = 50041;
EXEC config.SetAlertRuleMeasure
    N'T',
    @MetricName = N'test.idle',
    @OtherMetricName = N'test.ended',
    @AggregateName = N'mode',
    @WarnValue = 5,
    @CriticalValue = 20,
    @ChangedBy = N'ann',
    @Now = '2026-01-02';
GO
CREATE PROCEDURE AlertRuleTests.[test a rate of metrics with different keys is refused]
AS
DECLARE @Expected nvarchar(1000) =
    N'Rule ''R'' was not changed. The keys do not match: test.failed has a key of batch class, test.wait_ms of AOS.';
EXEC tSQLt.ExpectException
    @ExpectedMessage = @Expected,
    @ExpectedErrorNumber = 50041;
EXEC config.SetAlertRuleMeasure
    N'R',
    @MetricName = N'test.failed',
    @OtherMetricName = N'test.wait_ms',
    @AggregateName = N'sum',
    @WindowMs = 60000,
    @MinSamples = 1,
    @WarnValue = 5,
    @ChangedBy = N'ann',
    @Now = '2026-01-02';
GO
CREATE PROCEDURE AlertRuleTests.[test an event takes a source and limits only]
AS
DECLARE @Expected nvarchar(1000) =
    N'Rule ''E'' was not changed. A rule of kind Event measures no metric: give @SourceName, @MeasureName and limits '
    + N'only.';
EXEC tSQLt.ExpectException
    @ExpectedMessage = @Expected,
    @ExpectedErrorNumber = 50041;
EXEC config.SetAlertRuleMeasure
    N'E',
    N'VictimCount',
    @SourceName = N'BlockingIncident',
    @WindowMs = 60000,
    @WarnValue = 5,
    @ChangedBy = N'ann',
    @Now = '2026-01-02';
GO
CREATE PROCEDURE AlertRuleTests.[test an unknown metric is refused]
AS
EXEC tSQLt.ExpectException
    @ExpectedMessage = N'Unknown metric ''test.nothing''. config.Metric lists the metrics that exist.',
    @ExpectedErrorNumber = 50040;
EXEC config.SetAlertRuleMeasure N'T', @MetricName = N'test.nothing', @WarnValue = 1, @ChangedBy = N'ann', @Now = '2026-01-02';
GO
CREATE PROCEDURE AlertRuleTests.[test limits of an instance belong to one measure]
AS
EXEC AlertRuleTests.AddMeasure N'T', N'm', N'test.idle', NULL, N'last', 60000, 1, NULL, 20, 5;
DECLARE @Expected nvarchar(1000) =
    N'Rule ''T'' was not changed on tSQLt. Limits belong to one measure: give @MeasureName. Lower is worse: '
    + N'@CriticalValue is not above @WarnValue.';
EXEC tSQLt.ExpectException
    @ExpectedMessage = @Expected,
    @ExpectedErrorNumber = 50041;
EXEC config.SetAlertRuleOverride
    N'T', N'tSQLt', @WarnValue = 5, @CriticalValue = 10, @ChangedBy = N'ann', @Now = '2026-01-02';
GO
CREATE PROCEDURE AlertRuleTests.[test an override of a measure that the rule lacks is refused]
AS
EXEC tSQLt.ExpectException @ExpectedMessage = N'Rule ''T'' has no measure ''x''.', @ExpectedErrorNumber = 50040;
EXEC config.SetAlertRuleOverride N'T', N'tSQLt', N'x', 0, @ChangedBy = N'ann', @Now = '2026-01-02';
GO
GO
CREATE PROCEDURE AlertRuleTests.[test a symptom is added, changed and removed, each with who did it]
AS
DECLARE @Count int;
EXEC config.SetAlertRuleSymptom N'CPU', N'Deadlock', 7, @ChangedBy = N'ann', @Now = '2026-01-02';
EXEC config.SetAlertRuleSymptom N'CPU', N'Deadlock', 8, @ChangedBy = N'ann', @Now = '2026-01-02';
EXEC config.SetAlertRuleSymptom N'CPU', N'Deadlock', 8, @ChangedBy = N'ann', @Now = '2026-01-02';
SET @Count =
(
    SELECT COUNT(*)
    FROM config.AlertRuleSymptom AS s
    INNER JOIN config.AlertRule AS r ON r.RuleId = s.RootRuleId AND r.RuleName = N'CPU'
    INNER JOIN config.AlertRule AS y ON y.RuleId = s.SymptomRuleId AND y.RuleName = N'Deadlock'
    WHERE s.CauseRank = 8
);
EXEC tSQLt.AssertEquals 1, @Count;
EXEC config.SetAlertRuleSymptom N'CPU', N'Deadlock', @IsRemoved = 1, @ChangedBy = N'ann', @Now = '2026-01-02';
SET @Count = (SELECT COUNT(*) FROM audit.Event WHERE [Action] = N'SetAlertRuleSymptom' AND Subject = N'CPU: Deadlock');
EXEC tSQLt.AssertEquals 3, @Count;
GO
CREATE PROCEDURE AlertRuleTests.[test a symptom that is not there cannot be removed]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50040, @ExpectedMessagePattern = N'Rule ''Deadlock'' is no symptom of ''CPU''.';
EXEC config.SetAlertRuleSymptom N'CPU', N'Deadlock', @IsRemoved = 1, @ChangedBy = N'ann', @Now = '2026-01-02';
GO
CREATE PROCEDURE AlertRuleTests.[test a rule is no symptom of itself]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50041, @ExpectedMessagePattern = N'Rule ''CPU'' cannot be a symptom of itself.';
EXEC config.SetAlertRuleSymptom N'CPU', N'CPU', 1, @ChangedBy = N'ann', @Now = '2026-01-02';
