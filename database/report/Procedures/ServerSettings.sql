/*  report.ServerSettings: every setting of a server as it is, since when, and what others want it to be:
    one row per setting and source.
    @InstanceId    config.Instance
    @Verdict       only ok, differs, note or unknown; NULL for all, settings nobody says
                   anything about included (Verdict NULL)
    Columns        what differs comes first  */
CREATE PROCEDURE report.ServerSettings
    @InstanceId int = NULL,
    @Verdict    nvarchar(8) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'ServerSettings';
    RETURN;
END;

SELECT
    u.ScopeKind,
    u.ScopeName,
    u.SettingName,
    u.SettingValue,
    u.SinceAt,
    u.WantedText,
    u.SourceName,
    u.Note,
    u.Verdict
FROM
(
    SELECT
        j.ScopeKind,
        j.ScopeName,
        j.SettingName,
        j.SettingValue,
        SinceAt = j.BeganAt,
        j.WantedText,
        j.SourceName,
        j.Note,
        j.Verdict
    FROM collect.CompareSettings(@InstanceId) AS j
    UNION ALL
    SELECT
        f.ScopeKind,
        f.ScopeName,
        f.SettingName,
        f.SettingValue,
        f.BeganAt,
        NULL,
        NULL,
        NULL,
        NULL
    FROM fact.ServerSetting AS f
    WHERE f.InstanceId = @InstanceId
      AND f.EndedAt IS NULL
      AND NOT EXISTS
      (
          SELECT 1
          FROM collect.CompareSettings(@InstanceId) AS j
          WHERE j.ScopeKind = f.ScopeKind
            AND j.ScopeName = f.ScopeName
            AND j.SettingName = f.SettingName
      )
) AS u
WHERE @Verdict IS NULL
   OR u.Verdict = @Verdict
ORDER BY CASE u.Verdict WHEN N'differs' THEN 0 WHEN N'unknown' THEN 1 WHEN N'note' THEN 2 WHEN N'ok' THEN 3 ELSE 4 END,
    u.ScopeKind, u.ScopeName, u.SettingName, u.SourceName;
