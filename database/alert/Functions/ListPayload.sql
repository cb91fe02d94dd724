/*  alert.ListPayload: what a mail of template 'list' tells, as JSON, with its subject: the alerts of an
    instance that are open and were not told yet, the most urgent first; at most 30.
    @AlertId   one of them: the message's
    Result     one row: Subject, PayloadJson  */
CREATE FUNCTION alert.ListPayload
(
    @AlertId bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Subject = CAST(LEFT(CONCAT(
            CASE WHEN c.CriticalCount > 0 THEN N'Critical: ' ELSE N'Warning: ' END, n.InstanceName, N': ', c.AlertCount,
            CASE WHEN c.RuleCount = 1 THEN CONCAT(N' × ', r.RuleName) ELSE N' alerts' END, N': ',
            STUFF(
                (
                    SELECT TOP (5) CONCAT(N'; ', CASE WHEN c.RuleCount = 1 THEN NULLIF(o.AlertKey, N'') END,
                        CASE WHEN c.RuleCount > 1 OR o.AlertKey = N'' THEN COALESCE(o.Headline, q.RuleName) END)
                    FROM alert.ShownAlert(1) AS o
                    INNER JOIN config.AlertRule AS q ON q.RuleId = o.RuleId
                    WHERE o.InstanceId = a.InstanceId
                      AND o.ResolvedAt IS NULL
                      AND o.State = N'open'
                      AND o.LastNotifiedAt IS NULL
                      AND q.IsDigest = 0
                    ORDER BY o.Priority, o.OpenedAt, o.AlertId
                    FOR XML PATH(N''), TYPE
                ).value(N'.', N'nvarchar(2000)'), 1, 2, N'')), 400) AS nvarchar(400)),
        PayloadJson =
        (
            SELECT
                a.AlertId AS alertId,
                n.InstanceName AS instance,
                CASE WHEN c.CriticalCount > 0 THEN N'critical' ELSE N'warning' END AS severity,
                N'open' AS state,
                CONVERT(nvarchar(19), a.LastEvaluatedAt, 126) + N'Z' AS dataAt,
                c.AlertCount AS alertCount,
                CASE WHEN c.AlertCount > 30 THEN c.AlertCount - 30 ELSE 0 END AS alertsNotShown,
                JSON_QUERY(
                (
                    SELECT TOP (30)
                        COALESCE(o.Headline, q.RuleName) AS headline,
                        q.RuleName AS [rule],
                        NULLIF(o.AlertKey, N'') AS [key],
                        o.Severity AS severity,
                        CONCAT(N'P', o.Priority) AS priority,
                        CONVERT(nvarchar(19), o.OpenedAt, 126) + N'Z' AS openedAt,
                        u.PlaybookBaseUrl + N'/' + q.PlaybookName AS playbookUrl
                    FROM alert.ShownAlert(1) AS o
                    INNER JOIN config.AlertRule AS q ON q.RuleId = o.RuleId
                    WHERE o.InstanceId = a.InstanceId
                      AND o.ResolvedAt IS NULL
                      AND o.State = N'open'
                      AND o.LastNotifiedAt IS NULL
                      AND q.IsDigest = 0
                    ORDER BY o.Priority, o.OpenedAt, o.AlertId
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS alerts,
                u.PlaybookBaseUrl + N'/' + r.PlaybookName AS playbookUrl
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        )
    FROM alert.Alert AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    INNER JOIN config.Instance AS n ON n.InstanceId = a.InstanceId
    CROSS APPLY
    (
        SELECT PlaybookBaseUrl = (SELECT s.Value FROM config.SettingText(N'PlaybookBaseUrl') AS s)
    ) AS u
    CROSS APPLY
    (
        SELECT
            AlertCount = COUNT(*),
            RuleCount = COUNT(DISTINCT o.RuleId),
            CriticalCount = SUM(CASE WHEN o.Severity = N'critical' THEN 1 ELSE 0 END)
        FROM alert.ShownAlert(1) AS o
        INNER JOIN config.AlertRule AS q ON q.RuleId = o.RuleId
        WHERE o.InstanceId = a.InstanceId
          AND o.ResolvedAt IS NULL
          AND o.State = N'open'
          AND o.LastNotifiedAt IS NULL
          AND q.IsDigest = 0
    ) AS c
    WHERE a.AlertId = @AlertId
);
