/*  report.RouteList: which alerts are told on which channel besides the mail route.
    Result   RouteName, ChannelName, MinPriority, MaxPriority, InstanceName, Environment, Tag, RuleKind,
             RuleName, WeekDays, FromTime, ToTime, TimeZoneName, AfterMs, IsEnabled, RouteText
             (config.RouteText)  */
CREATE PROCEDURE report.RouteList
    @Help bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'RouteList';
    RETURN;
END;

SELECT
    r.RouteName,
    r.ChannelName,
    r.MinPriority,
    r.MaxPriority,
    r.InstanceName,
    r.Environment,
    r.Tag,
    r.RuleKind,
    r.RuleName,
    r.WeekDays,
    r.FromTime,
    r.ToTime,
    r.TimeZoneName,
    r.AfterMs,
    r.IsEnabled,
    t.RouteText
FROM config.Route AS r
CROSS APPLY config.RouteText(r.RouteName) AS t
ORDER BY r.ChannelName, r.RouteName;
