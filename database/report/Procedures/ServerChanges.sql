/*  report.ServerChanges: what changed on the watched servers: restarts, options, trace flags, databases, and
    files that came, went, moved or grew.
    @InstanceId     config.Instance; NULL for all
    @FromAt, @ToAt  UTC; a change is told at the capture that saw it first, so it happened in the hour
                    before (files: in the minute before)
    Columns         ChangeKind: changed, added, removed, or what fact.FileChange says; latest first  */
CREATE PROCEDURE report.ServerChanges
    @InstanceId int = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'ServerChanges';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT
    u.SeenAt,
    u.InstanceId,
    i.InstanceName,
    u.ScopeKind,
    u.ScopeName,
    u.SettingName,
    u.ChangeKind,
    u.OldValue,
    u.NewValue,
    SeenLocal = l.LocalAt
FROM
(
    SELECT
        SeenAt = f.BeganAt,
        f.InstanceId,
        f.ScopeKind,
        f.ScopeName,
        f.SettingName,
        ChangeKind = CASE WHEN o.BeganAt IS NULL THEN N'added' ELSE N'changed' END,
        OldValue = o.SettingValue,
        NewValue = f.SettingValue
    FROM fact.ServerSetting AS f
    LEFT JOIN fact.ServerSetting AS o
        ON o.InstanceId = f.InstanceId
        AND o.ScopeKind = f.ScopeKind
        AND o.ScopeName = f.ScopeName
        AND o.SettingName = f.SettingName
        AND o.EndedAt = f.BeganAt
    WHERE f.BeganAt >= @From
      AND f.BeganAt < @To
      AND f.IsInitial = 0
    UNION ALL
    SELECT f.EndedAt, f.InstanceId, f.ScopeKind, f.ScopeName, f.SettingName, N'removed', f.SettingValue, NULL
    FROM fact.ServerSetting AS f
    WHERE f.EndedAt >= @From
      AND f.EndedAt < @To
      AND NOT EXISTS
      (
          SELECT 1
          FROM fact.ServerSetting AS n
          WHERE n.InstanceId = f.InstanceId
            AND n.ScopeKind = f.ScopeKind
            AND n.ScopeName = f.ScopeName
            AND n.SettingName = f.SettingName
            AND n.BeganAt = f.EndedAt
      )
    UNION ALL
    SELECT
        c.CapturedAt,
        c.InstanceId,
        N'file',
        CONCAT(d.DatabaseName, N'/', COALESCE(d.FileName, CONCAT(N'file ', d.FileId))),
        CASE WHEN c.ChangeKind IN (N'grown', N'shrunk') THEN N'size (bytes)' ELSE N'file' END,
        c.ChangeKind,
        c.OldValue,
        c.NewValue
    FROM fact.FileChange AS c
    INNER JOIN dim.DatabaseFile AS d ON d.DatabaseFileId = c.DatabaseFileId
    WHERE c.CapturedAt >= @From
      AND c.CapturedAt < @To
) AS u
INNER JOIN config.Instance AS i ON i.InstanceId = u.InstanceId
CROSS APPLY report.LocalTime(u.SeenAt, @Zone) AS l
WHERE @InstanceId IS NULL
   OR u.InstanceId = @InstanceId
ORDER BY u.SeenAt DESC, i.InstanceName, u.ScopeKind, u.ScopeName, u.SettingName;
