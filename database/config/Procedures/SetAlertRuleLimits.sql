/*  config.SetAlertRuleLimits: changes the limits of one measure of a rule, everywhere or on one instance, and
    leaves the rest of it as it is. Says so in audit.Event.
    @RuleName, @MeasureName   that exist
    @InstanceName    NULL: the rule's own limits; else those of the instance
    @WarnValue       NULL, with an instance: the rule's own limits hold there again
    @CriticalValue   NULL: never critical
    @VersionText     of config.AlertRuleVersion, as it was when the change was thought of; NULL: whatever it
                     is
    @ChangedBy       who changes it; NULL: the login
    @Now             UTC; NULL: the present by the repository's own clock
    Errors           50040 no such rule, measure or instance
                     50041 limits that do not fit; the message says which would
                     50090 somebody else has changed the rule's limits meanwhile  */
CREATE PROCEDURE config.SetAlertRuleLimits
    @RuleName      nvarchar(128),
    @MeasureName   nvarchar(64),
    @InstanceName  sysname = NULL,
    @WarnValue     float = NULL,
    @CriticalValue float = NULL,
    @VersionText   nvarchar(64) = NULL,
    @ChangedBy     nvarchar(128) = NULL,
    @Now           datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @RuleId int;
DECLARE @OldVersion nvarchar(64);
DECLARE @OldText nvarchar(1400);
DECLARE @MetricName nvarchar(64);
DECLARE @OtherMetricName nvarchar(64);
DECLARE @KeyLike nvarchar(256);
DECLARE @KeyNotLike nvarchar(256);
DECLARE @AggregateName nvarchar(16);
DECLARE @WindowMs int;
DECLARE @MinSamples int;
DECLARE @MinOtherValue float;
DECLARE @SourceName nvarchar(64);
DECLARE @IsGate bit;
DECLARE @Message nvarchar(400);

BEGIN TRANSACTION;

SET @RuleId = (SELECT r.RuleId FROM config.AlertRule AS r WITH (UPDLOCK, HOLDLOCK) WHERE r.RuleName = @RuleName);

SELECT @OldVersion = v.VersionText, @OldText = LEFT(v.LimitText, 1400)
FROM config.AlertRuleVersion(@RuleId) AS v;

IF @RuleId IS NOT NULL AND @VersionText <> @OldVersion
    EXEC config.RefuseStale @RuleName, @OldText;

SELECT
    @IsGate = m.IsGate,
    @MetricName = c.MetricName,
    @OtherMetricName = o.MetricName,
    @KeyLike = m.KeyLike,
    @KeyNotLike = m.KeyNotLike,
    @AggregateName = m.AggregateName,
    @WindowMs = m.WindowMs,
    @MinSamples = m.MinSamples,
    @MinOtherValue = m.MinOtherValue,
    @SourceName = m.SourceName
FROM config.AlertRuleMeasure AS m
LEFT JOIN config.Metric AS c ON c.MetricId = m.MetricId
LEFT JOIN config.Metric AS o ON o.MetricId = m.OtherMetricId
WHERE m.RuleId = @RuleId
  AND m.MeasureName = @MeasureName;

IF @RuleId IS NOT NULL AND @IsGate IS NULL
BEGIN
    SET @Message = CONCAT(N'Rule ''', @RuleName, N''' has no measure ''', @MeasureName, N'''.');
    THROW 50040, @Message, 1;
END;

IF @InstanceName IS NOT NULL
    EXEC config.SetAlertRuleOverride @RuleName, @InstanceName, @MeasureName, 1, @WarnValue, @CriticalValue, @ChangedBy, @Now;
ELSE
    EXEC config.SetAlertRuleMeasure
        @RuleName = @RuleName,
        @MeasureName = @MeasureName,
        @MetricName = @MetricName,
        @OtherMetricName = @OtherMetricName,
        @KeyLike = @KeyLike,
        @KeyNotLike = @KeyNotLike,
        @AggregateName = @AggregateName,
        @WindowMs = @WindowMs,
        @MinSamples = @MinSamples,
        @MinOtherValue = @MinOtherValue,
        @SourceName = @SourceName,
        @IsGate = @IsGate,
        @WarnValue = @WarnValue,
        @CriticalValue = @CriticalValue,
        @ChangedBy = @ChangedBy,
        @Now = @Now;

COMMIT TRANSACTION;
