/*  alert.AosEvent: AX servers that are not what they were, by the two latest captures of AX sessions.
    @Now      UTC; captures of the last five minutes count
    Result    one row per AX server and measure: InstanceId, AlertKey (its name), MeasureName, MeasureValue
              IsSilent      1 when its heartbeat has stopped, and its row does not say that it was shut down
              HasVanished   1 when none of its SQL sessions was left in both captures, though it had five and
                            more within 15 minutes before, and it was not shut down: needs no learnt rhythm
              IsStopped     1 when it was shut down, or is gone from the table, within the last day
              DrainingMs    how long it has let no new clients in, as far as 30 minutes back  */
CREATE FUNCTION alert.AosEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.InstanceId,
        AlertKey = CAST(s.AosName AS nvarchar(256)),
        v.MeasureName,
        MeasureValue = CAST(v.MeasureValue AS float),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM config.Instance AS n
    CROSS APPLY
    (
        SELECT
            LastAt = MAX(c.CapturedAt),
            BeforeAt = MIN(c.CapturedAt)
        FROM
        (
            SELECT TOP (2) x.CapturedAt
            FROM fact.AxSessionCapture AS x
            WHERE x.InstanceId = n.InstanceId
              AND x.HasServers = 1
              AND x.CapturedAt > DATEADD(minute, -5, @Now)
              AND x.CapturedAt <= @Now
            ORDER BY x.CapturedAt DESC
        ) AS c
        HAVING COUNT(*) = 2
    ) AS t
    INNER JOIN fact.AxServer AS s ON s.InstanceId = n.InstanceId AND s.CapturedAt = t.LastAt
    LEFT JOIN fact.AxServer AS b ON b.InstanceId = n.InstanceId AND b.CapturedAt = t.BeforeAt AND b.AosName = s.AosName
    CROSS APPLY
    (
        SELECT
            PeakSqlSessions = MAX(CASE WHEN h.CapturedAt > DATEADD(minute, -15, t.BeforeAt) THEN h.SqlSessionCount END),
            DrainingSince = MIN(CASE WHEN h.State = N'draining' THEN h.CapturedAt END),
            OtherSince = MAX(CASE WHEN h.State <> N'draining' THEN h.CapturedAt END)
        FROM fact.AxServer AS h
        WHERE h.InstanceId = n.InstanceId
          AND h.CapturedAt > DATEADD(minute, -32, @Now)
          AND h.CapturedAt <= t.LastAt
          AND h.AosName = s.AosName
    ) AS r
    CROSS APPLY
    (
        VALUES
            (N'IsSilent', CAST(CASE WHEN s.State = N'silent' THEN 1 ELSE 0 END AS bigint)),
            (N'HasVanished', CASE
                WHEN s.SqlSessionCount = 0
                     AND b.SqlSessionCount = 0
                     AND r.PeakSqlSessions >= 5
                     AND s.State NOT IN (N'down', N'absent', N'registered')
                    THEN 1
                -- What is silent and without sessions stays vanished after the quarter of an hour.
                WHEN s.SqlSessionCount = 0 AND s.State = N'silent' THEN 1
                ELSE 0
            END),
            (N'IsStopped', CASE WHEN s.State IN (N'down', N'absent') AND s.HeartbeatAgeMs < 86400000 THEN 1 ELSE 0 END),
            (N'DrainingMs', CASE
                WHEN s.State = N'draining' AND r.OtherSince IS NULL THEN DATEDIFF_BIG(millisecond, r.DrainingSince, @Now)
                WHEN s.State = N'draining' THEN DATEDIFF_BIG(millisecond, r.OtherSince, @Now)
                ELSE 0
            END)
    ) AS v (MeasureName, MeasureValue)
    WHERE n.IsEnabled = 1
      AND s.State <> N'registered'
);
