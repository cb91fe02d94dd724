/*  report.AosNow: the AX servers of an instance in a few figures, by its latest capture.
    @InstanceId   config.Instance
    @Now          UTC
    Result        one row where a capture is not older than five minutes:
                  CapturedAt, AosCount (without those only registered),
                  UpCount, DownCount (silent, down or gone), SessionCount, UserCount, StuckCount  */
CREATE FUNCTION report.AosNow
(
    @InstanceId int,
    @Now        datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        c.CapturedAt,
        AosCount = COUNT(s.AosName),
        UpCount = COALESCE(SUM(CASE WHEN s.State IN (N'up', N'learning', N'unconfirmed', N'draining') THEN 1 ELSE 0 END), 0),
        DownCount = COALESCE(SUM(CASE WHEN s.State IN (N'silent', N'down', N'absent') THEN 1 ELSE 0 END), 0),
        SessionCount = SUM(s.ActiveCount),
        UserCount = SUM(s.UserCount),
        StuckCount = SUM(s.StuckCount)
    FROM
    (
        SELECT TOP (1) x.InstanceId, x.CapturedAt
        FROM fact.AxSessionCapture AS x
        WHERE x.InstanceId = @InstanceId
          AND x.CapturedAt > DATEADD(minute, -5, @Now)
          AND x.CapturedAt <= @Now
          AND x.HasServers = 1
        ORDER BY x.CapturedAt DESC
    ) AS c
    LEFT JOIN fact.AxServer AS s ON s.InstanceId = c.InstanceId AND s.CapturedAt = c.CapturedAt AND s.State <> N'registered'
    GROUP BY c.CapturedAt
);
