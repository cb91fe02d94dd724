/*  alert.SavePostMortems: keeps what an incident was when it is over. Called by alert.Evaluate inside its
    transaction, after alert.QueueReminders; reads the caller's temp table #Change.
    @Now   UTC
    An alert that never opened, or that belonged to the story of another, has none; nor has one that was over
    before it began, because a clock was set back meanwhile.  */
CREATE PROCEDURE alert.SavePostMortems
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

IF NOT EXISTS (SELECT 1 FROM #Change AS c WHERE c.ToState = N'resolved' AND c.FromState <> N'pending')
    RETURN;

INSERT alert.PostMortem
(
    AlertId,
    InstanceId,
    RuleId,
    OnsetAt,
    DetectedAt,
    NotifiedAt,
    AcknowledgedAt,
    ResolvedAt,
    WarningMinutes,
    CriticalMinutes,
    Priority,
    MemberCount,
    ReminderCount
)
SELECT
    a.AlertId,
    a.InstanceId,
    a.RuleId,
    o.OnsetAt,
    a.OpenedAt,
    (SELECT MIN(n.SentAt) FROM alert.Notification AS n WHERE n.AlertId = a.AlertId AND n.State = N'open'),
    a.AcknowledgedAt,
    a.ResolvedAt,
    DATEDIFF_BIG(millisecond, a.OpenedAt, m.CriticalAt) / 60000.0,
    DATEDIFF_BIG(millisecond, m.CriticalAt, a.ResolvedAt) / 60000.0,
    a.Priority,
    (SELECT COUNT(*) FROM alert.Alert AS k WHERE k.RootAlertId = a.AlertId),
    a.ReminderCount
FROM (SELECT DISTINCT c.AlertId FROM #Change AS c WHERE c.ToState = N'resolved') AS d
INNER JOIN alert.Alert AS a ON a.AlertId = d.AlertId
CROSS APPLY alert.Onset(a.SubjectKind, a.SubjectId, a.PendingAt) AS o
CROSS APPLY
(
    SELECT CriticalAt = CASE
        WHEN MIN(h.ChangedAt) < a.OpenedAt THEN a.OpenedAt
        ELSE COALESCE(MIN(h.ChangedAt), a.ResolvedAt)
    END
    FROM alert.History AS h
    WHERE h.AlertId = a.AlertId
      AND h.ChangeKind = N'state'
      AND h.Severity = N'critical'
      AND a.Severity = N'critical'
) AS m
WHERE a.OpenedAt IS NOT NULL
  AND a.ResolvedAt >= a.OpenedAt
  AND o.OnsetAt <= a.OpenedAt
  AND a.RootAlertId IS NULL
  AND NOT EXISTS (SELECT 1 FROM alert.PostMortem AS p WHERE p.AlertId = a.AlertId);

-- What somebody acknowledged was an incident: it says nothing about what is usual.
INSERT baseline.LeftOut (InstanceId, FromAt, SourceName, SourceId, ToAt)
SELECT p.InstanceId, p.OnsetAt, N'Alert', p.AlertId, p.ResolvedAt
FROM (SELECT DISTINCT c.AlertId FROM #Change AS c WHERE c.ToState = N'resolved') AS d
INNER JOIN alert.PostMortem AS p ON p.AlertId = d.AlertId
INNER JOIN config.AlertRule AS r ON r.RuleId = p.RuleId
WHERE p.AcknowledgedAt IS NOT NULL
  AND r.IsDigest = 0
  AND p.ResolvedAt <= DATEADD(day, 1, p.OnsetAt)
  AND NOT EXISTS (SELECT 1 FROM baseline.LeftOut AS l WHERE l.SourceName = N'Alert' AND l.SourceId = p.AlertId);
