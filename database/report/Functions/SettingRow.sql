/*  report.SettingRow: the settings, with who changed them last.
    @Like    only rows whose name, value or description match it; NULL: all
    Result   SettingName, SettingValue, ValueKind, Description, CollectorName (who gets it; NULL: the
             repository), IsProtected (1: only a member of db_owner may change it),
             AllowedValues (separated by ';'; NULL: any of its kind), ChangedAt (UTC), ChangedBy  */
CREATE FUNCTION report.SettingRow
(
    @Like nvarchar(400)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.SettingName,
        s.SettingValue,
        s.ValueKind,
        s.Description,
        s.CollectorName,
        s.IsProtected,
        s.AllowedValues,
        ChangedAt = c.OccurredAt,
        c.ChangedBy
    FROM config.Setting AS s
    OUTER APPLY
    (
        SELECT TOP (1) e.OccurredAt, e.ChangedBy
        FROM audit.Event AS e
        WHERE e.Subject = s.SettingName
          AND e.[Action] = N'SetSetting'
        ORDER BY e.EventId DESC
    ) AS c
    WHERE @Like IS NULL
       OR s.SettingName LIKE @Like
       OR s.SettingValue LIKE @Like
       OR s.Description LIKE @Like
);
