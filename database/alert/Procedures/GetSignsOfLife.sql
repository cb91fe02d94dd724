/*  alert.GetSignsOfLife: who has collected, evaluated and delivered lately, by what it left in the
    repository. A lease alone is no sign: its holder may be dead.
    @Now     UTC
    Result   one row per job: Job ('collect <instance>', 'evaluate', 'deliver'), Owner of its lease,
             LastSignAt (NULL without any), IsSilent, Reason
    Silent is an instance whose collectors are due and of which no run has ended, an evaluation that has not
    ended, or a message that waits, for three minutes or three intervals; an instance whose collection a
    maintenance window pauses has no row. What lies in the future is no sign: the clock that wrote it is
    wrong.  */
CREATE PROCEDURE alert.GetSignsOfLife
    @Now datetime2(3)
AS
SET NOCOUNT ON;

DECLARE @Latest datetime2(3) = DATEADD(minute, 1, @Now);
DECLARE @LimitMs bigint = 180000;

SELECT
    j.Job,
    l.[Owner],
    j.LastSignAt,
    s.IsSilent,
    Reason = CASE
        WHEN s.IsSilent = 0 THEN N''
        ELSE CONCAT(
            j.What, N' since ', COALESCE(CONVERT(nvarchar(19), j.LastSignAt, 126) + N'Z', N'the beginning'), N'; ',
            COALESCE(
                N'the lease is held by ' + l.[Owner] + N' until ' + CONVERT(nvarchar(19), l.ExpiresAt, 126) + N'Z.',
                N'nobody holds the lease.'))
    END
FROM
(
    SELECT
        Job = N'collect ' + p.InstanceName,
        LeaseName = CONCAT(N'collect:', p.InstanceId),
        What = N'Nothing was collected from ' + p.InstanceName,
        LastSignAt = MAX(CASE WHEN p.LastRunAt <= @Latest THEN p.LastRunAt ELSE n.CreatedAt END),
        LimitMs = CASE
            WHEN MIN(p.EffectiveIntervalMs) > @LimitMs / 3 THEN 3 * CAST(MIN(p.EffectiveIntervalMs) AS bigint)
            ELSE @LimitMs
        END
    FROM ops.CollectorPlan() AS p
    INNER JOIN config.Instance AS n ON n.InstanceId = p.InstanceId
    WHERE p.IsEnabled = 1
      AND p.IsDue = 1
      AND NOT EXISTS (SELECT 1 FROM config.PausedInstance(@Now) AS w WHERE w.InstanceId = p.InstanceId)
    GROUP BY p.InstanceId, p.InstanceName
    UNION ALL
    SELECT
        N'evaluate',
        N'evaluate',
        N'No alert rule was evaluated',
        (
            SELECT MAX(r.EndedAt)
            FROM ops.JobRun AS r
            WHERE r.StartedAt > DATEADD(minute, -30, @Now)
              AND r.EndedAt <= @Latest
              AND r.JobName = N'alert:Evaluate'
        ),
        @LimitMs
    UNION ALL
    SELECT
        N'deliver',
        N'deliver',
        N'No message was sent, although one waits,',
        COALESCE(
            (
                -- While a channel's server is away one message at a time asks for it: the latest tells.
                SELECT MIN(c.SignAt)
                FROM
                (
                    SELECT SignAt = CASE WHEN m.ChannelKind = N'mail' THEN MIN(m.NextAttemptAt) ELSE MAX(m.NextAttemptAt) END
                    FROM alert.Notification AS m
                    WHERE m.Status = N'pending'
                      AND (m.LeaseExpiresAt IS NULL OR m.LeaseExpiresAt < @Now)
                      AND NOT EXISTS
                          (
                              SELECT 1
                              FROM alert.Notification AS e
                              WHERE e.AlertId = m.AlertId
                                AND e.Channel = m.Channel
                                AND e.Status = N'pending'
                                AND e.NotificationId < m.NotificationId
                          )
                    GROUP BY m.Channel, m.ChannelKind
                ) AS c
            ),
            @Now),
        @LimitMs
) AS j
LEFT JOIN ops.Lease AS l ON l.LeaseName = j.LeaseName
CROSS APPLY
(
    SELECT IsSilent = CAST(CASE
        WHEN j.LastSignAt > DATEADD(second, -CAST(j.LimitMs / 1000 AS int), @Now) THEN 0
        ELSE 1
    END AS bit)
) AS s
ORDER BY j.Job;
