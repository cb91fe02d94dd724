/*  report.OpenAlert: the alerts that are open or acknowledged now. Rows of pages take their severity from
    here, by what an alert is about, so that red and amber mean that a rule judged so.
    Result   AlertId, RuleId, RuleName, InstanceId, Severity, SeverityRank (2 critical, 1 warning), Priority,
             State, OpenedAt, AlertKey, SubjectKind, SubjectId, Headline, CauseText, AosName, GroupId,
             ClassName, ObjectName, QueryKey, VolumeName, RootAlertId; CausePage, CauseName: the page on which
             its cause shows (report.CausePage)  */
CREATE FUNCTION report.OpenAlert ()
RETURNS TABLE
AS
RETURN
(
    SELECT
        a.AlertId,
        a.RuleId,
        r.RuleName,
        a.InstanceId,
        a.Severity,
        SeverityRank = CASE a.Severity WHEN N'critical' THEN 2 WHEN N'warning' THEN 1 ELSE 0 END,
        a.Priority,
        a.State,
        a.OpenedAt,
        a.AlertKey,
        a.SubjectKind,
        a.SubjectId,
        a.Headline,
        a.CauseText,
        a.AosName,
        a.GroupId,
        a.ClassName,
        a.ObjectName,
        a.QueryKey,
        a.VolumeName,
        a.RootAlertId,
        c.CausePage,
        c.CauseName
    FROM alert.ShownAlert(0) AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    CROSS APPLY report.CausePage(r.RuleName, r.TemplateName, r.CulpritName, a.SubjectKind) AS c
    WHERE a.ResolvedAt IS NULL
      AND a.OpenedAt IS NOT NULL
);
