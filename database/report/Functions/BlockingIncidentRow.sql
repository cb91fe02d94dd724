/*  report.BlockingIncidentRow: incidents as the reports show them. Callers add the condition.
    DurationMs runs from the estimated begin of the first wait to the last sight.  */
CREATE FUNCTION report.BlockingIncidentRow ()
RETURNS TABLE
AS
RETURN
(
    SELECT
        i.IncidentId,
        i.InstanceId,
        n.InstanceName,
        i.HeadSessionId,
        HeadLabel = l.SessionLabel,
        i.AxUser,
        i.AxSessionId,
        i.AxConfidence,
        i.HostName,
        i.ProgramName,
        s.HeadState,
        s.HeadAdvice,
        i.BatchTask,
        LogUsedText = b.BytesText,
        HeadStatement = t.TextValue,
        i.FirstSeenAt,
        i.LastSeenAt,
        DurationMs = DATEDIFF_BIG(millisecond, i.StartedAt, i.LastSeenAt),
        i.VictimCount,
        i.MaxDepth,
        i.TotalWaitMs,
        i.LongestWaitMs,
        i.ObjectName,
        a.Severity,
        AlertState = a.State,
        i.PeakVictimCount,
        i.EndedAt
    FROM fact.ShownBlockingIncident(0) AS i
    INNER JOIN config.Instance AS n ON n.InstanceId = i.InstanceId
    OUTER APPLY dim.ShownText(i.HidesLiterals, i.StatementHash) AS t
    CROSS APPLY lib.SessionLabel(
        i.HeadSessionId, i.AxUser, i.AxConfidence, i.BatchTask, i.ProgramName, i.HostName,
        CASE WHEN i.HeadKind = N'missing' THEN 1 ELSE 0 END) AS l
    CROSS APPLY lib.HeadState(
        i.HeadSessionId, i.HeadKind, i.Status, i.Command, i.OpenTransactionCount, i.IdleInTransactionMs,
        i.PercentComplete, i.RemainingMs, i.LogBytesUsed) AS s
    CROSS APPLY lib.BytesText(i.LogBytesUsed) AS b
    OUTER APPLY
    (
        SELECT TOP (1) x.Severity, x.State
        FROM alert.Alert AS x
        WHERE x.SubjectKind = N'BlockingIncident'
          AND x.SubjectId = i.IncidentId
          AND x.OpenedAt IS NOT NULL
        ORDER BY x.AlertId DESC
    ) AS a
);
