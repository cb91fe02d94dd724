/*  config.SetAlertRuleOverride: says what one instance does differently with a rule, and says so in
    audit.Event.
    @RuleName, @InstanceName   that exist
    @MeasureName     of the rule; NULL for all its measures, which can be taken out but share no limits
    @IsEnabled       0: not measured on this instance; 1: measured
    @WarnValue       the instance's own limits, both at once; NULL: the rule's limits hold
    @CriticalValue   NULL: never critical
    @ChangedBy       who changes it; NULL: the login
    @Now             UTC; NULL: the present by the repository's own clock
    Enabled and without limits of its own, the instance does nothing differently any more.
    Errors           50040 no such rule, measure or instance
                     50041 limits that do not fit; the message says which would  */
CREATE PROCEDURE config.SetAlertRuleOverride
    @RuleName      nvarchar(128),
    @InstanceName  sysname,
    @MeasureName   nvarchar(64) = NULL,
    @IsEnabled     bit = 1,
    @WarnValue     float = NULL,
    @CriticalValue float = NULL,
    @ChangedBy     nvarchar(128) = NULL,
    @Now           datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @RuleId int;
DECLARE @InstanceId int;
DECLARE @MeasureCount int;
DECLARE @IsLowerWorse int;
DECLARE @OldValue nvarchar(1000);
DECLARE @NewValue nvarchar(1000);
DECLARE @Message nvarchar(2000);

BEGIN TRANSACTION;

SET @InstanceId = (SELECT n.InstanceId FROM config.Instance AS n WHERE n.InstanceName = @InstanceName);
SET @RuleId = (SELECT r.RuleId FROM config.AlertRule AS r WITH (UPDLOCK, HOLDLOCK) WHERE r.RuleName = @RuleName);

SELECT
    @MeasureCount = COUNT(*),
    @IsLowerWorse = MAX(CASE
        WHEN c.Direction = N'lower' THEN 1
        WHEN c.Direction = N'higher' OR m.MetricId IS NULL THEN 0
    END)
FROM config.AlertRuleMeasure AS m
LEFT JOIN config.Metric AS c ON c.MetricId = m.MetricId
WHERE m.RuleId = @RuleId
  AND (@MeasureName IS NULL OR m.MeasureName = @MeasureName);

SET @Message = CASE
    WHEN @InstanceId IS NULL
        THEN CONCAT(N'Unknown instance ''', @InstanceName, N'''. config.Instance lists the instances that exist.')
    WHEN @RuleId IS NULL
        THEN CONCAT(N'Unknown rule ''', @RuleName, N'''. config.AlertRule lists the rules that exist.')
    WHEN @MeasureCount = 0
        THEN CONCAT(N'Rule ''', @RuleName, N''' has no measure', N' ''' + @MeasureName + N'''', N'.')
END;

IF @Message IS NOT NULL
    THROW 50040, @Message, 1;

SET @Message = CONCAT(
    CASE WHEN @IsEnabled IS NULL THEN N' @IsEnabled is missing.' END,
    CASE
        WHEN @MeasureName IS NULL AND @WarnValue IS NOT NULL
            THEN N' Limits belong to one measure: give @MeasureName.'
    END,
    CASE WHEN @CriticalValue IS NOT NULL AND @WarnValue IS NULL THEN N' @CriticalValue needs a @WarnValue beside it.' END,
    CASE
        WHEN @IsLowerWorse = 0 AND @CriticalValue < @WarnValue
            THEN N' Higher is worse: @CriticalValue is not below @WarnValue.'
    END,
    CASE
        WHEN @IsLowerWorse = 1 AND @CriticalValue > @WarnValue
            THEN N' Lower is worse: @CriticalValue is not above @WarnValue.'
    END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'Rule ''', @RuleName, N''' was not changed on ', @InstanceName, N'.', @Message);
    THROW 50041, @Message, 1;
END;

SET @OldValue = (SELECT t.OverrideText FROM config.AlertRuleOverrideText(@RuleId, @InstanceId) AS t);

DELETE config.AlertRuleOverride
WHERE RuleId = @RuleId
  AND InstanceId = @InstanceId
  AND (@MeasureName IS NULL OR MeasureName = @MeasureName);

INSERT config.AlertRuleOverride (RuleId, MeasureName, InstanceId, IsEnabled, WarnValue, CriticalValue)
SELECT m.RuleId, m.MeasureName, @InstanceId, @IsEnabled, @WarnValue, @CriticalValue
FROM config.AlertRuleMeasure AS m
WHERE m.RuleId = @RuleId
  AND (@MeasureName IS NULL OR m.MeasureName = @MeasureName)
  AND (@IsEnabled = 0 OR @WarnValue IS NOT NULL);

SET @NewValue = (SELECT t.OverrideText FROM config.AlertRuleOverrideText(@RuleId, @InstanceId) AS t);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetAlertRuleOverride', CONCAT(@RuleName, N', ', @InstanceName), @OldValue, @NewValue
WHERE @OldValue <> @NewValue;

COMMIT TRANSACTION;
