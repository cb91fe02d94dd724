/*  baseline.AdjustDays: takes the week out of daily values and tests each window for a rise by Mann and
    Kendall. Called by baseline.TestSeries; fills the caller's temp tables #Adjusted and #Window from
    #Subject and #Day, which are described there.
    @PageNumber   of #Subject
    u = LN(value) where all values are positive, else the value; negated where lower is worse. The slope b
    over distances of whole weeks is free of the week; the offset of a weekday (below 42 days: of
    working days and of weekends) is the median of u - b * day in it less that of all. Adjusted is u without
    its offset, Detrended also without b.  */
CREATE PROCEDURE baseline.AdjustDays
    @PageNumber int
AS
SET NOCOUNT, XACT_ABORT ON;

UPDATE s
SET IsLog = CASE WHEN d.LeastValue > 0 THEN 1 ELSE 0 END,
    ClassCount = CASE WHEN s.HistoryDays >= 42 THEN 7 ELSE 2 END
FROM #Subject AS s
INNER JOIN (SELECT x.SeriesId, LeastValue = MIN(x.Value) FROM #Day AS x GROUP BY x.SeriesId) AS d ON d.SeriesId = s.SeriesId
WHERE s.PageNumber = @PageNumber;

CREATE TABLE #Raw
(
    SeriesId  int     NOT NULL,
    DayNumber int     NOT NULL,
    WeekPlace int     NOT NULL,
    ClassNo   int     NOT NULL,
    U         float   NOT NULL,
    R         float   NULL,
    PRIMARY KEY CLUSTERED (SeriesId, DayNumber)
);

INSERT #Raw (SeriesId, DayNumber, WeekPlace, ClassNo, U)
SELECT
    d.SeriesId,
    d.DayNumber,
    d.DayNumber % 7,
    CASE WHEN s.ClassCount = 7 THEN d.WeekdayNumber WHEN d.WeekdayNumber >= 5 THEN 1 ELSE 0 END,
    s.WorseSign * CASE WHEN s.IsLog = 1 THEN LOG(CASE WHEN d.Value > 0 THEN d.Value ELSE 1e0 END) ELSE d.Value END
FROM #Subject AS s
INNER JOIN #Day AS d ON d.SeriesId = s.SeriesId
WHERE s.PageNumber = @PageNumber;

CREATE TABLE #Week (SeriesId int NOT NULL PRIMARY KEY CLUSTERED, Slope float NOT NULL, Centre float NULL);

INSERT #Week (SeriesId, Slope)
SELECT s.SeriesId, COALESCE(m.Slope, 0)
FROM #Subject AS s
LEFT JOIN
(
    SELECT n.SeriesId, Slope = AVG(CASE WHEN n.Nr IN ((n.Pairs + 1) / 2, (n.Pairs + 2) / 2) THEN n.Slope END)
    FROM
    (
        SELECT
            p.SeriesId,
            p.Slope,
            Nr = ROW_NUMBER() OVER (PARTITION BY p.SeriesId ORDER BY p.Slope),
            Pairs = COUNT(*) OVER (PARTITION BY p.SeriesId)
        FROM
        (
            SELECT a.SeriesId, Slope = (b.U - a.U) / NULLIF(b.DayNumber - a.DayNumber, 0)
            FROM #Raw AS a
            INNER JOIN #Raw AS b ON b.SeriesId = a.SeriesId AND b.WeekPlace = a.WeekPlace AND b.DayNumber > a.DayNumber
        ) AS p
    ) AS n
    GROUP BY n.SeriesId
) AS m ON m.SeriesId = s.SeriesId
WHERE s.PageNumber = @PageNumber;

UPDATE r
SET R = r.U - w.Slope * r.DayNumber
FROM #Raw AS r
INNER JOIN #Week AS w ON w.SeriesId = r.SeriesId;

UPDATE w
SET Centre = m.Centre
FROM #Week AS w
INNER JOIN
(
    SELECT n.SeriesId, Centre = AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.R END)
    FROM
    (
        SELECT
            r.SeriesId,
            r.R,
            Nr = ROW_NUMBER() OVER (PARTITION BY r.SeriesId ORDER BY r.R),
            Total = COUNT(*) OVER (PARTITION BY r.SeriesId)
        FROM #Raw AS r
    ) AS n
    GROUP BY n.SeriesId
) AS m ON m.SeriesId = w.SeriesId;

UPDATE s
SET WeekSlope = w.Slope
FROM #Subject AS s
INNER JOIN #Week AS w ON w.SeriesId = s.SeriesId;

-- Rounded before signs and ranks are taken, so that equal days are equal.
INSERT #Adjusted (SeriesId, DayNumber, DaysBack, Value, Offset, Adjusted, Rounded, Detrended)
SELECT
    r.SeriesId,
    r.DayNumber,
    s.HistoryDays - r.DayNumber,
    d.Value,
    c.Centre - w.Centre,
    r.U - (c.Centre - w.Centre),
    ROUND(r.U - (c.Centre - w.Centre), 12),
    ROUND(r.R - (c.Centre - w.Centre), 12)
FROM #Raw AS r
INNER JOIN #Subject AS s ON s.SeriesId = r.SeriesId
INNER JOIN #Week AS w ON w.SeriesId = r.SeriesId
INNER JOIN #Day AS d ON d.SeriesId = r.SeriesId AND d.DayNumber = r.DayNumber
INNER JOIN
(
    SELECT n.SeriesId, n.ClassNo, Centre = AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.R END)
    FROM
    (
        SELECT
            x.SeriesId,
            x.ClassNo,
            x.R,
            Nr = ROW_NUMBER() OVER (PARTITION BY x.SeriesId, x.ClassNo ORDER BY x.R),
            Total = COUNT(*) OVER (PARTITION BY x.SeriesId, x.ClassNo)
        FROM #Raw AS x
    ) AS n
    GROUP BY n.SeriesId, n.ClassNo
) AS c ON c.SeriesId = r.SeriesId AND c.ClassNo = r.ClassNo;

-- A window needs ten days, and 70 percent of its own.
INSERT #Window (SeriesId, WindowDays, ValueCount)
SELECT s.SeriesId, w.WindowDays, COUNT(*)
FROM #Subject AS s
INNER JOIN (VALUES (14), (30), (60), (90)) AS w (WindowDays) ON w.WindowDays <= s.HistoryDays
INNER JOIN #Adjusted AS a ON a.SeriesId = s.SeriesId AND a.DaysBack <= w.WindowDays
WHERE s.PageNumber = @PageNumber
GROUP BY s.SeriesId, w.WindowDays
HAVING COUNT(*) >= 10 AND COUNT(*) >= 0.7 * w.WindowDays;

CREATE TABLE #Sign
(
    SeriesId int    NOT NULL PRIMARY KEY CLUSTERED,
    S14      bigint NULL,
    S30      bigint NULL,
    S60      bigint NULL,
    S90      bigint NULL
);

INSERT #Sign (SeriesId, S14, S30, S60, S90)
SELECT
    a.SeriesId,
    SUM(CASE WHEN a.DaysBack > 14 THEN 0 WHEN b.Rounded > a.Rounded THEN 1 WHEN b.Rounded < a.Rounded THEN -1 ELSE 0 END),
    SUM(CASE WHEN a.DaysBack > 30 THEN 0 WHEN b.Rounded > a.Rounded THEN 1 WHEN b.Rounded < a.Rounded THEN -1 ELSE 0 END),
    SUM(CASE WHEN a.DaysBack > 60 THEN 0 WHEN b.Rounded > a.Rounded THEN 1 WHEN b.Rounded < a.Rounded THEN -1 ELSE 0 END),
    SUM(CASE WHEN a.DaysBack > 90 THEN 0 WHEN b.Rounded > a.Rounded THEN 1 WHEN b.Rounded < a.Rounded THEN -1 ELSE 0 END)
FROM #Subject AS s
INNER JOIN #Adjusted AS a ON a.SeriesId = s.SeriesId
INNER JOIN #Adjusted AS b ON b.SeriesId = a.SeriesId AND b.DayNumber > a.DayNumber
WHERE s.PageNumber = @PageNumber
GROUP BY a.SeriesId;

UPDATE w
SET SignSum = CASE w.WindowDays WHEN 14 THEN g.S14 WHEN 30 THEN g.S30 WHEN 60 THEN g.S60 ELSE g.S90 END,
    SignVariance = (CAST(w.ValueCount AS float) * (w.ValueCount - 1) * (2 * w.ValueCount + 5) - t.Ties) / 18
FROM #Window AS w
INNER JOIN #Sign AS g ON g.SeriesId = w.SeriesId
INNER JOIN
(
    SELECT
        e.SeriesId,
        e.WindowDays,
        Ties = SUM(CAST(e.Equal AS float) * (e.Equal - 1) * (2 * e.Equal + 5))
    FROM
    (
        SELECT x.SeriesId, x.WindowDays, Equal = COUNT(*)
        FROM #Window AS x
        INNER JOIN #Adjusted AS a ON a.SeriesId = x.SeriesId AND a.DaysBack <= x.WindowDays
        GROUP BY x.SeriesId, x.WindowDays, a.Rounded
    ) AS e
    GROUP BY e.SeriesId, e.WindowDays
) AS t ON t.SeriesId = w.SeriesId AND t.WindowDays = w.WindowDays
INNER JOIN #Subject AS s ON s.SeriesId = w.SeriesId AND s.PageNumber = @PageNumber;

UPDATE w
SET SignZ = CASE
        WHEN w.SignSum > 0 AND w.SignVariance > 0
            THEN (w.SignSum - 1) / SQRT(CASE WHEN w.SignVariance > 0 THEN w.SignVariance ELSE 1e0 END)
    END
FROM #Window AS w
INNER JOIN #Subject AS s ON s.SeriesId = w.SeriesId AND s.PageNumber = @PageNumber;

-- What cannot be told whatever follows is screened out: the p of a window is never below its P by signs.
UPDATE w
SET SignP = CASE WHEN w.SignZ IS NULL THEN 1e0 ELSE p.Tail END,
    IsScreened = CASE WHEN CASE WHEN w.SignZ IS NULL THEN 1e0 ELSE p.Tail END > 0.05e0 / c.WindowCount THEN 1 ELSE 0 END
FROM #Window AS w
INNER JOIN #Subject AS s ON s.SeriesId = w.SeriesId AND s.PageNumber = @PageNumber
INNER JOIN (SELECT x.SeriesId, WindowCount = COUNT(*) FROM #Window AS x GROUP BY x.SeriesId) AS c ON c.SeriesId = w.SeriesId
CROSS APPLY lib.NormalTail(COALESCE(w.SignZ, 0e0)) AS p;
