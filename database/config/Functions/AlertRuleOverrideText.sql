/*  config.AlertRuleOverrideText: what an instance does differently with a rule, in words, as audit.Event
    keeps it.
    @RuleId, @InstanceId   config.AlertRuleOverride
    Result                 one row: OverrideText, empty where it does nothing differently  */
CREATE FUNCTION config.AlertRuleOverrideText
(
    @RuleId     int,
    @InstanceId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT OverrideText = COALESCE(STUFF(
        (
            SELECT CONCAT(
                N'; ', o.MeasureName, CASE o.IsEnabled WHEN 0 THEN N' not measured' END,
                N' warning at ' + CAST(o.WarnValue AS nvarchar(24)), N' critical at ' + CAST(o.CriticalValue AS nvarchar(24)))
            FROM config.AlertRuleOverride AS o
            WHERE o.RuleId = @RuleId
              AND o.InstanceId = @InstanceId
            ORDER BY o.MeasureName
            FOR XML PATH(N''), TYPE
        ).value(N'.', N'nvarchar(1000)'), 1, 2, N''), N'')
);
