/*  alert.SessionNight: how many sessions were left in the quietest hours of each of the last 14 nights,
    02:00 to 05:00 in the instance's own time zone: by day sessions come and go with people, at night only
    those stay that nobody ends.
    @InstanceId   NULL: all that are watched
    @Now          UTC
    Result        one row per AX server, client type and night with 20 captures and more: InstanceId,
                  SeriesKey ('AOS/client type', AX's number of it), AosName, ClientType, NightDate (local),
                  LeastCount: the smallest number of running AX sessions  */
CREATE FUNCTION alert.SessionNight
(
    @InstanceId int,
    @Now        datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        w.InstanceId,
        SeriesKey = CAST(CONCAT(g.AosName, N'/', g.ClientType) AS nvarchar(256)),
        g.AosName,
        g.ClientType,
        w.NightDate,
        LeastCount = CAST(CASE WHEN g.CaptureCount < a.CaptureCount THEN 0 ELSE g.LeastCount END AS float)
    FROM alert.Night(@InstanceId, @Now) AS w
    CROSS APPLY
    (
        SELECT CaptureCount = COUNT(*)
        FROM fact.AxSessionCapture AS c
        WHERE c.InstanceId = w.InstanceId
          AND c.CapturedAt >= w.FromAt
          AND c.CapturedAt < w.ToAt
          AND c.HasSessions = 1
    ) AS a
    CROSS APPLY
    (
        SELECT t.AosName, t.ClientType, CaptureCount = COUNT(*), LeastCount = MIN(t.SessionCount)
        FROM
        (
            SELECT f.CapturedAt, f.AosName, f.ClientType, SessionCount = SUM(f.SessionCount)
            FROM fact.AxSessionCount AS f
            WHERE f.InstanceId = w.InstanceId
              AND f.CapturedAt >= w.FromAt
              AND f.CapturedAt < w.ToAt
              AND f.StatusNumber = 1
              AND f.AosName <> N''
            GROUP BY f.CapturedAt, f.AosName, f.ClientType
        ) AS t
        GROUP BY t.AosName, t.ClientType
    ) AS g
    WHERE a.CaptureCount >= 20
);
