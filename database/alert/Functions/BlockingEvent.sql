/*  alert.BlockingEvent: incidents of blocking that are open, with what is measured of them.
    @Now      UTC
    @IsPast   0: those open now, by what the repository knows, whatever the watched server's clock says
              1: those open at @Now, by the snapshots that were stored, as a back-test wants it: until they
              had not been seen for BlockingIncidentGraceMs, and for seven days at most
    Result    one row per incident and measure: InstanceId, AlertKey, IncidentId, MeasureName, MeasureValue
              TotalWaitMs, LongestWaitMs   what the victims have waited, together and the longest of them
              CrowdWaitMs                  the sum while five or more are blocked, else 0
              VictimCount                  sessions blocked
    What blocked-process events alone report has neither AX user nor victims' texts. The next snapshot brings
    them; without one, the incident counts after a minute. A cycle of waits is a deadlock that the server
    resolves within seconds: it counts only when it is still there after a minute.  */
CREATE FUNCTION alert.BlockingEvent
(
    @Now    datetime2(3),
    @IsPast bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        i.InstanceId,
        i.AlertKey,
        i.IncidentId,
        v.MeasureName,
        v.MeasureValue
    FROM fact.BlockingIncident AS i
    CROSS APPLY
    (
        VALUES
            (N'TotalWaitMs', i.TotalWaitMs),
            (N'LongestWaitMs', i.LongestWaitMs),
            (N'CrowdWaitMs', CASE WHEN i.VictimCount >= 5 THEN i.TotalWaitMs ELSE 0 END),
            (N'VictimCount', CAST(i.VictimCount AS bigint))
    ) AS v (MeasureName, MeasureValue)
    WHERE @IsPast = 0
      AND i.EndedAt IS NULL
      AND (i.HeadKind <> N'cycle' OR i.FirstSeenAt <= DATEADD(second, -60, @Now))
      AND
      (
          i.HeadLoginTime <> '19000101'
          OR i.HeadKind <> N'session'
          OR i.FirstSeenAt <= DATEADD(second, -60, @Now)
          OR EXISTS
             (
                 SELECT 1
                 FROM collect.Watermark AS w
                 WHERE w.InstanceId = i.InstanceId
                   AND w.CollectorName = N'Requests'
                   AND w.CapturedAt >= i.FirstSeenAt
             )
      )
    UNION ALL
    SELECT
        i.InstanceId,
        i.AlertKey,
        i.IncidentId,
        v.MeasureName,
        v.MeasureValue
    FROM config.Instance AS n
    INNER JOIN fact.BlockingIncident AS i
        ON i.InstanceId = n.InstanceId
       AND i.FirstSeenAt > DATEADD(day, -7, @Now)
       AND i.FirstSeenAt <= @Now
    CROSS JOIN config.SettingNumber(N'BlockingIncidentGraceMs') AS g
    OUTER APPLY
    (
        SELECT TOP (1) x.TotalWaitMs, x.LongestWaitMs, x.VictimCount
        FROM fact.BlockingIncidentSnapshot AS x
        WHERE x.IncidentId = i.IncidentId
          AND x.CapturedAt <= @Now
        ORDER BY x.CapturedAt DESC
    ) AS s
    CROSS APPLY
    (
        VALUES
            (N'TotalWaitMs', COALESCE(s.TotalWaitMs, i.TotalWaitMs)),
            (N'LongestWaitMs', COALESCE(s.LongestWaitMs, i.LongestWaitMs)),
            (N'CrowdWaitMs', CASE
                WHEN COALESCE(s.VictimCount, i.VictimCount) >= 5 THEN COALESCE(s.TotalWaitMs, i.TotalWaitMs)
                ELSE 0
            END),
            (N'VictimCount', CAST(COALESCE(s.VictimCount, i.VictimCount) AS bigint))
    ) AS v (MeasureName, MeasureValue)
    WHERE @IsPast = 1
      AND (i.HeadKind <> N'cycle' OR i.FirstSeenAt <= DATEADD(second, -60, @Now))
      AND (i.EndedAt IS NULL OR i.EndedAt > DATEADD(millisecond, -g.Value, @Now))
);
