/*  report.BlockingRelated: what else belongs to a blocking incident, in order of time: its alerts, the
    deadlocks that its sessions ended in, and the blocked-process reports of the server itself; 100 rows.
    @IncidentId   fact.BlockingIncident; no rows for an unknown one
    @TimeZone     of the column …Local; NULL: UTC
    Result        RowNumber, KindText (alert, deadlock, report), SeenLocal, WhatText, WaitMs (reports),
                  Severity (alerts), LinkPage with AlertId or DeadlockId: the page that shows more, NULL where
                  none does  */
CREATE PROCEDURE report.BlockingRelated
    @IncidentId bigint = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BlockingRelated';
    RETURN;
END;

DECLARE @Zone nvarchar(128) = (SELECT w.ZoneName FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w);
DECLARE @InstanceId int;
DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @InstanceId = i.InstanceId, @From = i.StartedAt, @To = DATEADD(second, 15, i.LastSeenAt)
FROM fact.BlockingIncident AS i
WHERE i.IncidentId = @IncidentId;

SELECT TOP (100)
    RowNumber = ROW_NUMBER() OVER (ORDER BY u.SeenAt, u.KindText, u.WhatText),
    u.KindText,
    SeenLocal = l.LocalAt,
    u.WhatText,
    u.WaitMs,
    Severity = COALESCE(u.Severity, N'ok'),
    LinkPage = CASE WHEN u.AlertId IS NOT NULL THEN N'Alert' WHEN u.DeadlockId IS NOT NULL THEN N'Deadlock' END,
    u.AlertId,
    u.DeadlockId
FROM
(
    SELECT
        KindText = N'alert',
        SeenAt = a.OpenedAt,
        WhatText = CONCAT(COALESCE(a.Headline, r.RuleName + N': ' + a.AlertKey), N' (', a.State, N')'),
        WaitMs = CAST(NULL AS bigint),
        Severity = CASE WHEN a.ResolvedAt IS NULL THEN a.Severity ELSE N'ok' END,
        a.AlertId,
        DeadlockId = CAST(NULL AS bigint)
    FROM alert.ShownAlert(0) AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    WHERE a.SubjectKind = N'BlockingIncident'
      AND a.SubjectId = @IncidentId
      AND a.OpenedAt IS NOT NULL
    UNION ALL
    SELECT
        N'deadlock',
        d.DetectedAt,
        CONCAT(N'lost: ', COALESCE(d.VictimText, N'nobody named'), N'; on ' + d.Objects),
        NULL,
        N'notice',
        NULL,
        d.DeadlockId
    FROM report.DeadlockRow() AS d
    WHERE d.InstanceId = @InstanceId
      AND d.DetectedAt >= @From
      AND d.DetectedAt <= @To
      AND EXISTS (
          SELECT 1
          FROM fact.DeadlockProcess AS p
          INNER JOIN fact.BlockingIncidentSnapshot AS s ON s.IncidentId = @IncidentId
          INNER JOIN fact.BlockingNode AS n ON n.SnapshotId = s.SnapshotId
              AND n.IncidentId = @IncidentId
              AND n.SessionId = p.SessionId
          WHERE p.DeadlockId = d.DeadlockId)
    UNION ALL
    SELECT
        N'report',
        b.EventAt,
        CONCAT(
            N'session ', b.BlockedSessionId, N' behind ', b.BlockingSessionId, N', ' + b.LockMode,
            N' on ' + COALESCE(o.DatabaseName + N'.' + o.SchemaName + N'.' + o.ObjectName, LEFT(b.WaitResource, 200))),
        b.WaitMs,
        NULL,
        NULL,
        NULL
    FROM fact.BlockedProcess AS b
    LEFT JOIN dim.ObjectName AS o ON o.InstanceId = b.InstanceId
        AND o.DatabaseId = b.DatabaseId
        AND o.IdKind = b.ResourceObjectKey
        AND o.ResourceId = b.ResourceObjectId
    WHERE b.IncidentId = @IncidentId
) AS u
CROSS APPLY report.LocalTime(u.SeenAt, @Zone) AS l
ORDER BY RowNumber;
