/*  alert.Evaluate: the one owner of every alert's state. Measures open incidents and silent collectors by the
    rules, moves alerts on, and queues messages.
    @Now     UTC
    Result   one row: OpenedCount, ResolvedCount, OpenCount, NotificationCount
    pending       a measure has reached its warn value, but not for the rule's pending time yet
    open          it has; one message is queued, and one more should the alert become critical
    acknowledged  by alert.Acknowledge; queues nothing but the message that it is resolved
    resolved      the incident has ended, or every measure has been below the clear level for the rule's clear
                  time; one message, if one said that it was open. A pending alert whose measures fall back
                  is resolved without a message.
    Severity rises with the measures and stays at its highest.
    A collector that brought nothing for its SilenceMs (ops.CollectorPlan), or is switched off, is an alert of
    its own; when nothing at all comes from an instance, that is one alert. What has never been set up (a need
    not met from the start) is no alert: report.CollectorStatus tells.
    An incident that only blocked-process events told of counts once a snapshot of the sessions was saved
    after it began, or after a minute.
    Held back is a message for a key that had one within NotificationThrottleMs, or that was resolved within
    NotificationSuppressionMs and is not more severe than what was told then; it is sent later if
    the alert still is open then.  */
CREATE PROCEDURE alert.Evaluate
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @ThrottleMs int = (SELECT s.Value FROM config.SettingNumber(N'NotificationThrottleMs') AS s);
DECLARE @SuppressionMs int = (SELECT s.Value FROM config.SettingNumber(N'NotificationSuppressionMs') AS s);
DECLARE @Actor nvarchar(128) = N'alert.Evaluate';
DECLARE @NotificationCount int = 0;

CREATE TABLE #Measure
(
    MeasureId     int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    RuleId        int           NOT NULL,
    IncidentId    bigint        NULL,
    InstanceId    int           NOT NULL,
    AlertKey      nvarchar(200) COLLATE DATABASE_DEFAULT NOT NULL,
    SeverityLevel int           NOT NULL,
    IsAboveClear  int           NOT NULL,
    EvidenceJson  nvarchar(max) COLLATE DATABASE_DEFAULT NULL
);

CREATE TABLE #Change
(
    ChangeId  int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    AlertId   bigint        NOT NULL,
    FromState nvarchar(16)  COLLATE DATABASE_DEFAULT NULL,
    ToState   nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    Severity  nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL
);

CREATE TABLE #Due
(
    AlertId    bigint        NOT NULL,
    State      nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    Severity   nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    MessageKey nvarchar(200) COLLATE DATABASE_DEFAULT NOT NULL,
    PRIMARY KEY CLUSTERED (AlertId, State)
);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    INSERT #Measure (RuleId, IncidentId, InstanceId, AlertKey, SeverityLevel, IsAboveClear)
    SELECT
        r.RuleId, i.IncidentId, i.InstanceId, i.AlertKey,
        MAX(CASE WHEN m.MeasureValue >= t.CriticalValue THEN 2 WHEN m.MeasureValue >= t.WarnValue THEN 1 ELSE 0 END),
        MAX(CASE WHEN m.MeasureValue * 100 >= t.WarnValue * r.ClearPercent THEN 1 ELSE 0 END)
    FROM fact.BlockingIncident AS i
    INNER JOIN config.Instance AS n ON n.InstanceId = i.InstanceId AND n.IsEnabled = 1
    CROSS JOIN config.AlertRule AS r
    INNER JOIN config.AlertRuleThreshold AS t ON t.RuleId = r.RuleId
    CROSS APPLY
    (
        VALUES
            (N'TotalWaitMs', i.TotalWaitMs),
            (N'LongestWaitMs', i.LongestWaitMs),
            (N'VictimCount', CAST(i.VictimCount AS bigint))
    ) AS m (MeasureName, MeasureValue)
    WHERE i.EndedAt IS NULL
      -- What blocked-process events alone tell has neither AX user nor victims' texts. The next snapshot
      -- brings them; without one, a minute is enough.
      AND
      (
          i.HeadLoginTime <> '19000101'
          OR i.HeadKind <> N'session'
          OR i.FirstSeenAt <= DATEADD(second, -60, @Now)
          OR EXISTS (
              SELECT 1
              FROM collect.Watermark AS w
              WHERE w.InstanceId = i.InstanceId AND w.CollectorName = N'Requests' AND w.CapturedAt >= i.FirstSeenAt
          )
      )
      AND r.IsEnabled = 1
      AND r.RuleKind = N'Blocking'
      AND m.MeasureName = t.MeasureName
    GROUP BY r.RuleId, i.IncidentId, i.InstanceId, i.AlertKey;

    -- One row per collector that may be silent, and one per instance.
    INSERT #Measure (RuleId, InstanceId, AlertKey, SeverityLevel, IsAboveClear, EvidenceJson)
    SELECT
        r.RuleId, b.InstanceId, b.AlertKey,
        MAX(CASE WHEN b.MeasureValue >= t.CriticalValue THEN 2 WHEN b.MeasureValue >= t.WarnValue THEN 1 ELSE 0 END),
        MAX(CASE WHEN b.MeasureValue * 100 >= t.WarnValue * r.ClearPercent THEN 1 ELSE 0 END),
        MAX(b.EvidenceJson)
    FROM config.AlertRule AS r
    INNER JOIN config.AlertRuleThreshold AS t ON t.RuleId = r.RuleId
    INNER JOIN alert.AbsenceMeasure(@Now) AS b ON b.MeasureName = t.MeasureName
    WHERE r.IsEnabled = 1
      AND r.RuleKind = N'Absence'
    GROUP BY r.RuleId, b.InstanceId, b.AlertKey;

    -- The same story told by a new incident continues its alert.
    UPDATE a
    SET IncidentId = m.IncidentId
    FROM alert.Alert AS a
    INNER JOIN #Measure AS m ON m.RuleId = a.RuleId AND m.InstanceId = a.InstanceId AND m.AlertKey = a.AlertKey
    WHERE a.ResolvedAt IS NULL
      AND a.IncidentId <> m.IncidentId
      AND NOT EXISTS (SELECT 1 FROM #Measure AS k WHERE k.RuleId = a.RuleId AND k.IncidentId = a.IncidentId);

    INSERT alert.Alert (RuleId, InstanceId, AlertKey, IncidentId, State, Severity, PendingAt, LastEvaluatedAt)
    OUTPUT inserted.AlertId, NULL, inserted.State, inserted.Severity INTO #Change (AlertId, FromState, ToState, Severity)
    SELECT
        m.RuleId,
        m.InstanceId,
        m.AlertKey,
        m.IncidentId,
        N'pending',
        CASE WHEN m.SeverityLevel = 2 THEN N'critical' ELSE N'warning' END,
        @Now,
        @Now
    FROM #Measure AS m
    WHERE m.SeverityLevel > 0
      AND NOT EXISTS (
          SELECT 1
          FROM alert.Alert AS a WITH (UPDLOCK)
          WHERE a.RuleId = m.RuleId AND a.IncidentId = m.IncidentId AND a.ResolvedAt IS NULL
      )
      AND NOT EXISTS (
          SELECT 1
          FROM alert.Alert AS a WITH (UPDLOCK)
          WHERE a.RuleId = m.RuleId AND a.InstanceId = m.InstanceId AND a.AlertKey = m.AlertKey AND a.ResolvedAt IS NULL
      );

    -- How each unresolved alert stands now: worse, clear since when.
    UPDATE a
    SET Severity = CASE WHEN m.SeverityLevel = 2 THEN N'critical' ELSE a.Severity END,
        ClearSince = CASE WHEN m.IsAboveClear = 1 THEN NULL ELSE COALESCE(a.ClearSince, @Now) END,
        LastEvaluatedAt = @Now
    OUTPUT inserted.AlertId, deleted.State, inserted.State,
        CASE WHEN inserted.Severity <> deleted.Severity THEN inserted.Severity ELSE N'' END
    INTO #Change (AlertId, FromState, ToState, Severity)
    FROM alert.Alert AS a
    LEFT JOIN #Measure AS m ON m.RuleId = a.RuleId
        AND m.InstanceId = a.InstanceId
        AND (m.IncidentId = a.IncidentId OR (m.IncidentId IS NULL AND m.AlertKey = a.AlertKey))
    WHERE a.ResolvedAt IS NULL;

    DELETE #Change WHERE Severity = N'';

    UPDATE a
    SET State = N'resolved',
        ResolvedAt = @Now
    OUTPUT inserted.AlertId, deleted.State, inserted.State, inserted.Severity INTO #Change (AlertId, FromState, ToState, Severity)
    FROM alert.Alert AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    LEFT JOIN #Measure AS m ON m.RuleId = a.RuleId
        AND m.InstanceId = a.InstanceId
        AND (m.IncidentId = a.IncidentId OR (m.IncidentId IS NULL AND m.AlertKey = a.AlertKey))
    WHERE a.ResolvedAt IS NULL
      AND
      (
          m.MeasureId IS NULL
          OR (a.State = N'pending' AND m.SeverityLevel = 0)
          OR (a.State <> N'pending' AND a.ClearSince <= DATEADD(millisecond, -r.ClearMs, @Now))
      );

    UPDATE a
    SET State = N'open',
        OpenedAt = @Now
    OUTPUT inserted.AlertId, deleted.State, inserted.State, inserted.Severity INTO #Change (AlertId, FromState, ToState, Severity)
    FROM alert.Alert AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    WHERE a.State = N'pending'
      AND a.PendingAt <= DATEADD(millisecond, -r.PendingMs, @Now);

    INSERT alert.History (AlertId, ChangedAt, ChangedBy, FromState, ToState, Severity, Note)
    SELECT
        AlertId,
        @Now,
        @Actor,
        FromState,
        ToState,
        Severity,
        CASE
            WHEN FromState = ToState THEN N'severity raised'
            WHEN FromState = N'pending' AND ToState = N'resolved' THEN N'condition gone before the alert opened'
        END
    FROM #Change
    ORDER BY ChangeId;

    -- The evidence: what was measured against which limit when the alert opened or became worse.
    UPDATE a
    SET EvidenceJson =
        (
            SELECT m.MeasureName AS measure, m.MeasureValue AS value, t.WarnValue AS warn, t.CriticalValue AS critical
            FROM config.AlertRuleThreshold AS t
            INNER JOIN
            (
                VALUES
                    (N'TotalWaitMs', i.TotalWaitMs),
                    (N'LongestWaitMs', i.LongestWaitMs),
                    (N'VictimCount', CAST(i.VictimCount AS bigint))
            ) AS m (MeasureName, MeasureValue) ON m.MeasureName = t.MeasureName
            WHERE t.RuleId = a.RuleId
            ORDER BY m.MeasureName
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM alert.Alert AS a
    INNER JOIN fact.BlockingIncident AS i ON i.IncidentId = a.IncidentId
    WHERE a.State = N'open'
      AND EXISTS (SELECT 1 FROM #Change AS c WHERE c.AlertId = a.AlertId);

    UPDATE a
    SET EvidenceJson = m.EvidenceJson
    FROM alert.Alert AS a
    INNER JOIN #Measure AS m ON m.RuleId = a.RuleId AND m.InstanceId = a.InstanceId AND m.AlertKey = a.AlertKey
    WHERE a.State = N'open'
      AND m.IncidentId IS NULL
      AND EXISTS (SELECT 1 FROM #Change AS c WHERE c.AlertId = a.AlertId);

    INSERT #Due (AlertId, State, Severity, MessageKey)
    SELECT a.AlertId, N'open', a.Severity, CONCAT(N'alert/', a.AlertId, N'/mail/open/', a.Severity)
    FROM alert.Alert AS a
    WHERE a.State = N'open'
      AND (a.LastNotifiedAt IS NULL OR (a.Severity = N'critical' AND a.LastNotifiedSeverity = N'warning'))
      AND NOT EXISTS
      (
          SELECT 1
          FROM alert.Alert AS k
          WHERE k.RuleId = a.RuleId
            AND k.InstanceId = a.InstanceId
            AND k.AlertKey = a.AlertKey
            AND
            (
                k.LastNotifiedAt > DATEADD(millisecond, -@ThrottleMs, @Now)
                OR
                (
                    k.ResolvedAt > DATEADD(millisecond, -@SuppressionMs, @Now)
                    AND k.LastNotifiedAt IS NOT NULL
                    AND (k.LastNotifiedSeverity = N'critical' OR a.Severity = N'warning')
                )
            )
      )
    UNION ALL
    SELECT a.AlertId, N'resolved', a.Severity, CONCAT(N'alert/', a.AlertId, N'/mail/resolved')
    FROM alert.Alert AS a
    WHERE a.State = N'resolved'
      AND a.LastNotifiedAt IS NOT NULL
      AND EXISTS (SELECT 1 FROM #Change AS c WHERE c.AlertId = a.AlertId AND c.ToState = N'resolved');

    INSERT alert.Notification
    (
        AlertId,
        Channel,
        State,
        Severity,
        MessageKey,
        Recipients,
        TemplateName,
        Subject,
        PayloadJson,
        CreatedAt,
        NextAttemptAt
    )
    SELECT
        d.AlertId,
        N'mail',
        d.State,
        d.Severity,
        d.MessageKey,
        m.Recipients,
        r.TemplateName,
        p.Subject,
        p.PayloadJson,
        @Now,
        @Now
    FROM #Due AS d
    INNER JOIN alert.Alert AS a ON a.AlertId = d.AlertId
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    INNER JOIN config.MailRoute AS m ON m.RouteName = N'default' AND m.Recipients <> N''
    CROSS APPLY
    (
        SELECT b.Subject, b.PayloadJson FROM alert.BlockingPayload(d.AlertId, d.State) AS b WHERE r.RuleKind = N'Blocking'
        UNION ALL
        SELECT b.Subject, b.PayloadJson FROM alert.AbsencePayload(d.AlertId, d.State) AS b WHERE r.RuleKind = N'Absence'
    ) AS p
    WHERE NOT EXISTS (SELECT 1 FROM alert.Notification AS k WHERE k.MessageKey = d.MessageKey)
    ORDER BY d.AlertId;

    SET @NotificationCount = @@ROWCOUNT;

    UPDATE a
    SET LastNotifiedAt = @Now,
        LastNotifiedSeverity = d.Severity
    FROM alert.Alert AS a
    INNER JOIN #Due AS d ON d.AlertId = a.AlertId AND d.State = N'open'
    WHERE EXISTS (SELECT 1 FROM alert.Notification AS k WHERE k.MessageKey = d.MessageKey);

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;

SELECT
    OpenedCount = (SELECT COUNT(*) FROM #Change WHERE ToState = N'open' AND FromState = N'pending'),
    ResolvedCount = (SELECT COUNT(*) FROM #Change WHERE ToState = N'resolved' AND FromState <> N'pending'),
    OpenCount = (SELECT COUNT(*) FROM alert.Alert WHERE State IN (N'open', N'acknowledged')),
    NotificationCount = @NotificationCount;
