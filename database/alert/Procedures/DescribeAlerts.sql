/*  alert.DescribeAlerts: says of alerts that open or become worse who or what is behind them
    (alert.FindCulprits), and keeps what the repository knows then as evidence. Called by alert.Evaluate
    inside its transaction, after alert.AdvanceAlerts; reads the caller's temp table #Change.
    @Now   UTC
    A headline is the rule's SubjectText filled in, else what the culprit's source says, else rule, key and
    value.  */
CREATE PROCEDURE alert.DescribeAlerts
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

IF NOT EXISTS (SELECT 1 FROM #Change AS c INNER JOIN alert.Alert AS a ON a.AlertId = c.AlertId WHERE a.State = N'open')
    RETURN;

CREATE TABLE #Target
(
    AlertId     bigint        NOT NULL PRIMARY KEY CLUSTERED,
    InstanceId  int           NOT NULL,
    AlertKey    nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL,
    SubjectId   bigint        NULL,
    CulpritName nvarchar(32)  COLLATE DATABASE_DEFAULT NULL,
    MeasureName nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    Value       float         NULL
);

CREATE TABLE #Culprit
(
    AlertId     bigint         NOT NULL PRIMARY KEY CLUSTERED,
    CulpritText nvarchar(300)  COLLATE DATABASE_DEFAULT NULL,
    CauseText   nvarchar(1000) COLLATE DATABASE_DEFAULT NULL,
    SessionId   int            NULL,
    AosName     nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    GroupId     nvarchar(60)   COLLATE DATABASE_DEFAULT NULL,
    ClassName   nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    ObjectName  nvarchar(512)  COLLATE DATABASE_DEFAULT NULL,
    QueryKey    nvarchar(64)   COLLATE DATABASE_DEFAULT NULL,
    VolumeName  nvarchar(256)  COLLATE DATABASE_DEFAULT NULL,
    RowsJson    nvarchar(max)  COLLATE DATABASE_DEFAULT NULL
);

-- Of the measures of an alert the subject shows the first that has reached its warn value.
INSERT #Target (AlertId, InstanceId, AlertKey, SubjectId, CulpritName, MeasureName, Value)
SELECT a.AlertId, a.InstanceId, a.AlertKey, a.SubjectId, r.CulpritName, e.MeasureName, e.Value
FROM (SELECT DISTINCT c.AlertId FROM #Change AS c) AS c
INNER JOIN alert.Alert AS a ON a.AlertId = c.AlertId AND a.State = N'open'
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
OUTER APPLY
(
    SELECT TOP (1) j.MeasureName, j.Value
    FROM OPENJSON(a.EvidenceJson) WITH
    (
        MeasureName nvarchar(64) N'$.measure',
        Value       float        N'$.value',
        WarnValue   float        N'$.warn'
    ) AS j
    ORDER BY CASE WHEN j.Value >= j.WarnValue THEN 0 ELSE 1 END, j.MeasureName
) AS e;

EXEC alert.FindCulprits @Now;

UPDATE a
SET Headline = CASE
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
        ELSE COALESCE(p.CulpritText, c.HeadlineText)
    END,
    CauseText = COALESCE(p.CauseText, c.CauseText),
    SessionId = p.SessionId,
    AosName = COALESCE(p.AosName, CASE WHEN v.KeyKind = N'AOS' THEN k.KeyText END),
    GroupId = COALESCE(
        p.GroupId, CASE WHEN v.KeyKind = N'batch group' AND a.AlertKey <> N'(default)' THEN LEFT(a.AlertKey, 60) END),
    ClassName = COALESCE(p.ClassName, CASE WHEN v.KeyKind = N'batch class' THEN LEFT(a.AlertKey, 128) END),
    ObjectName = COALESCE(p.ObjectName, CASE WHEN v.KeyKind IN (N'database', N'table') THEN a.AlertKey END),
    QueryKey = COALESCE(p.QueryKey, CASE WHEN v.KeyKind = N'query' THEN LEFT(a.AlertKey, 64) END),
    VolumeName = COALESCE(p.VolumeName, CASE WHEN v.KeyKind = N'volume' THEN a.AlertKey END)
FROM alert.Alert AS a
INNER JOIN #Target AS t ON t.AlertId = a.AlertId
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
LEFT JOIN #Culprit AS p ON p.AlertId = a.AlertId
OUTER APPLY
(
    SELECT TOP (1)
        x.ValueText,
        LimitText = CASE WHEN x.IsBeyondCritical = 1 THEN x.CriticalText ELSE x.WarnText END,
        x.KeyKind
    FROM alert.EvidenceText(a.RuleId, a.EvidenceJson) AS x
    ORDER BY x.IsBeyondCritical DESC, x.IsBeyondWarn DESC, x.MeasureNumber
) AS v
CROSS APPLY
(
    -- An AX server is known by its computer.
    SELECT KeyText = CASE
        WHEN a.AlertKey LIKE N'__@_%' THEN SUBSTRING(a.AlertKey, CHARINDEX(N'@', a.AlertKey) + 1, 128)
        WHEN a.AlertKey = N'(default)' AND v.KeyKind = N'batch group' THEN N'the default group'
        ELSE a.AlertKey
    END
) AS k
OUTER APPLY
(
    -- What does not collect, and why, stands in its evidence.
    SELECT
        HeadlineText = CASE
            WHEN j.Collector IS NULL THEN N'nothing is being collected'
            WHEN j.CollectorState = N'off' THEN j.Collector + N' was switched off'
            ELSE j.Collector + N' is not collecting'
        END,
        CauseText = LEFT(j.Reason + COALESCE(N' ' + j.Remedy, N''), 1000)
    FROM
    (
        SELECT
            Collector = JSON_VALUE(a.EvidenceJson, N'$[0].collector'),
            CollectorState = JSON_VALUE(a.EvidenceJson, N'$[0].state'),
            Reason = JSON_VALUE(a.EvidenceJson, N'$[0].reason'),
            Remedy = JSON_VALUE(a.EvidenceJson, N'$[0].remedy')
    ) AS j
    WHERE r.TemplateName = N'collecting'
) AS c;

INSERT alert.Evidence (AlertId, CapturedAt, EvidenceName, RowsJson)
SELECT d.AlertId, @Now, e.EvidenceName, e.RowsJson
FROM #Target AS d
INNER JOIN alert.Alert AS a ON a.AlertId = d.AlertId
LEFT JOIN #Culprit AS u ON u.AlertId = d.AlertId
CROSS APPLY
(
    SELECT EvidenceName = N'culprit', u.RowsJson
    UNION ALL
    SELECT
        N'related',
        (
            SELECT TOP (10) r.RuleName AS [rule], o.AlertKey AS [key], o.Headline AS headline, o.Severity AS severity,
                o.OpenedAt AS openedAt
            FROM alert.ShownAlert(1) AS o
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
