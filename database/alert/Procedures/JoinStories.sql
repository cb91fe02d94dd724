/*  alert.JoinStories: which open alerts are symptoms of another one, and so belong to its story
    (config.AlertRuleSymptom). Called by alert.Evaluate inside its transaction, after alert.DescribeAlerts.
    @Now   UTC
    A symptom joins a cause on the same instance that opened within 15 minutes of it, before or after, and is
    not known to be about something else: where both name a session, class, AX server, group, object, query or
    volume, one of these is the same. Of several causes it joins the first in the order of causes. What
    outlives its cause by 15 minutes is a story of its own.  */
CREATE PROCEDURE alert.JoinStories
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @JoinMinutes int = 15;

UPDATE m
SET RootAlertId = NULL
FROM alert.Alert AS m
INNER JOIN alert.Alert AS r ON r.AlertId = m.RootAlertId
WHERE m.ResolvedAt IS NULL
  AND r.ResolvedAt <= DATEADD(minute, -@JoinMinutes, @Now);

UPDATE a
SET RootAlertId = f.RootAlertId
FROM alert.Alert AS a
CROSS APPLY
(
    SELECT TOP (1) RootAlertId = r.AlertId
    FROM config.AlertRuleSymptom AS s
    INNER JOIN alert.Alert AS r
        ON r.RuleId = s.RootRuleId
       AND r.InstanceId = a.InstanceId
       AND r.ResolvedAt IS NULL
    CROSS APPLY
    (
        SELECT
            Shared = SUM(CASE WHEN k.Ours = k.Theirs THEN 1 ELSE 0 END),
            Compared = COUNT(*)
        FROM
        (
            VALUES
                (CAST(a.SessionId AS nvarchar(512)), CAST(r.SessionId AS nvarchar(512))),
                (a.AosName, r.AosName),
                (a.GroupId, r.GroupId),
                (a.ClassName, r.ClassName),
                (a.ObjectName, r.ObjectName),
                (a.QueryKey, r.QueryKey),
                (a.VolumeName, r.VolumeName)
        ) AS k (Ours, Theirs)
        WHERE k.Ours IS NOT NULL
          AND k.Theirs IS NOT NULL
    ) AS c
    WHERE s.SymptomRuleId = a.RuleId
      AND r.State IN (N'open', N'acknowledged')
      AND r.RootAlertId IS NULL
      AND ABS(DATEDIFF(second, r.OpenedAt, a.OpenedAt)) <= 60 * @JoinMinutes
      AND (c.Compared = 0 OR c.Shared > 0)
    ORDER BY s.CauseRank, ABS(DATEDIFF(second, r.OpenedAt, a.OpenedAt)), r.AlertId
) AS f
WHERE a.ResolvedAt IS NULL
  AND a.State IN (N'open', N'acknowledged')
  AND a.RootAlertId IS NULL
  AND a.OpenedAt > DATEADD(minute, -2 * @JoinMinutes, @Now);

-- Whoever followed what follows another now follows that one too.
WHILE @@ROWCOUNT > 0
    UPDATE m
    SET RootAlertId = r.RootAlertId
    FROM alert.Alert AS m
    INNER JOIN alert.Alert AS r ON r.AlertId = m.RootAlertId
    WHERE m.ResolvedAt IS NULL
      AND r.RootAlertId IS NOT NULL
      AND r.RootAlertId <> m.AlertId;
