/*  report.Changes: what somebody or something changed in a period, latest first, 50 rows: server settings,
    files, and what administrators of AxMonitor did (report.AdministratorEvent).
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.Changes
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'Changes';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT TOP (50)
    ChangedLocal = l.LocalAt,
    InstanceName = COALESCE(i.InstanceName, N''),
    u.WhatText,
    u.ChangedBy,
    u.SourceName
FROM
(
    SELECT
        ChangedAt = f.BeganAt,
        f.InstanceId,
        WhatText = CONCAT(f.ScopeKind, N' ', f.ScopeName, N': ', f.SettingName, N' ', o.SettingValue + N' → ', f.SettingValue),
        ChangedBy = CAST(NULL AS nvarchar(128)),
        SourceName = N'server'
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
    SELECT
        c.CapturedAt,
        c.InstanceId,
        CONCAT(d.DatabaseName, N', file ', COALESCE(d.FileName, CAST(d.FileId AS nvarchar(12))), N' ', c.ChangeKind),
        NULL,
        N'files'
    FROM fact.FileChange AS c
    INNER JOIN dim.DatabaseFile AS d ON d.DatabaseFileId = c.DatabaseFileId
    WHERE c.CapturedAt >= @From
      AND c.CapturedAt < @To
    UNION ALL
    SELECT e.OccurredAt, NULL, CONCAT(e.[Action], N' ', e.Subject), e.ChangedBy, N'AxMonitor'
    FROM report.AdministratorEvent() AS e
    WHERE e.OccurredAt >= @From
      AND e.OccurredAt < @To
) AS u
LEFT JOIN config.Instance AS i ON i.InstanceId = u.InstanceId
CROSS APPLY report.LocalTime(u.ChangedAt, @Zone) AS l
WHERE (u.InstanceId IS NULL OR @InstanceId IS NULL OR u.InstanceId = @InstanceId)
  AND (u.InstanceId IS NULL OR @Stage IS NULL OR i.Environment = @Stage)
ORDER BY u.ChangedAt DESC, u.WhatText;
