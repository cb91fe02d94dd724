/*  config.WindowText: a maintenance window as the audit has it.
    @WindowId   config.MaintenanceWindow
    Result      one row: WindowText; and VersionText, other where anything of the text is, with which whoever
                changes the window says what was seen  */
CREATE FUNCTION config.WindowText
(
    @WindowId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT t.WindowText, VersionText = CONVERT(nvarchar(64), HASHBYTES('SHA2_256', t.WindowText), 2)
    FROM config.MaintenanceWindow AS w
    LEFT JOIN config.Instance AS i ON i.InstanceId = w.InstanceId
    LEFT JOIN config.AlertRule AS r ON r.RuleId = w.RuleId
    CROSS APPLY
    (
        SELECT WindowText = CONCAT(
            N'instance ', COALESCE(i.InstanceName, N'(all)'), N'; rule ', COALESCE(r.RuleName, N'(all)'),
            N'; key like ' + w.KeyLike, N'; ', CONVERT(nvarchar(19), w.StartsAt, 126), N'Z to ',
            CONVERT(nvarchar(19), w.EndsAt, 126), N'Z',
            N'; on days ' + w.WeekDays + N' at ' + CONVERT(nvarchar(8), w.LocalTime, 108) + N' ' + w.TimeZoneName + N' for '
                + CAST(w.DurationMs AS nvarchar(12)) + N' ms',
            CASE WHEN w.IsCollectionPaused = 1 THEN N'; collection paused' END, N'; ', w.Reason,
            N'; ended ' + CONVERT(nvarchar(19), w.EndedAt, 126) + N'Z')
    ) AS t
    WHERE w.WindowId = @WindowId
);
