/*  alert.CollectingPayload: what a mail of template 'collecting' tells, as JSON, with its subject. Texts are
    worded here, so that the sender only fills in.
    @AlertId   alert.Alert with a rule of kind Absence
    @State     'open' or 'resolved'
    Result     one row: Subject, PayloadJson
    The message lists all collectors of the instance that are silent at the time, or that were reported with
    it; at most 30.  */
CREATE FUNCTION alert.CollectingPayload
(
    @AlertId bigint,
    @State   nvarchar(16)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Subject = CAST(LEFT(CONCAT(
            CASE WHEN @State = N'resolved' THEN N'Resolved' WHEN a.Severity = N'critical' THEN N'Critical' ELSE N'Warning' END,
            N': ', n.InstanceName, N': ',
            CASE
                WHEN e.Collector IS NOT NULL AND g.CollectorCount > 1 AND @State = N'resolved'
                    THEN CONCAT(g.CollectorCount, N' collectors are collecting again or no longer expected')
                WHEN e.Collector IS NOT NULL AND g.CollectorCount > 1
                    THEN CONCAT(g.CollectorCount, N' of ', g.TotalCount, N' collectors are not collecting')
                WHEN @State = N'resolved' AND b.IsBack = 0
                    THEN COALESCE(N'collector ' + e.Collector + N' is', N'data is') + N' no longer expected'
                WHEN @State = N'resolved' AND e.Collector IS NULL THEN N'collecting again'
                WHEN e.Collector IS NULL THEN N'nothing is being collected'
                WHEN @State = N'resolved' THEN CONCAT(N'collector ', e.Collector, N' is collecting again')
                WHEN e.CollectorState = N'off' THEN CONCAT(N'collector ', e.Collector, N' was switched off')
                ELSE CONCAT(N'collector ', e.Collector, N' is not collecting')
            END,
            N' (', CASE WHEN @State = N'resolved' THEN N'after ' + d.DurationText ELSE N'for ' + s.DurationText END, N')'),
            400) AS nvarchar(400)),
        PayloadJson =
        (
            SELECT
                a.AlertId AS alertId,
                n.InstanceName AS instance,
                a.Severity AS severity,
                @State AS state,
                CONVERT(nvarchar(19), a.OpenedAt, 126) + N'Z' AS openedAt,
                CONVERT(nvarchar(19), a.ResolvedAt, 126) + N'Z' AS resolvedAt,
                b.IsBack AS isBack,
                d.DurationText AS durationText,
                e.Collector AS collector,
                g.CollectorCount AS collectorCount,
                g.TotalCount AS totalCount,
                JSON_QUERY(
                (
                    SELECT TOP (30)
                        x.Collector AS collector,
                        x.CollectorState AS collectorState,
                        xs.DurationText AS silentText,
                        x.Reason AS reason,
                        x.Remedy AS remedy
                    FROM alert.SilentCollector(a.AlertId, @State) AS x
                    CROSS APPLY lib.DurationText(x.SilentMs) AS xs
                    WHERE g.CollectorCount > 1
                      AND e.Collector IS NOT NULL
                    ORDER BY x.SilentMs DESC, x.Collector
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS collectors,
                JSON_QUERY(
                (
                    SELECT
                        COALESCE(y.Headline, x.RuleName) AS headline,
                        CONVERT(nvarchar(19), y.OpenedAt, 126) + N'Z' AS openedAt
                    FROM alert.ShownAlert(1) AS y
                    INNER JOIN config.AlertRule AS x ON x.RuleId = y.RuleId
                    WHERE y.RootAlertId = a.AlertId
                      AND y.ResolvedAt IS NULL
                    ORDER BY y.OpenedAt, y.AlertId
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS members,
                e.CollectorState AS collectorState,
                e.Reason AS reason,
                e.Remedy AS remedy,
                e.LastSuccessAt AS lastSuccessAt,
                s.DurationText AS silentText,
                l.DurationText AS limitText,
                CONCAT(u.PlaybookBaseUrl, N'/', r.PlaybookName) AS playbookUrl
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        )
    FROM alert.Alert AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    INNER JOIN config.Instance AS n ON n.InstanceId = a.InstanceId
    CROSS APPLY
    (
        SELECT
            Collector = JSON_VALUE(a.EvidenceJson, N'$[0].collector'),
            CollectorState = JSON_VALUE(a.EvidenceJson, N'$[0].state'),
            Reason = JSON_VALUE(a.EvidenceJson, N'$[0].reason'),
            Remedy = JSON_VALUE(a.EvidenceJson, N'$[0].remedy'),
            LastSuccessAt = JSON_VALUE(a.EvidenceJson, N'$[0].lastSuccessAt'),
            SilentMs = CAST(JSON_VALUE(a.EvidenceJson, N'$[0].silentMs') AS bigint),
            LimitMs = CAST(JSON_VALUE(a.EvidenceJson, N'$[0].limitMs') AS bigint)
    ) AS e
    CROSS APPLY
    (
        SELECT PlaybookBaseUrl = (SELECT s.Value FROM config.SettingText(N'PlaybookBaseUrl') AS s)
    ) AS u
    CROSS APPLY
    (
        SELECT
            CollectorCount = (SELECT COUNT(*) FROM alert.SilentCollector(a.AlertId, @State) AS x),
            TotalCount =
            (
                SELECT COUNT(*)
                FROM ops.CollectorPlan() AS p
                WHERE p.InstanceId = a.InstanceId
                  AND p.IsEnabled = 1
            )
    ) AS g
    CROSS APPLY
    (
        SELECT LastedMs = DATEDIFF_BIG(
            millisecond, COALESCE(TRY_CONVERT(datetime2(3), LEFT(e.LastSuccessAt, 19), 126), a.PendingAt),
            COALESCE(a.ResolvedAt, a.LastEvaluatedAt))
    ) AS o
    CROSS APPLY
    (
        SELECT IsBack = CAST(CASE WHEN EXISTS
            (
                SELECT 1
                FROM ops.CollectorState AS c
                WHERE c.InstanceId = a.InstanceId
                  AND c.LastSuccessAt >= a.PendingAt
                  AND (c.CollectorName = e.Collector OR e.Collector IS NULL)
            ) THEN 1 ELSE 0 END AS bit)
    ) AS b
    CROSS APPLY lib.DurationText(o.LastedMs) AS d
    CROSS APPLY lib.DurationText(e.SilentMs) AS s
    CROSS APPLY lib.DurationText(e.LimitMs) AS l
    WHERE a.AlertId = @AlertId
);
