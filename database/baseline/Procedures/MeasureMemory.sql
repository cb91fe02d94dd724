/*  baseline.MeasureMemory: how alike neighbouring days of a series are once its trend is out: the correlation
    of the ranks of days and their next days, with the bias that fitted medians and slopes bring taken out.
    Called by baseline.TestSeries; fills Memory of the caller's temp table #Subject from #Adjusted.
    @PageNumber   of #Subject  */
CREATE PROCEDURE baseline.MeasureMemory
    @PageNumber int
AS
SET NOCOUNT, XACT_ABORT ON;

CREATE TABLE #Rank
(
    SeriesId  int   NOT NULL,
    DayNumber int   NOT NULL,
    Deviation float NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, DayNumber)
);

INSERT #Rank (SeriesId, DayNumber, Deviation)
SELECT
    a.SeriesId,
    a.DayNumber,
    RANK() OVER (PARTITION BY a.SeriesId ORDER BY a.Detrended)
        + (COUNT(*) OVER (PARTITION BY a.SeriesId, a.Detrended) - 1) / 2e0
        - (COUNT(*) OVER (PARTITION BY a.SeriesId) + 1) / 2e0
FROM #Subject AS s
INNER JOIN #Adjusted AS a ON a.SeriesId = s.SeriesId
WHERE s.PageNumber = @PageNumber;

UPDATE s
SET Memory = CASE WHEN m.Squares > 0 THEN m.Products / CASE WHEN m.Squares > 0 THEN m.Squares ELSE 1e0 END ELSE 0e0 END
        + (1e0 + s.ClassCount) / m.Days
FROM #Subject AS s
INNER JOIN
(
    SELECT
        r.SeriesId,
        Days = COUNT(*),
        Squares = SUM(r.Deviation * r.Deviation),
        Products = COALESCE(SUM(r.Deviation * n.Deviation), 0e0)
    FROM #Rank AS r
    LEFT JOIN #Rank AS n ON n.SeriesId = r.SeriesId AND n.DayNumber = r.DayNumber + 1
    GROUP BY r.SeriesId
) AS m ON m.SeriesId = s.SeriesId;
