/*  report.SessionTiles: AX sessions and servers in a few figures, as of now. One row.
    @InstanceId, @Stage   NULL for all
    Figures are NULL where nothing was captured within five minutes. UserUsualText: how many users
    there usually are at this time.  */
CREATE PROCEDURE report.SessionTiles
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'SessionTiles';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    UserCount = SUM(x.UserCount),
    SessionCount = SUM(x.SessionCount),
    AosCount = SUM(x.AosCount),
    AosUpCount = SUM(x.UpCount),
    AosDownCount = SUM(x.DownCount),
    StuckCount = SUM(x.StuckCount),
    EndingCount = SUM(e.EndingCount),
    HighestSessionCount = MAX(h.HighestId),
    LongTransactionCount = SUM(t.TransactionCount),
    OldestTransactionMs = MAX(t.OldestMs),
    UserUsualText = (SELECT u.UsualText FROM report.UsualSum(@InstanceId, @Stage, N'axsessions.user_count', @Now) AS u),
    Severity = CASE MAX(o.WorstRank) WHEN 2 THEN N'critical' WHEN 1 THEN N'warning' ELSE N'ok' END
FROM config.Instance AS i
OUTER APPLY report.AosNow(i.InstanceId, @Now) AS x
OUTER APPLY
(
    SELECT EndingCount = SUM(s.EndingCount)
    FROM fact.AxServer AS s
    WHERE s.InstanceId = i.InstanceId
      AND s.CapturedAt = x.CapturedAt
) AS e
OUTER APPLY
(
    SELECT HighestId = MAX(v.Value)
    FROM config.Metric AS m
    INNER JOIN rollup.Series AS k ON k.MetricId = m.MetricId AND k.InstanceId = i.InstanceId
    INNER JOIN fact.Metric AS v ON v.InstanceId = k.InstanceId
        AND v.MetricId = k.MetricId
        AND v.KeyId = k.KeyId
        AND v.CapturedAt > DATEADD(minute, -10, @Now)
        AND v.CapturedAt <= @Now
    WHERE m.MetricName = N'axsessions.highest_session_id'
) AS h
OUTER APPLY
(
    SELECT TransactionCount = COUNT(*), OldestMs = MAX(y.DurationMs)
    FROM fact.LongTransaction AS y
    WHERE y.InstanceId = i.InstanceId
      AND y.EndedAt IS NULL
) AS t
OUTER APPLY
(
    SELECT WorstRank = MAX(a.SeverityRank)
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = i.InstanceId
      AND (a.RuleName LIKE N'AOS%' OR a.RuleName LIKE N'AX session%')
) AS o
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage);
