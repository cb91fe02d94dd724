/*  alert.SettingEvent: settings of the server and its databases that changed within 24 hours and have not
    been set back.
    @Now      UTC
    Result    one row per setting and measure: InstanceId, AlertKey (scope and setting), MeasureName,
              MeasureValue
              HasChanged    1
              IsHarmful     1 when it is one of those that endanger the system: read committed snapshot off,
                            auto shrink or auto close on, recovery model SIMPLE  */
CREATE FUNCTION alert.SettingEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.InstanceId,
        AlertKey = CAST(LEFT(CONCAT(NULLIF(s.ScopeName, N'') + N': ', s.SettingName), 256) AS nvarchar(256)),
        v.MeasureName,
        MeasureValue = CAST(v.MeasureValue AS float),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM config.Instance AS n
    INNER JOIN fact.ServerSetting AS s ON s.InstanceId = n.InstanceId
    OUTER APPLY
    (
        -- What it was a day ago, and so before all that happened since.
        SELECT TOP (1) o.SettingValue
        FROM fact.ServerSetting AS o
        WHERE o.InstanceId = s.InstanceId
          AND o.ScopeKind = s.ScopeKind
          AND o.ScopeName = s.ScopeName
          AND o.SettingName = s.SettingName
          AND o.BeganAt <= DATEADD(day, -1, @Now)
        ORDER BY o.BeganAt DESC
    ) AS b
    CROSS APPLY
    (
        VALUES
            (N'HasChanged', 1),
            (N'IsHarmful', CASE
                WHEN s.SettingName = N'read committed snapshot' AND s.SettingValue = N'0' THEN 1
                WHEN s.SettingName IN (N'auto shrink', N'auto close') AND s.SettingValue = N'1' THEN 1
                WHEN s.SettingName = N'recovery model' AND s.SettingValue = N'SIMPLE' THEN 1
                ELSE 0
            END)
    ) AS v (MeasureName, MeasureValue)
    WHERE n.IsEnabled = 1
      AND s.IsInitial = 0
      AND s.BeganAt > DATEADD(day, -1, @Now)
      AND s.BeganAt <= @Now
      AND (s.EndedAt IS NULL OR s.EndedAt > @Now)
      AND (b.SettingValue IS NULL OR s.SettingValue IS NULL OR b.SettingValue <> s.SettingValue)
);
