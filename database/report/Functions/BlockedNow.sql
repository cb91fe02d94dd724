/*  report.BlockedNow: how many sessions of an instance are blocked, by its latest snapshot.
    @InstanceId   config.Instance
    @Now          UTC
    Result        one row where a snapshot is not older than five minutes:
                  VictimCount, HeadCount, LongestWaitMs  */
CREATE FUNCTION report.BlockedNow
(
    @InstanceId int,
    @Now        datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        VictimCount = COALESCE(s.VictimCount, 0),
        HeadCount = COALESCE(s.HeadCount, 0),
        LongestWaitMs = COALESCE(w.LongestWaitMs, 0)
    FROM collect.Watermark AS k
    OUTER APPLY
    (
        SELECT VictimCount = SUM(i.VictimCount), HeadCount = COUNT(*)
        FROM fact.BlockingIncident AS i
        WHERE i.InstanceId = k.InstanceId
          AND i.EndedAt IS NULL
    ) AS s
    OUTER APPLY
    (
        SELECT LongestWaitMs = MAX(i.LongestWaitMs)
        FROM fact.BlockingIncident AS i
        WHERE i.InstanceId = k.InstanceId
          AND i.EndedAt IS NULL
    ) AS w
    WHERE k.InstanceId = @InstanceId
      AND k.CollectorName = N'Requests'
      AND k.CapturedAt > DATEADD(minute, -5, @Now)
);
