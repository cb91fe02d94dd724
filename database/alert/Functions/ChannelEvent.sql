/*  alert.ChannelEvent: channels whose messages do not arrive.
    @Now      UTC
    @IsPast   1: as it was then, for a back-test; what was given up before this was noted is left out
    Result    one row per channel and measure: InstanceId (of the message that waits longest, else of the one
              given up last), AlertKey (the channel), MeasureName, MeasureValue
              WaitingMs      age of the oldest message that nobody has received
              GivenUpCount   messages given up in the last hour
    Test messages do not count: whoever sends one learns of it.  */
CREATE FUNCTION alert.ChannelEvent
(
    @Now    datetime2(3),
    @IsPast bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        c.InstanceId,
        AlertKey = CAST(c.Channel AS nvarchar(256)),
        v.MeasureName,
        v.MeasureValue,
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM
    (
        SELECT
            m.Channel,
            m.InstanceId,
            Place = ROW_NUMBER() OVER (PARTITION BY m.Channel ORDER BY m.IsGivenUp, m.SortAt, m.NotificationId),
            WaitingMs = MAX(CASE WHEN m.IsGivenUp = 0 THEN DATEDIFF_BIG(millisecond, m.CreatedAt, @Now) END)
                OVER (PARTITION BY m.Channel),
            GivenUpCount = SUM(m.IsGivenUp) OVER (PARTITION BY m.Channel)
        FROM
        (
            SELECT n.Channel, n.NotificationId, a.InstanceId, n.CreatedAt, SortAt = n.CreatedAt, IsGivenUp = 0
            FROM alert.Notification AS n
            INNER JOIN alert.Alert AS a ON a.AlertId = n.AlertId
            WHERE n.Status = N'pending'
              AND n.CreatedAt <= @Now
              AND NOT EXISTS
                  (
                      SELECT 1
                      FROM alert.NotificationRecipient AS r
                      WHERE r.NotificationId = n.NotificationId
                        AND r.WasAccepted = 1
                  )
            UNION ALL
            SELECT n.Channel, n.NotificationId, a.InstanceId, n.CreatedAt, n.CreatedAt, 0
            FROM alert.Notification AS n
            INNER JOIN alert.Alert AS a ON a.AlertId = n.AlertId
            WHERE @IsPast = 1
              AND n.Status <> N'pending'
              AND n.CreatedAt <= @Now
              AND COALESCE(n.SentAt, n.GivenUpAt) > @Now
            UNION ALL
            SELECT
                n.Channel,
                n.NotificationId,
                a.InstanceId,
                n.CreatedAt,
                -- The latest first.
                DATEADD(second, DATEDIFF(second, n.GivenUpAt, @Now), '1900-01-01'),
                1
            FROM alert.Notification AS n
            INNER JOIN alert.Alert AS a ON a.AlertId = n.AlertId
            WHERE n.Status = N'failed'
              AND n.GivenUpAt > DATEADD(hour, -1, @Now)
              AND n.GivenUpAt <= @Now
        ) AS m
        INNER JOIN config.Instance AS i ON i.InstanceId = m.InstanceId AND i.IsEnabled = 1
    ) AS c
    CROSS APPLY
    (
        VALUES
            (N'WaitingMs', CAST(c.WaitingMs AS float)),
            (N'GivenUpCount', CAST(c.GivenUpCount AS float))
    ) AS v (MeasureName, MeasureValue)
    WHERE c.Place = 1
      AND v.MeasureValue > 0
);
