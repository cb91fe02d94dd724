/*  report.SettingList: the settings with their values and who changed them last.
    @TimeZone   of the columns …Local; NULL: UTC
    @Search   only rows that contain it; NULL or empty for all  */
CREATE PROCEDURE report.SettingList
    @TimeZone nvarchar(128) = NULL,
    @Search   nvarchar(100) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'SettingList';
    RETURN;
END;

DECLARE @Zone nvarchar(128);

SELECT @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT
    s.SettingName,
    s.SettingValue,
    s.ValueKind,
    s.Description,
    ChangedLocal = l.LocalAt,
    s.ChangedBy
FROM report.SettingRow(@Like) AS s
CROSS APPLY report.LocalTime(s.ChangedAt, @Zone) AS l
ORDER BY s.SettingName;
