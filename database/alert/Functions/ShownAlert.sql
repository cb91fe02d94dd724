/*  alert.ShownAlert: alert.Alert as it may be shown. What alert.FindCulprits writes is masked as the stage of
    the instance says at that time; what was written before the stage said so is left out.
    @IsForAll   see config.Masking
    Result      the columns of alert.Alert, Headline, CauseText and AosName NULL where they are left out;
                IsHidden: 1 where they are, and the evidence likewise  */
CREATE FUNCTION alert.ShownAlert
(
    @IsForAll bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        a.AlertId,
        a.RuleId,
        a.InstanceId,
        a.AlertKey,
        a.SubjectKind,
        a.SubjectId,
        a.State,
        a.Severity,
        a.PendingAt,
        a.OpenedAt,
        a.AcknowledgedAt,
        a.AcknowledgedBy,
        a.ClearSince,
        a.ResolvedAt,
        a.LastEvaluatedAt,
        a.LastNotifiedAt,
        a.LastNotifiedSeverity,
        a.EvidenceJson,
        a.Priority,
        a.RootAlertId,
        Headline = CASE WHEN h.IsHidden = 0 THEN a.Headline END,
        CauseText = CASE WHEN h.IsHidden = 0 THEN a.CauseText END,
        a.SessionId,
        AosName = CASE WHEN h.IsHidden = 0 THEN a.AosName END,
        a.GroupId,
        a.ClassName,
        a.ObjectName,
        a.QueryKey,
        a.VolumeName,
        a.SnoozedUntil,
        a.AssignedTo,
        a.ReminderCount,
        a.LastReminderAt,
        h.IsHidden
    FROM alert.Alert AS a
    INNER JOIN config.Masking(@IsForAll) AS k ON k.InstanceId = a.InstanceId
    CROSS APPLY (SELECT IsHidden = CASE WHEN COALESCE(a.OpenedAt, a.PendingAt) < k.HidesBefore THEN 1 ELSE 0 END) AS h
);
