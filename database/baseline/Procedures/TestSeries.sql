/*  baseline.TestSeries: tests daily values of series for a rise, in pages of 500 series. Called by
    baseline.FindLeaks, and by tests that bring values of their own. The caller's temp tables:
    #Subject      the series: SeriesId, PageNumber, HistoryDays, WorseSign (1 where higher is worse, else -1),
                  ThresholdValue
    #Day          SeriesId, DayNumber (0 to HistoryDays - 1, the last day), WeekdayNumber (0 Monday), Value
    #Lag          Lag, 1 to 89
    and gets #Adjusted, #Window as TestTrends completes it, and #Result in the caller's temp tables
    @PoolMemory   NULL: the median of all series, 0.3 where they are below 50
    #Result: of the windows the one with the smallest p speaks for a series, the shortest of equal ones; P is
    that p times their number. Q is baseline.ControlDiscovery's.  */
CREATE PROCEDURE baseline.TestSeries
    @PoolMemory float = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @LastPage int = (SELECT MAX(s.PageNumber) FROM #Subject AS s);
DECLARE @Page int = 0;

WHILE @Page <= @LastPage
BEGIN
    EXEC baseline.AdjustDays @Page;
    EXEC baseline.MeasureMemory @Page;
    SET @Page += 1;
END;

IF @PoolMemory IS NULL
    SET @PoolMemory = COALESCE(
    (
        SELECT AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Memory END)
        FROM
        (
            SELECT s.Memory, Nr = ROW_NUMBER() OVER (ORDER BY s.Memory), Total = COUNT(*) OVER ()
            FROM #Subject AS s
            WHERE s.Memory IS NOT NULL
        ) AS n
        HAVING COUNT(*) >= 50
    ), 0.3e0);

SET @Page = 0;
WHILE @Page <= @LastPage
BEGIN
    EXEC baseline.TestTrends @Page, @PoolMemory;
    SET @Page += 1;
END;

INSERT #Result (SeriesId, WindowDays, P)
SELECT b.SeriesId, b.WindowDays, CASE WHEN b.P * b.WindowCount > 1 THEN 1e0 ELSE b.P * b.WindowCount END
FROM
(
    SELECT
        w.SeriesId,
        w.WindowDays,
        w.P,
        WindowCount = COUNT(*) OVER (PARTITION BY w.SeriesId),
        Place = ROW_NUMBER() OVER (PARTITION BY w.SeriesId ORDER BY w.P, w.WindowDays)
    FROM #Window AS w
) AS b
WHERE b.Place = 1;

EXEC baseline.ControlDiscovery;
