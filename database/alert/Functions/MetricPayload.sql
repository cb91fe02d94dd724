/*  alert.MetricPayload: what a mail of template 'metric' tells, as JSON, with its subject: the general
    message of any rule. Texts are worded here, so that the sender only fills in.
    @AlertId   alert.Alert
    @State     'open' or 'resolved'
    Result     one row: Subject, PayloadJson  */
CREATE FUNCTION alert.MetricPayload
(
    @AlertId bigint,
    @State   nvarchar(16)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Subject = CAST(LEFT(CASE
            WHEN a.Headline IS NOT NULL
                THEN CONCAT(
                    CASE WHEN @State = N'resolved' THEN N'Resolved: ' WHEN a.Severity = N'critical' THEN N'Critical: ' END,
                    a.Headline, N' (', n.InstanceName, N')',
                    CASE WHEN @State = N'resolved' THEN N', after ' + d.DurationText END)
            ELSE CONCAT(
                CASE WHEN @State = N'resolved' THEN N'Resolved' WHEN a.Severity = N'critical' THEN N'Critical'
                    ELSE N'Warning' END,
                N': ', n.InstanceName, N': ', r.RuleName, N', ' + NULLIF(a.AlertKey, N''),
                CASE
                    WHEN @State = N'resolved' THEN N' (after ' + d.DurationText + N')'
                    ELSE N': ' + w.ValueText + N' ('
                         + CASE
                             WHEN w.IsBeyondCritical = 1 THEN N'critical at ' + w.CriticalText
                             ELSE N'warning at ' + w.WarnText
                         END
                         + N')'
                END)
        END, 400) AS nvarchar(400)),
        PayloadJson =
        (
            SELECT
                a.AlertId AS alertId,
                n.InstanceName AS instance,
                a.Severity AS severity,
                CASE a.Priority WHEN 0 THEN N'15 minutes (P0)' WHEN 1 THEN N'an hour (P1)' WHEN 2 THEN N'four hours (P2)'
                    ELSE N'a day (P3)' END
                    AS priority,
                @State AS state,
                a.Headline AS headline,
                a.CauseText AS cause,
                CASE WHEN @State = N'open' THEN r.AdviceText END AS advice,
                CONVERT(nvarchar(19), a.PendingAt, 126) + N'Z' AS pendingAt,
                CONVERT(nvarchar(19), a.OpenedAt, 126) + N'Z' AS openedAt,
                CONVERT(nvarchar(19), a.ResolvedAt, 126) + N'Z' AS resolvedAt,
                CONVERT(nvarchar(19), a.LastEvaluatedAt, 126) + N'Z' AS dataAt,
                d.DurationText AS durationText,
                r.RuleName AS [rule],
                NULLIF(a.AlertKey, N'') AS [key],
                COALESCE(w.KeyKind, N'key') AS keyKind,
                JSON_QUERY(
                (
                    SELECT
                        t.MeasureName AS measure,
                        t.ValueText AS valueText,
                        t.WarnText AS warnText,
                        t.CriticalText AS criticalText,
                        t.SampleCount AS sampleCount,
                        t.AggregateName AS aggregate,
                        t.WindowText AS windowText,
                        t.PartText AS partText,
                        t.WholeText AS wholeText,
                        t.Description AS description
                    FROM alert.EvidenceText(a.RuleId, a.EvidenceJson) AS t
                    ORDER BY t.MeasureNumber
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS measures,
                JSON_QUERY(
                (
                    SELECT
                        COALESCE(m.Headline, x.RuleName) AS headline,
                        CONVERT(nvarchar(19), m.OpenedAt, 126) + N'Z' AS openedAt
                    FROM alert.ShownAlert(1) AS m
                    INNER JOIN config.AlertRule AS x ON x.RuleId = m.RuleId
                    WHERE m.RootAlertId = a.AlertId
                      AND m.ResolvedAt IS NULL
                    ORDER BY m.OpenedAt, m.AlertId
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS members,
                u.PlaybookBaseUrl + N'/' + r.PlaybookName AS playbookUrl
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        )
    FROM alert.ShownAlert(1) AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    INNER JOIN config.Instance AS n ON n.InstanceId = a.InstanceId
    CROSS APPLY
    (
        SELECT PlaybookBaseUrl = (SELECT s.Value FROM config.SettingText(N'PlaybookBaseUrl') AS s)
    ) AS u
    OUTER APPLY
    (
        SELECT TOP (1) t.ValueText, t.WarnText, t.CriticalText, t.IsBeyondCritical, t.KeyKind
        FROM alert.EvidenceText(a.RuleId, a.EvidenceJson) AS t
        ORDER BY t.IsBeyondCritical DESC, t.IsBeyondWarn DESC, t.MeasureNumber
    ) AS w
    CROSS APPLY lib.DurationText(
        DATEDIFF_BIG(millisecond, a.OpenedAt, COALESCE(a.ResolvedAt, a.LastEvaluatedAt))) AS d
    WHERE a.AlertId = @AlertId
);
