/*  baseline.ControlDiscovery: false discovery over all series that were tested (Benjamini and Hochberg).
    Called by baseline.TestSeries; fills Q of the caller's temp table #Result from P. Who tells what has
    a Q of 0.05 and less is wrong in one of twenty cases.  */
CREATE PROCEDURE baseline.ControlDiscovery
AS
SET NOCOUNT, XACT_ABORT ON;

UPDATE r
SET Q = q.Q
FROM #Result AS r
INNER JOIN
(
    SELECT
        n.SeriesId,
        Q = MIN(CASE WHEN n.P * n.Total / n.Place > 1 THEN 1e0 ELSE n.P * n.Total / n.Place END)
            OVER (ORDER BY n.Place DESC ROWS UNBOUNDED PRECEDING)
    FROM
    (
        SELECT x.SeriesId, x.P, Place = ROW_NUMBER() OVER (ORDER BY x.P, x.SeriesId), Total = COUNT(*) OVER ()
        FROM #Result AS x
    ) AS n
) AS q ON q.SeriesId = r.SeriesId;
