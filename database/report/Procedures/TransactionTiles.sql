/*  report.TransactionTiles: transactions that are long, in a few figures, as of now. One row.
    @InstanceId, @Stage   NULL for all  */
CREATE PROCEDURE report.TransactionTiles
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'TransactionTiles';
    RETURN;
END;

SELECT
    OpenCount = COALESCE(SUM(t.OpenCount), 0),
    OldestMs = MAX(t.OldestMs),
    LongestIdleMs = MAX(t.LongestIdleMs),
    LogBytes = SUM(t.LogBytes),
    TempDbBytes = SUM(t.TempDbBytes),
    RequestCount = COALESCE(SUM(r.RequestCount), 0),
    LongestRequestMs = MAX(r.LongestMs),
    Severity = CASE MAX(o.WorstRank) WHEN 2 THEN N'critical' WHEN 1 THEN N'warning' ELSE N'ok' END
FROM config.Instance AS i
OUTER APPLY
(
    SELECT
        OpenCount = COUNT(*),
        OldestMs = MAX(x.DurationMs),
        LongestIdleMs = MAX(x.IdleInTransactionMs),
        LogBytes = SUM(x.LogBytesUsed),
        TempDbBytes = SUM(x.PeakTempDbBytes)
    FROM fact.LongTransaction AS x
    WHERE x.InstanceId = i.InstanceId
      AND x.EndedAt IS NULL
) AS t
OUTER APPLY
(
    SELECT RequestCount = COUNT(*), LongestMs = MAX(x.DurationMs)
    FROM fact.LongRequest AS x
    WHERE x.InstanceId = i.InstanceId
      AND x.EndedAt IS NULL
) AS r
OUTER APPLY
(
    SELECT WorstRank = MAX(a.SeverityRank)
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = i.InstanceId
      AND a.RuleName IN (N'Long transaction', N'Idle in transaction', N'Log filling', N'Version store')
) AS o
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage);
