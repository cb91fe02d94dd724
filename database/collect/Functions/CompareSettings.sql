/*  collect.CompareSettings: each recommendation beside what the setting is on one instance now.
    @InstanceId   config.Instance
    Result        a row per recommendation: ScopeKind, ScopeName, SettingName, SettingValue, BeganAt,
                  WantedText, SourceName, Note, and the Verdict ok, differs; note: nothing is wanted, the note
                  is worth reading; unknown: the setting was not read
    A value that is configured but not in use yet ('1 (configured: 4)') is judged by what is in use.  */
CREATE FUNCTION collect.CompareSettings
(
    @InstanceId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        r.ScopeKind,
        ScopeName = COALESCE(s.ScopeName, n.ScopeName, N''),
        r.SettingName,
        SettingValue = v.SettingValue,
        s.BeganAt,
        WantedText = CASE r.Comparison
            WHEN N'note' THEN NULL
            WHEN N'<>' THEN CONCAT(N'not ', w.WantedValue)
            WHEN N'>=' THEN CONCAT(N'at least ', w.WantedValue)
            WHEN N'<=' THEN CONCAT(N'at most ', w.WantedValue)
            ELSE w.WantedValue
        END,
        r.SourceName,
        r.Note,
        Verdict = CASE
            WHEN v.SettingValue IS NULL THEN N'unknown'
            WHEN r.Comparison = N'note' THEN CASE WHEN v.SettingValue = r.DefaultValue THEN N'ok' ELSE N'note' END
            WHEN w.WantedValue IS NULL THEN N'unknown'
            WHEN r.Comparison = N'<>' THEN CASE WHEN u.InUse <> w.WantedValue THEN N'ok' ELSE N'differs' END
            WHEN r.Comparison = N'>='
                THEN CASE WHEN TRY_CAST(u.InUse AS bigint) >= TRY_CAST(w.WantedValue AS bigint) THEN N'ok' ELSE N'differs' END
            WHEN r.Comparison = N'<='
                THEN CASE WHEN TRY_CAST(u.InUse AS bigint) <= TRY_CAST(w.WantedValue AS bigint) THEN N'ok' ELSE N'differs' END
            WHEN u.InUse = w.WantedValue THEN N'ok'
            ELSE N'differs'
        END
    FROM config.Recommendation AS r
    INNER JOIN config.Instance AS i ON i.InstanceId = @InstanceId
    CROSS APPLY
    (
        SELECT ScopeName = CASE r.ScopeRole
            WHEN N'ax' THEN i.AxDatabaseName
            WHEN N'model store' THEN COALESCE(i.ModelDatabaseName, i.AxDatabaseName + N'_model')
        END
    ) AS n
    OUTER APPLY
    (
        SELECT TOP (1) f.ScopeName, f.SettingValue, f.BeganAt
        FROM fact.ServerSetting AS f
        WHERE f.InstanceId = i.InstanceId
          AND f.ScopeKind = r.ScopeKind
          AND f.SettingName = r.SettingName
          AND f.EndedAt IS NULL
          AND (r.ScopeRole IN (N'server', N'tempdb') OR f.ScopeName = n.ScopeName)
        ORDER BY f.ScopeName
    ) AS s
    -- What is not there has its default, once its kind has been read.
    CROSS APPLY
    (
        SELECT SettingValue = COALESCE(s.SettingValue, CASE WHEN EXISTS
            (
                SELECT 1
                FROM collect.ServerState AS k
                WHERE k.InstanceId = i.InstanceId
                  AND CHARINDEX(N';' + r.ScopeKind + N';', N';' + k.KindsSeen) > 0
            ) THEN r.DefaultValue END)
    ) AS v
    CROSS APPLY (SELECT InUse = LEFT(v.SettingValue, CHARINDEX(N' (configured: ', v.SettingValue + N' (configured: ') - 1)) AS u
    OUTER APPLY
    (
        SELECT TOP (1) ProcessorCount = TRY_CAST(p.SettingValue AS int)
        FROM fact.ServerSetting AS p
        WHERE p.InstanceId = i.InstanceId
          AND p.ScopeKind = N'server'
          AND p.ScopeName = N''
          AND p.SettingName = N'processors'
          AND p.EndedAt IS NULL
    ) AS c
    OUTER APPLY
    (
        SELECT TOP (1) a.SettingValue
        FROM fact.ServerSetting AS a
        WHERE r.Comparison = N'same as ax'
          AND a.InstanceId = i.InstanceId
          AND a.ScopeKind = r.ScopeKind
          AND a.ScopeName = i.AxDatabaseName
          AND a.SettingName = r.SettingName
          AND a.EndedAt IS NULL
    ) AS x
    CROSS APPLY
    (
        SELECT WantedValue = CASE r.Comparison
            WHEN N'cores' THEN CAST(c.ProcessorCount AS nvarchar(400))
            WHEN N'cores8' THEN CAST(CASE WHEN c.ProcessorCount > 8 THEN 8 ELSE c.ProcessorCount END AS nvarchar(400))
            WHEN N'same as ax' THEN x.SettingValue
            ELSE r.WantedValue
        END
    ) AS w
);
