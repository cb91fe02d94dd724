/*  alert.AdvanceAlerts: the one owner of every alert's state. Opens, raises, clears and resolves alerts by
    what was measured, and notes each change in alert.History. Called by alert.Evaluate inside its
    transaction; works on the caller's temp tables #Measure and #Judgement and fills #Change: one row per
    alert that changed.
    @Now   UTC
    pending       a measure has reached its warn value, but not for the rule's pending time yet
    open          it has
    acknowledged  by alert.Acknowledge
    resolved      the key has no measure any more (its incident has ended, its rule or instance was disabled),
                  or every measure has been below the clear level for the rule's clear time. A pending alert
                  is resolved as soon as its measures are below the warn value.
    Alerts of rules whose turn it is not stay as they are.
    Severity rises with the measures and stays at its highest. Steps are those of alert.NextState.  */
CREATE PROCEDURE alert.AdvanceAlerts
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

INSERT alert.Alert
(
    RuleId,
    InstanceId,
    AlertKey,
    SubjectKind,
    SubjectId,
    State,
    Severity,
    Priority,
    PendingAt,
    LastEvaluatedAt
)
OUTPUT inserted.AlertId, NULL, inserted.State, inserted.Severity, inserted.Severity
INTO #Change (AlertId, FromState, ToState, FromSeverity, ToSeverity)
SELECT
    j.RuleId,
    j.InstanceId,
    j.AlertKey,
    j.SubjectKind,
    j.SubjectId,
    N'pending',
    CASE WHEN j.SeverityLevel = 2 THEN N'critical' ELSE N'warning' END,
    CASE WHEN j.SeverityLevel = 2 THEN r.CriticalPriority ELSE r.WarnPriority END,
    @Now,
    @Now
FROM #Judgement AS j
INNER JOIN config.AlertRule AS r ON r.RuleId = j.RuleId
WHERE j.SeverityLevel > 0
  AND NOT EXISTS
      (
          SELECT 1
          FROM alert.Alert AS a WITH (UPDLOCK)
          WHERE a.RuleId = j.RuleId
            AND a.InstanceId = j.InstanceId
            AND a.AlertKey = j.AlertKey
            AND a.ResolvedAt IS NULL
      );

UPDATE a
SET State = s.State,
    Severity = s.Severity,
    Priority = CASE WHEN s.Severity = N'critical' THEN r.CriticalPriority ELSE r.WarnPriority END,
    ClearSince = s.ClearSince,
    OpenedAt = CASE WHEN a.State = N'pending' AND s.State = N'open' THEN @Now ELSE a.OpenedAt END,
    ResolvedAt = CASE WHEN s.State = N'resolved' THEN @Now END,
    LastEvaluatedAt = @Now
OUTPUT inserted.AlertId, deleted.State, inserted.State, deleted.Severity, inserted.Severity
INTO #Change (AlertId, FromState, ToState, FromSeverity, ToSeverity)
FROM alert.Alert AS a
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
LEFT JOIN #Judgement AS j
    ON j.RuleId = a.RuleId
   AND j.InstanceId = a.InstanceId
   AND j.AlertKey = a.AlertKey
CROSS APPLY alert.NextState(
    a.State, a.Severity, a.PendingAt, a.ClearSince, CASE WHEN j.RuleId IS NULL THEN 0 ELSE 1 END,
    j.SeverityLevel, j.IsAboveClear, r.PendingMs, r.ClearMs, @Now) AS s
WHERE a.ResolvedAt IS NULL
  AND
  (
      r.IsEnabled = 0
      OR EXISTS (SELECT 1 FROM ops.RuleSchedule AS t WHERE t.RuleId = r.RuleId AND t.IsDue = 1)
  );

DELETE #Change
WHERE FromState = ToState
  AND FromSeverity = ToSeverity;

-- The same story told by a new subject, such as the next incident of the same head, continues its alert.
UPDATE a
SET SubjectKind = j.SubjectKind,
    SubjectId = j.SubjectId
FROM alert.Alert AS a
INNER JOIN #Judgement AS j
    ON j.RuleId = a.RuleId
   AND j.InstanceId = a.InstanceId
   AND j.AlertKey = a.AlertKey
WHERE a.ResolvedAt IS NULL
  AND a.SubjectId <> j.SubjectId
  AND NOT EXISTS
      (
          SELECT 1
          FROM #Measure AS m
          WHERE m.RuleId = a.RuleId
            AND m.InstanceId = a.InstanceId
            AND m.AlertKey = a.AlertKey
            AND m.SubjectId = a.SubjectId
      );

INSERT alert.History (AlertId, ChangedAt, ChangedBy, FromState, ToState, Severity, Note)
SELECT
    c.AlertId,
    @Now,
    N'alert.Evaluate',
    c.FromState,
    h.ToState,
    c.ToSeverity,
    h.Note
FROM #Change AS c
CROSS APPLY
(
    SELECT StepNumber = 1, ToState = c.FromState, Note = N'severity raised'
    WHERE c.FromSeverity <> c.ToSeverity
    UNION ALL
    SELECT
        2,
        c.ToState,
        CASE WHEN c.FromState = N'pending' AND c.ToState = N'resolved' THEN N'condition gone before the alert opened' END
    WHERE c.FromState IS NULL
       OR c.FromState <> c.ToState
) AS h
ORDER BY c.ChangeId, h.StepNumber;

-- The evidence: what was measured against which limit when the alert opened or became worse.
UPDATE a
SET EvidenceJson = N'[' + STUFF(
        (
            SELECT N',' + m.EvidenceJson
            FROM #Measure AS m
            WHERE m.RuleId = a.RuleId
              AND m.InstanceId = a.InstanceId
              AND m.AlertKey = a.AlertKey
              AND (a.SubjectId IS NULL OR m.SubjectId = a.SubjectId)
            ORDER BY m.MeasureName
            FOR XML PATH(N''), TYPE
        ).value(N'.', N'nvarchar(max)'), 1, 1, N'') + N']'
FROM alert.Alert AS a
WHERE a.State = N'open'
  AND EXISTS (SELECT 1 FROM #Change AS c WHERE c.AlertId = a.AlertId);
