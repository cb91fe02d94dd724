/*  config.RouteText: a route in words, for audit.Event.
    @RouteName   config.Route
    Result       one row: RouteText; none where there is no such route  */
CREATE FUNCTION config.RouteText
(
    @RouteName nvarchar(64)
)
RETURNS TABLE
AS
RETURN
(
    SELECT RouteText = CONCAT(
        N'to ', t.ChannelName, N', P', t.MinPriority, N' to P', t.MaxPriority,
        N', instance ' + t.InstanceName,
        N', environment ' + t.Environment,
        N', tag ' + t.Tag,
        N', kind ' + t.RuleKind,
        N', rule ' + t.RuleName,
        N', days ' + t.WeekDays,
        N', from ' + CONVERT(nvarchar(8), t.FromTime, 108) + N' to ' + CONVERT(nvarchar(8), t.ToTime, 108),
        N', ' + t.TimeZoneName,
        N', after ' + CAST(t.AfterMs AS nvarchar(12)) + N' ms without acknowledgement',
        CASE WHEN t.IsEnabled = 0 THEN N', disabled' END)
    FROM config.Route AS t
    WHERE t.RouteName = @RouteName
);
