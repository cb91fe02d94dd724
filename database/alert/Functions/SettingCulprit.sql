/*  alert.SettingCulprit: what a setting was changed from and to.
    @InstanceId
    @SettingKey   as alert.SettingEvent names it
    @Now          UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.SettingCulprit
(
    @InstanceId int,
    @SettingKey nvarchar(256),
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(N'Setting changed: ', @SettingKey, N' = ', COALESCE(s.SettingValue, N'(gone)'), N' (was ' + b.SettingValue + N')'), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(N'Changed between two looks, seen at ', CONVERT(nvarchar(19), s.BeganAt, 126), N'Z.'), 1000) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(@SettingKey AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson = CAST(NULL AS nvarchar(max))
    FROM
    (
        SELECT TOP (1) x.ScopeKind, x.ScopeName, x.SettingName, x.SettingValue, x.BeganAt
        FROM fact.ServerSetting AS x
        WHERE x.InstanceId = @InstanceId
          AND x.BeganAt > DATEADD(day, -2, @Now)
          AND x.BeganAt <= @Now
          AND LEFT(CONCAT(NULLIF(x.ScopeName, N'') + N': ', x.SettingName), 256) = @SettingKey
        ORDER BY x.BeganAt DESC
    ) AS s
    OUTER APPLY
    (
        SELECT TOP (1) o.SettingValue
        FROM fact.ServerSetting AS o
        WHERE o.InstanceId = @InstanceId
          AND o.ScopeKind = s.ScopeKind
          AND o.ScopeName = s.ScopeName
          AND o.SettingName = s.SettingName
          AND o.BeganAt < s.BeganAt
        ORDER BY o.BeganAt DESC
    ) AS b
);
