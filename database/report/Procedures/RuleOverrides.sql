/*  report.RuleOverrides: what instances do differently with a rule.
    @RuleName   config.AlertRule
    Result      one row per instance and measure: InstanceName, Stage, MeasureName, IsEnabled (0: not
                measured there), WarnValue (NULL: the rule's limits hold), CriticalValue  */
CREATE PROCEDURE report.RuleOverrides
    @RuleName nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'RuleOverrides';
    RETURN;
END;

SELECT
    i.InstanceName,
    Stage = i.Environment,
    o.MeasureName,
    o.IsEnabled,
    o.WarnValue,
    o.CriticalValue
FROM config.AlertRule AS r
INNER JOIN config.AlertRuleOverride AS o ON o.RuleId = r.RuleId
INNER JOIN config.Instance AS i ON i.InstanceId = o.InstanceId
WHERE r.RuleName = @RuleName
ORDER BY i.InstanceName, o.MeasureName;
