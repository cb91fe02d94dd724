/*  config.AlertRuleVersion: the limits of a rule and what instances do differently, as one text, and what
    tells it from any other, with which whoever changes it says what was seen.
    @RuleId   config.AlertRule
    Result    one row: LimitText, VersionText  */
CREATE FUNCTION config.AlertRuleVersion
(
    @RuleId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT t.LimitText, VersionText = CONVERT(nvarchar(64), HASHBYTES('SHA2_256', t.LimitText), 2)
    FROM
    (
        SELECT LimitText = CAST(COALESCE(STUFF(
            (
                SELECT CONCAT(N'; ', x.Line)
                FROM
                (
                    SELECT
                        Place = CONCAT(N'0 ', m.MeasureName),
                        Line = CONCAT(
                            m.MeasureName, N' warning at ', w.NumberText, N', critical at ' + c.NumberText)
                    FROM config.AlertRuleMeasure AS m
                    CROSS APPLY lib.PlainNumber(m.WarnValue) AS w
                    CROSS APPLY lib.PlainNumber(m.CriticalValue) AS c
                    WHERE m.RuleId = @RuleId
                    UNION ALL
                    SELECT
                        CONCAT(N'1 ', i.InstanceName, N' ', o.MeasureName),
                        CONCAT(
                            N'on ', i.InstanceName, N' ', o.MeasureName, CASE WHEN o.IsEnabled = 0 THEN N' not measured' END,
                            N' warning at ' + w.NumberText, N', critical at ' + c.NumberText)
                    FROM config.AlertRuleOverride AS o
                    INNER JOIN config.Instance AS i ON i.InstanceId = o.InstanceId
                    CROSS APPLY lib.PlainNumber(o.WarnValue) AS w
                    CROSS APPLY lib.PlainNumber(o.CriticalValue) AS c
                    WHERE o.RuleId = @RuleId
                ) AS x
                ORDER BY x.Place
                FOR XML PATH(N''), TYPE
            ).value(N'.', N'nvarchar(max)'), 1, 2, N''), N'') AS nvarchar(max))
    ) AS t
);
