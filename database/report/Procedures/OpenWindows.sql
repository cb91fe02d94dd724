/*  report.OpenWindows: maintenance windows that are open now, for the banner above the desk's pages.
    Result   WindowId, InstanceName (NULL: all), RuleName (NULL: all), KeyLike, EndsAt (UTC, of a weekly
             window when it ends altogether), WeekDays, IsCollectionPaused, Reason, CreatedBy  */
CREATE PROCEDURE report.OpenWindows
    @Help bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'OpenWindows';
    RETURN;
END;

SELECT
    w.WindowId,
    i.InstanceName,
    r.RuleName,
    w.KeyLike,
    w.EndsAt,
    w.WeekDays,
    w.IsCollectionPaused,
    w.Reason,
    w.CreatedBy
FROM report.Now() AS n
CROSS APPLY config.OpenWindow(n.NowAt) AS o
INNER JOIN config.MaintenanceWindow AS w ON w.WindowId = o.WindowId
LEFT JOIN config.Instance AS i ON i.InstanceId = w.InstanceId
LEFT JOIN config.AlertRule AS r ON r.RuleId = w.RuleId
ORDER BY w.EndsAt, w.WindowId;
