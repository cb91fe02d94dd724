/*  report.SettingState: the settings with their values, for those who change them.
    @Search   only rows that contain it; NULL or empty: all
    Result    SettingName, SettingValue, ValueKind, Description, CollectorName (who gets it; NULL: the
              repository), IsProtected (1: only a member of db_owner may change it),
              AllowedValues (separated by ';'; NULL: any of its kind), ChangedAt (UTC), ChangedBy  */
CREATE PROCEDURE report.SettingState
    @Search nvarchar(100) = NULL,
    @Help   bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'SettingState';
    RETURN;
END;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT
    s.SettingName,
    s.SettingValue,
    s.ValueKind,
    s.Description,
    s.CollectorName,
    s.IsProtected,
    s.AllowedValues,
    s.ChangedAt,
    s.ChangedBy
FROM report.SettingRow(@Like) AS s
ORDER BY s.SettingName;
