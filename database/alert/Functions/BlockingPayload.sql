/*  alert.BlockingPayload: what a mail of template 'blocking' tells, as JSON, with its subject. Texts are
    worded here, so that the sender only fills in. A subject fits a telephone: who blocks how many on what,
    and where.
    @AlertId   alert.Alert
    @State     'open' or 'resolved': a resolved one tells of its peak
    Result     one row: Subject, PayloadJson
    Three or more heads on one object since five minutes before it are a convoy: then it matters what they all
    wait for, not who is first.
    At most 20 victims are listed, the longest waits first; victimsNotShown counts the others.  */
CREATE FUNCTION alert.BlockingPayload
(
    @AlertId bigint,
    @State   nvarchar(16)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Subject = CAST(CONCAT(
            CASE WHEN @State = N'resolved' THEN N'Resolved: ' WHEN a.Severity = N'critical' THEN N'Critical: ' END,
            hl.Headline) AS nvarchar(400)),
        PayloadJson =
        (
            SELECT
                a.AlertId AS alertId,
                i.IncidentId AS incidentId,
                n.InstanceName AS instance,
                a.Severity AS severity,
                @State AS state,
                hl.Headline AS headline,
                CONVERT(nvarchar(19), a.OpenedAt, 126) + N'Z' AS openedAt,
                CONVERT(nvarchar(19), i.FirstSeenAt, 126) + N'Z' AS firstSeenAt,
                CONVERT(nvarchar(19), i.LastSeenAt, 126) + N'Z' AS lastSeenAt,
                CONVERT(nvarchar(19), a.ResolvedAt, 126) + N'Z' AS resolvedAt,
                d.DurationText AS durationText,
                m.VictimCount AS victimCount,
                i.MaxDepth AS maxDepth,
                w.DurationText AS totalWaitText,
                lw.DurationText AS longestWaitText,
                i.ObjectName AS object,
                CASE WHEN h.IsConvoy = 1 THEN h.HeadCount END AS headCount,
                CONVERT(nvarchar(19), k.CapturedAt, 126) + N'Z' AS dataAt,
                i.HeadSessionId AS [head.sessionId],
                i.LoginName AS [head.loginName],
                i.HostName AS [head.hostName],
                i.ProgramName AS [head.programName],
                i.AxUser AS [head.axUser],
                i.AxSessionId AS [head.axSessionId],
                i.AxConfidence AS [head.axConfidence],
                i.BatchTask AS [head.batchTask],
                LEFT(ht.TextValue, 4000) AS [head.statement],
                it.DurationText AS [head.idleInTransactionText],
                i.OpenTransactionCount AS [head.openTransactionCount],
                hs.HeadState AS [head.state],
                hs.HeadAdvice AS [head.advice],
                lb.BytesText AS [head.logUsedText],
                JSON_QUERY(
                (
                    SELECT TOP (20)
                        v.SessionId AS sessionId,
                        v.AxUser AS axUser,
                        v.HostName AS hostName,
                        v.BatchTask AS batchTask,
                        v.WaitType AS waitType,
                        vw.DurationText AS waitText,
                        v.WaitResource AS waitResource,
                        v.ObjectName AS object,
                        v.Depth AS depth,
                        LEFT(vt.TextValue, 1000) AS statement
                    FROM fact.ShownBlockingNode(1) AS v
                    CROSS APPLY lib.DurationText(v.WaitMs) AS vw
                    OUTER APPLY dim.ShownText(v.HidesLiterals, v.StatementHash) AS vt
                    WHERE v.SnapshotId = s.SnapshotId
                      AND v.CapturedAt = s.CapturedAt
                      AND v.IncidentId = i.IncidentId
                      AND v.Depth > 0
                    ORDER BY v.WaitMs DESC, v.SessionId
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS victims,
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
                CASE WHEN s.VictimCount > 20 THEN s.VictimCount - 20 ELSE 0 END AS victimsNotShown,
                wt.DurationText AS [thresholds.warnTotalWaitText],
                ct.DurationText AS [thresholds.criticalTotalWaitText],
                wl.DurationText AS [thresholds.warnLongestWaitText],
                cl.DurationText AS [thresholds.criticalLongestWaitText],
                REPLACE(
                    REPLACE(u.ReportLinkPattern, N'{ReportBaseUrl}', u.ReportBaseUrl), N'{IncidentId}',
                    CONCAT(i.IncidentId, N'')) AS reportUrl,
                CONCAT(u.PlaybookBaseUrl, N'/', r.PlaybookName) AS playbookUrl
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        )
    FROM alert.Alert AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    INNER JOIN config.Instance AS n ON n.InstanceId = a.InstanceId
    INNER JOIN fact.ShownBlockingIncident(1) AS i ON a.SubjectKind = N'BlockingIncident' AND i.IncidentId = a.SubjectId
    OUTER APPLY
    (
        SELECT TOP (1) x.SnapshotId, x.CapturedAt, x.VictimCount
        FROM fact.BlockingIncidentSnapshot AS x
        WHERE x.IncidentId = i.IncidentId
        ORDER BY x.CapturedAt DESC
    ) AS s
    CROSS APPLY
    (
        SELECT
            HeadCount = COUNT(*),
            IsConvoy = CASE WHEN COUNT(*) >= 3 THEN 1 ELSE 0 END,
            PeakVictimCount = MAX(x.PeakVictimCount),
            FirstAt = MIN(x.StartedAt),
            LastAt = MAX(x.LastSeenAt)
        FROM fact.BlockingIncident AS x
        WHERE x.InstanceId = i.InstanceId
          AND x.ObjectName = i.ObjectName
          AND x.FirstSeenAt >= DATEADD(minute, -5, i.FirstSeenAt)
    ) AS h
    CROSS APPLY
    (
        SELECT
            VictimCount = CASE WHEN @State = N'resolved' THEN i.PeakVictimCount ELSE i.VictimCount END,
            TotalWaitMs = CASE WHEN @State = N'resolved' THEN i.PeakTotalWaitMs ELSE i.TotalWaitMs END,
            DurationMs = CASE
                WHEN h.IsConvoy = 1 THEN DATEDIFF_BIG(millisecond, h.FirstAt, h.LastAt)
                ELSE DATEDIFF_BIG(millisecond, i.StartedAt, i.LastSeenAt)
            END
    ) AS m
    LEFT JOIN collect.Watermark AS k ON k.InstanceId = i.InstanceId AND k.CollectorName = N'Requests'
    CROSS APPLY
    (
        SELECT
            ReportBaseUrl = (SELECT s.Value FROM config.SettingText(N'ReportBaseUrl') AS s),
            ReportLinkPattern = (SELECT s.Value FROM config.SettingText(N'ReportLinkPattern') AS s),
            PlaybookBaseUrl = (SELECT s.Value FROM config.SettingText(N'PlaybookBaseUrl') AS s)
    ) AS u
    CROSS APPLY
    (
        SELECT
            WarnTotalMs = MAX(CASE WHEN x.MeasureName = N'TotalWaitMs' THEN v.WarnMs END),
            CriticalTotalMs = MAX(CASE WHEN x.MeasureName = N'TotalWaitMs' THEN v.CriticalMs END),
            WarnLongestMs = MAX(CASE WHEN x.MeasureName = N'LongestWaitMs' THEN v.WarnMs END),
            CriticalLongestMs = MAX(CASE WHEN x.MeasureName = N'LongestWaitMs' THEN v.CriticalMs END)
        FROM alert.RuleTarget(a.RuleId) AS x
        CROSS APPLY (SELECT WarnMs = CAST(x.WarnValue AS bigint), CriticalMs = CAST(x.CriticalValue AS bigint)) AS v
        WHERE x.InstanceId = a.InstanceId
    ) AS t
    OUTER APPLY dim.ShownText(i.HidesLiterals, i.StatementHash) AS ht
    CROSS APPLY lib.SessionLabel(
        i.HeadSessionId, i.AxUser, i.AxConfidence, i.BatchTask, i.ProgramName, i.HostName,
        CASE WHEN i.HeadKind = N'missing' THEN 1 ELSE 0 END) AS l
    CROSS APPLY lib.HeadState(
        i.HeadSessionId, i.HeadKind, i.Status, i.Command, i.OpenTransactionCount, i.IdleInTransactionMs,
        i.PercentComplete, i.RemainingMs, i.LogBytesUsed) AS hs
    CROSS APPLY lib.BytesText(i.LogBytesUsed) AS lb
    CROSS APPLY lib.DurationText(m.DurationMs) AS d
    CROSS APPLY lib.DurationText(m.TotalWaitMs) AS w
    CROSS APPLY lib.DurationText(i.LongestWaitMs) AS lw
    CROSS APPLY lib.DurationText(i.IdleInTransactionMs) AS it
    CROSS APPLY lib.DurationText(t.WarnTotalMs) AS wt
    CROSS APPLY lib.DurationText(t.CriticalTotalMs) AS ct
    CROSS APPLY lib.DurationText(t.WarnLongestMs) AS wl
    CROSS APPLY lib.DurationText(t.CriticalLongestMs) AS cl
    CROSS APPLY
    (
        SELECT Headline = CAST(LEFT(CONCAT(
            CASE
                WHEN h.IsConvoy = 1 AND @State = N'resolved' THEN CONCAT(h.HeadCount, N' sessions in turn')
                ELSE l.WhoText
            END,
            CASE WHEN @State <> N'resolved' THEN N' (' + hs.HeadActivity + N')' END,
            CASE WHEN @State = N'resolved' THEN N' blocked ' ELSE N' blocks ' END,
            CASE WHEN h.IsConvoy = 1 AND @State = N'resolved' THEN h.PeakVictimCount ELSE m.VictimCount END,
            N' on ' + RIGHT(i.ObjectName, CHARINDEX(N'.', REVERSE(i.ObjectName) + N'.') - 1),
            CASE WHEN h.IsConvoy = 1 AND @State <> N'resolved' THEN CONCAT(N', one of ', h.HeadCount, N' in turn') END,
            N' (', n.InstanceName, N')',
            CASE WHEN @State = N'resolved' THEN N', for ' + d.DurationText END), 300) AS nvarchar(300))
    ) AS hl
    WHERE a.AlertId = @AlertId
);
