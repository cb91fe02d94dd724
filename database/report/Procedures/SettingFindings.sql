/*  report.SettingFindings: server settings that differ from what others want, or are worth a note, those
    that differ first; of the instance, or of the only one that is watched.
    @InstanceId   NULL for all
    @TimeZone   of the columns …Local; NULL or unknown: UTC  */
CREATE PROCEDURE report.SettingFindings
    @InstanceId int = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'SettingFindings';
    RETURN;
END;

DECLARE @Zone nvarchar(128);

SELECT @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

DECLARE @ShownId int = COALESCE(
    @InstanceId,
    (SELECT MAX(i.InstanceId) FROM config.Instance AS i WHERE i.IsEnabled = 1 HAVING COUNT(*) = 1));

SELECT
    RowId = CONCAT(j.ScopeKind, N'/', j.ScopeName, N'/', j.SettingName, N'/', j.SourceName),
    Severity = CASE j.Verdict WHEN N'differs' THEN N'notice' WHEN N'unknown' THEN N'unknown' ELSE N'ok' END,
    SettingText = CONCAT(j.SettingName, N' (' + NULLIF(j.ScopeName, N'') + N')'),
    j.ScopeKind,
    j.SettingValue,
    j.WantedText,
    j.Verdict,
    SinceLocal = l.LocalAt,
    j.SourceName,
    j.Note
FROM collect.CompareSettings(@ShownId) AS j
CROSS APPLY report.LocalTime(j.BeganAt, @Zone) AS l
WHERE j.Verdict <> N'ok'
ORDER BY CASE j.Verdict WHEN N'differs' THEN 0 WHEN N'unknown' THEN 1 ELSE 2 END, RowId;
