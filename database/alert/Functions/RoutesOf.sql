/*  alert.RoutesOf: the routes that let an alert pass at a time.
    @Priority, @InstanceName, @Environment, @Tags, @RuleKind, @RuleName   of the alert, its instance and rule
    @Now     UTC; routes may hold for certain hours only
    Result   rows of config.Route: ChannelName, AfterMs (NULL: at once; else what nobody acknowledged for so
             long)  */
CREATE FUNCTION alert.RoutesOf
(
    @Priority     tinyint,
    @InstanceName sysname,
    @Environment  nvarchar(16),
    @Tags         nvarchar(400),
    @RuleKind     nvarchar(16),
    @RuleName     nvarchar(128),
    @Now          datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT t.ChannelName, t.AfterMs
    FROM config.Route AS t
    CROSS APPLY lib.WeekSpan(@Now, t.WeekDays, t.FromTime, t.ToTime, t.TimeZoneName) AS w
    WHERE t.IsEnabled = 1
      AND @Priority BETWEEN t.MinPriority AND t.MaxPriority
      AND (t.InstanceName IS NULL OR t.InstanceName = @InstanceName)
      AND (t.Environment IS NULL OR t.Environment = COALESCE(@Environment, N'PRD'))
      AND (t.Tag IS NULL OR CHARINDEX(CONCAT(N';', t.Tag, N';'), CONCAT(N';', @Tags, N';')) > 0)
      AND (t.RuleKind IS NULL OR t.RuleKind = @RuleKind)
      AND (t.RuleName IS NULL OR t.RuleName = @RuleName)
      AND w.IsInside = 1
);
