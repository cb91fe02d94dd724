/*  alert.DescribeAlerts: says of alerts that open or become worse who or what is behind them (alert.Culprit), and
    keeps what the repository knows then as evidence. Called by alert.Evaluate inside its transaction, after
    alert.AdvanceAlerts; reads the caller's #Change.
    @Now   UTC
    A headline is the rule's SubjectText filled in, else what the culprit's source says, else rule, key and
    value.  */
CREATE PROCEDURE alert.DescribeAlerts
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

IF NOT EXISTS (SELECT 1 FROM #Change AS c INNER JOIN alert.Alert AS a ON a.AlertId = c.AlertId WHERE a.State = N'open')
    RETURN;

CREATE TABLE #Described
(
    AlertId     bigint         NOT NULL PRIMARY KEY CLUSTERED,
    Headline    nvarchar(300)  COLLATE DATABASE_DEFAULT NULL,
    CauseText   nvarchar(1000) COLLATE DATABASE_DEFAULT NULL,
    SessionId   int            NULL,
    AosName     nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    GroupId     nvarchar(60)   COLLATE DATABASE_DEFAULT NULL,
    ClassName   nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    ObjectName  nvarchar(512)  COLLATE DATABASE_DEFAULT NULL,
    QueryKey    nvarchar(64)   COLLATE DATABASE_DEFAULT NULL,
    VolumeName  nvarchar(256)  COLLATE DATABASE_DEFAULT NULL,
    CulpritRows nvarchar(max)  COLLATE DATABASE_DEFAULT NULL
);

INSERT #Described
(
    AlertId,
    Headline,
    CauseText,
    SessionId,
    AosName,
    GroupId,
    ClassName,
    ObjectName,
    QueryKey,
    VolumeName,
    CulpritRows
)
SELECT
    a.AlertId,
    CASE
        WHEN r.SubjectText IS NOT NULL
            THEN LEFT(
                REPLACE(
                    REPLACE(
                        REPLACE(
                            REPLACE(r.SubjectText, N'{value}', COALESCE(v.ValueText, N'?')),
                            N'{limit}', COALESCE(v.LimitText, N'?')),
                        N'{culprit}', COALESCE(p.CulpritText, N'culprit unknown')),
                    N'{key}', k.KeyText),
                300)
        ELSE p.CulpritText
    END,
    p.CauseText,
    p.SessionId,
    COALESCE(p.AosName, CASE WHEN v.KeyKind = N'AOS' THEN k.KeyText END),
    COALESCE(p.GroupId, CASE WHEN v.KeyKind = N'batch group' THEN LEFT(a.AlertKey, 60) END),
    COALESCE(p.ClassName, CASE WHEN v.KeyKind = N'batch class' THEN LEFT(a.AlertKey, 128) END),
    COALESCE(p.ObjectName, CASE WHEN v.KeyKind IN (N'database', N'table') THEN a.AlertKey END),
    COALESCE(p.QueryKey, CASE WHEN v.KeyKind = N'query' THEN LEFT(a.AlertKey, 64) END),
    COALESCE(p.VolumeName, CASE WHEN v.KeyKind = N'volume' THEN a.AlertKey END),
    p.RowsJson
FROM
(
    SELECT DISTINCT c.AlertId
    FROM #Change AS c
) AS c
INNER JOIN alert.Alert AS a ON a.AlertId = c.AlertId AND a.State = N'open'
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
OUTER APPLY alert.Culprit(a.AlertId) AS p
OUTER APPLY
(
    SELECT TOP (1)
        t.ValueText,
        LimitText = CASE WHEN t.IsBeyondCritical = 1 THEN t.CriticalText ELSE t.WarnText END,
        t.KeyKind
    FROM alert.EvidenceText(a.RuleId, a.EvidenceJson) AS t
    ORDER BY t.IsBeyondCritical DESC, t.MeasureNumber
) AS v
CROSS APPLY
(
    -- An AX server is known by its computer.
    SELECT KeyText = CASE
        WHEN a.AlertKey LIKE N'__@_%' THEN SUBSTRING(a.AlertKey, CHARINDEX(N'@', a.AlertKey) + 1, 128)
        WHEN a.AlertKey = N'' AND v.KeyKind = N'batch group' THEN N'the default group'
        ELSE a.AlertKey
    END
) AS k;

UPDATE a
SET Headline = d.Headline,
    CauseText = d.CauseText,
    SessionId = d.SessionId,
    AosName = d.AosName,
    GroupId = d.GroupId,
    ClassName = d.ClassName,
    ObjectName = d.ObjectName,
    QueryKey = d.QueryKey,
    VolumeName = d.VolumeName
FROM alert.Alert AS a
INNER JOIN #Described AS d ON d.AlertId = a.AlertId;

INSERT alert.Evidence (AlertId, CapturedAt, EvidenceName, RowsJson)
SELECT d.AlertId, @Now, e.EvidenceName, e.RowsJson
FROM #Described AS d
INNER JOIN alert.Alert AS a ON a.AlertId = d.AlertId
CROSS APPLY
(
    SELECT EvidenceName = N'culprit', RowsJson = d.CulpritRows
    UNION ALL
    SELECT
        N'related',
        (
            SELECT TOP (10) r.RuleName AS [rule], o.AlertKey AS [key], o.Headline AS headline, o.Severity AS severity, o.OpenedAt AS openedAt
            FROM alert.Alert AS o
            INNER JOIN config.AlertRule AS r ON r.RuleId = o.RuleId
            WHERE o.InstanceId = a.InstanceId
              AND o.AlertId <> a.AlertId
              AND o.ResolvedAt IS NULL
              AND o.OpenedAt IS NOT NULL
            ORDER BY o.OpenedAt DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    UNION ALL
    SELECT
        N'tasks',
        (
            SELECT TOP (10)
                b.Name AS class,
                x.TaskCaption AS task,
                x.ServerId AS aos,
                x.GroupId AS batchGroup,
                x.StartedAt AS startedAt
            FROM fact.BatchExecution AS x
            CROSS APPLY dim.BatchClassName(x.InstanceId, x.ClassNumber) AS b
            WHERE x.InstanceId = a.InstanceId
              AND x.IsRunning = 1
            ORDER BY x.StartedAt
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    UNION ALL
    SELECT
        N'changes',
        (
            SELECT TOP (10) y.ChangedAt AS changedAt, y.Thing AS thing, y.NewValue AS [to]
            FROM
            (
                SELECT
                    ChangedAt = s.BeganAt,
                    Thing = CONCAT(NULLIF(s.ScopeName, N'') + N': ', s.SettingName),
                    NewValue = s.SettingValue
                FROM fact.ServerSetting AS s
                WHERE s.InstanceId = a.InstanceId
                  AND s.IsInitial = 0
                  AND s.BeganAt > DATEADD(day, -1, @Now)
                UNION ALL
                SELECT
                    q.ChangedAt,
                    CONCAT(N'plan of ', CONVERT(nvarchar(18), q.QueryHash, 1)),
                    CONCAT(N'plan ', q.NewPlanId)
                FROM fact.QueryPlanChange AS q
                WHERE q.InstanceId = a.InstanceId
                  AND q.ChangedAt > DATEADD(day, -1, @Now)
            ) AS y
            ORDER BY y.ChangedAt DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
) AS e
WHERE e.RowsJson IS NOT NULL
  AND NOT EXISTS
      (
          SELECT 1
          FROM alert.Evidence AS k
          WHERE k.AlertId = d.AlertId
            AND k.CapturedAt = @Now
            AND k.EvidenceName = e.EvidenceName
      );
