/*  baseline.ProjectLeaks: of series that rise: whether it is a step or a trend, when it began, how fast it
    rises, and when it reaches its limit. Called by baseline.FindLeaks; fills the caller's temp table
    #Projection, which has one row per series to look at, with the window and the memory that its test
    found, from #Subject, #Adjusted and #Lag.
    All splits of the history are tried. A step is told when two medians fit it better than nine tenths of
    what the best rising line does: one line from the first day, or a median with a line behind it.  */
CREATE PROCEDURE baseline.ProjectLeaks
AS
SET NOCOUNT, XACT_ABORT ON;

CREATE TABLE #Point
(
    SeriesId   int   NOT NULL,
    Nr         int   NOT NULL,
    DayNumber  int   NOT NULL,
    Adjusted   float NOT NULL,
    PointCount int   NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, Nr)
);

INSERT #Point (SeriesId, Nr, DayNumber, Adjusted, PointCount)
SELECT
    a.SeriesId,
    ROW_NUMBER() OVER (PARTITION BY a.SeriesId ORDER BY a.DayNumber),
    a.DayNumber,
    a.Adjusted,
    COUNT(*) OVER (PARTITION BY a.SeriesId)
FROM #Projection AS p
INNER JOIN #Adjusted AS a ON a.SeriesId = p.SeriesId;

-- Split k: k days before it, at least five behind.
CREATE TABLE #Split
(
    SeriesId     int   NOT NULL,
    K            int   NOT NULL,
    LastDay      int   NOT NULL,
    NextDay      int   NOT NULL,
    BeforeMedian float NULL,
    AfterMedian  float NULL,
    HingeSlope   float NULL,
    StepCost     float NULL,
    HingeCost    float NULL,
    PRIMARY KEY CLUSTERED (SeriesId, K)
);

INSERT #Split (SeriesId, K, LastDay, NextDay)
SELECT p.SeriesId, p.Nr, p.DayNumber, n.DayNumber
FROM #Point AS p
INNER JOIN #Point AS n ON n.SeriesId = p.SeriesId AND n.Nr = p.Nr + 1
WHERE p.Nr BETWEEN 5 AND p.PointCount - 5;

UPDATE s
SET BeforeMedian = m.BeforeMedian,
    AfterMedian = m.AfterMedian
FROM #Split AS s
INNER JOIN
(
    SELECT
        n.SeriesId,
        n.K,
        BeforeMedian = AVG(CASE WHEN n.IsAfter = 0 AND n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Adjusted END),
        AfterMedian = AVG(CASE WHEN n.IsAfter = 1 AND n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Adjusted END)
    FROM
    (
        SELECT
            x.SeriesId,
            x.K,
            x.IsAfter,
            x.Adjusted,
            Nr = ROW_NUMBER() OVER (PARTITION BY x.SeriesId, x.K, x.IsAfter ORDER BY x.Adjusted),
            Total = COUNT(*) OVER (PARTITION BY x.SeriesId, x.K, x.IsAfter)
        FROM
        (
            SELECT c.SeriesId, c.K, IsAfter = CASE WHEN p.Nr > c.K THEN 1 ELSE 0 END, p.Adjusted
            FROM #Split AS c
            INNER JOIN #Point AS p ON p.SeriesId = c.SeriesId
        ) AS x
    ) AS n
    GROUP BY n.SeriesId, n.K
) AS m ON m.SeriesId = s.SeriesId AND m.K = s.K;

UPDATE s
SET HingeSlope = m.Slope
FROM #Split AS s
INNER JOIN
(
    SELECT n.SeriesId, n.K, Slope = AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Slope END)
    FROM
    (
        SELECT
            x.SeriesId,
            x.K,
            x.Slope,
            Nr = ROW_NUMBER() OVER (PARTITION BY x.SeriesId, x.K ORDER BY x.Slope),
            Total = COUNT(*) OVER (PARTITION BY x.SeriesId, x.K)
        FROM
        (
            SELECT c.SeriesId, c.K, Slope = (p.Adjusted - c.BeforeMedian) / NULLIF(p.DayNumber - c.LastDay, 0)
            FROM #Split AS c
            INNER JOIN #Point AS p ON p.SeriesId = c.SeriesId AND p.Nr > c.K
            WHERE c.K <= p.PointCount - 7
        ) AS x
    ) AS n
    GROUP BY n.SeriesId, n.K
) AS m ON m.SeriesId = s.SeriesId AND m.K = s.K;

UPDATE s
SET StepCost = m.StepCost,
    HingeCost = CASE WHEN s.HingeSlope IS NOT NULL THEN m.HingeCost END
FROM #Split AS s
INNER JOIN
(
    SELECT
        c.SeriesId,
        c.K,
        StepCost = SUM(ABS(p.Adjusted - CASE WHEN p.Nr > c.K THEN c.AfterMedian ELSE c.BeforeMedian END)),
        HingeCost = SUM(ABS(p.Adjusted - c.BeforeMedian
            - CASE WHEN p.Nr > c.K THEN COALESCE(c.HingeSlope, 0) * (p.DayNumber - c.LastDay) ELSE 0e0 END))
    FROM #Split AS c
    INNER JOIN #Point AS p ON p.SeriesId = c.SeriesId
    GROUP BY c.SeriesId, c.K
) AS m ON m.SeriesId = s.SeriesId AND m.K = s.K;

CREATE TABLE #Whole
(
    SeriesId int   NOT NULL PRIMARY KEY CLUSTERED,
    Slope    float NOT NULL,
    Centre   float NULL,
    LineCost float NULL
);

INSERT #Whole (SeriesId, Slope)
SELECT n.SeriesId, AVG(CASE WHEN n.Nr IN ((n.Pairs + 1) / 2, (n.Pairs + 2) / 2) THEN n.Slope END)
FROM
(
    SELECT
        x.SeriesId,
        x.Slope,
        Nr = ROW_NUMBER() OVER (PARTITION BY x.SeriesId ORDER BY x.Slope),
        Pairs = COUNT(*) OVER (PARTITION BY x.SeriesId)
    FROM
    (
        SELECT a.SeriesId, Slope = (b.Adjusted - a.Adjusted) / NULLIF(b.DayNumber - a.DayNumber, 0)
        FROM #Point AS a
        INNER JOIN #Point AS b ON b.SeriesId = a.SeriesId AND b.Nr > a.Nr
    ) AS x
) AS n
GROUP BY n.SeriesId;

UPDATE w
SET Centre = m.Centre
FROM #Whole AS w
INNER JOIN
(
    SELECT n.SeriesId, Centre = AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Rest END)
    FROM
    (
        SELECT
            p.SeriesId,
            Rest = p.Adjusted - x.Slope * p.DayNumber,
            Nr = ROW_NUMBER() OVER (PARTITION BY p.SeriesId ORDER BY p.Adjusted - x.Slope * p.DayNumber),
            Total = COUNT(*) OVER (PARTITION BY p.SeriesId)
        FROM #Whole AS x
        INNER JOIN #Point AS p ON p.SeriesId = x.SeriesId
    ) AS n
    GROUP BY n.SeriesId
) AS m ON m.SeriesId = w.SeriesId;

UPDATE w
SET LineCost = m.LineCost
FROM #Whole AS w
INNER JOIN
(
    SELECT x.SeriesId, LineCost = SUM(ABS(p.Adjusted - x.Slope * p.DayNumber - x.Centre))
    FROM #Whole AS x
    INNER JOIN #Point AS p ON p.SeriesId = x.SeriesId
    GROUP BY x.SeriesId
) AS m ON m.SeriesId = w.SeriesId;

-- The last day before it: of a step that before the split, of a hinge the first day behind it, which the line
-- leaves at; -1: it rises since the first day.
UPDATE p
SET ShapeName = CASE WHEN t.StepCost < 0.9e0 * CASE WHEN h.HingeCost < w.LineCost THEN h.HingeCost ELSE w.LineCost END
        THEN N'step' ELSE N'trend' END,
    LastDayBefore = CASE
        WHEN t.StepCost < 0.9e0 * CASE WHEN h.HingeCost < w.LineCost THEN h.HingeCost ELSE w.LineCost END THEN t.LastDay
        WHEN h.HingeCost < w.LineCost THEN h.NextDay
        ELSE -1
    END
FROM #Projection AS p
INNER JOIN #Whole AS w ON w.SeriesId = p.SeriesId
LEFT JOIN
(
    SELECT s.SeriesId, s.StepCost, s.LastDay, Place = ROW_NUMBER() OVER (PARTITION BY s.SeriesId ORDER BY s.StepCost, s.K)
    FROM #Split AS s
) AS t ON t.SeriesId = p.SeriesId AND t.Place = 1
LEFT JOIN
(
    SELECT s.SeriesId, s.HingeCost, s.NextDay, Place = ROW_NUMBER() OVER (PARTITION BY s.SeriesId ORDER BY s.HingeCost, s.K)
    FROM #Split AS s
    WHERE s.HingeCost IS NOT NULL
) AS h ON h.SeriesId = p.SeriesId AND h.Place = 1;

-- From the onset on where a trend has seven days, else over the window.
CREATE TABLE #Value
(
    SeriesId  int   NOT NULL,
    DayNumber int   NOT NULL,
    DaysBack  int   NOT NULL,
    Value     float NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, DayNumber)
);

INSERT #Value (SeriesId, DayNumber, DaysBack, Value)
SELECT
    a.SeriesId,
    a.DayNumber,
    a.DaysBack,
    s.WorseSign * CASE WHEN s.IsLog = 1 THEN a.Value / EXP(s.WorseSign * a.Offset) ELSE a.Value - s.WorseSign * a.Offset END
FROM #Projection AS p
INNER JOIN #Subject AS s ON s.SeriesId = p.SeriesId
INNER JOIN #Adjusted AS a ON a.SeriesId = p.SeriesId
WHERE CASE
        WHEN p.ShapeName = N'trend'
         AND (SELECT COUNT(*) FROM #Adjusted AS x WHERE x.SeriesId = p.SeriesId AND x.DayNumber > p.LastDayBefore) >= 7
            THEN CASE WHEN a.DayNumber > p.LastDayBefore THEN 1 ELSE 0 END
        WHEN a.DaysBack <= p.WindowDays THEN 1
        ELSE 0
    END = 1;

UPDATE p
SET ValueCount = v.ValueCount,
    LastDay = v.LastDay,
    SignVariance = (CAST(v.ValueCount AS float) * (v.ValueCount - 1) * (2 * v.ValueCount + 5) - t.Ties) / 18,
    Inflation = 1 + 2 * f.Inflation
FROM #Projection AS p
INNER JOIN
(
    SELECT x.SeriesId, ValueCount = COUNT(*), LastDay = MAX(x.DayNumber)
    FROM #Value AS x
    GROUP BY x.SeriesId
) AS v ON v.SeriesId = p.SeriesId
INNER JOIN
(
    SELECT e.SeriesId, Ties = SUM(CAST(e.Equal AS float) * (e.Equal - 1) * (2 * e.Equal + 5))
    FROM (SELECT x.SeriesId, Equal = COUNT(*) FROM #Value AS x GROUP BY x.SeriesId, ROUND(x.Value, 9)) AS e
    GROUP BY e.SeriesId
) AS t ON t.SeriesId = p.SeriesId
INNER JOIN
(
    SELECT
        y.SeriesId,
        Inflation = SUM(CASE WHEN k.Lag < y.ValueCount THEN (1 - k.Lag / CAST(y.ValueCount AS float)) * POWER(q.Memory, k.Lag)
            ELSE 0e0 END)
    FROM
    (
        SELECT x.SeriesId, ValueCount = COUNT(*), FirstBack = MAX(x.DaysBack)
        FROM #Value AS x
        GROUP BY x.SeriesId
    ) AS y
    INNER JOIN #Projection AS q ON q.SeriesId = y.SeriesId
    INNER JOIN #Lag AS k ON k.Lag < y.FirstBack
    GROUP BY y.SeriesId
) AS f ON f.SeriesId = p.SeriesId;

UPDATE p
SET SlopePerDay = m.Slope,
    SlopeLow = m.SlopeLow,
    SlopeHigh = m.SlopeHigh
FROM #Projection AS p
INNER JOIN
(
    SELECT
        n.SeriesId,
        Slope = AVG(CASE WHEN n.Nr IN ((n.Pairs + 1) / 2, (n.Pairs + 2) / 2) THEN n.Slope END),
        SlopeLow = MIN(CASE WHEN n.Nr = CASE WHEN n.LowPlace > 1 THEN n.LowPlace ELSE 1 END THEN n.Slope END),
        SlopeHigh = MIN(CASE WHEN n.Nr = CASE WHEN n.HighPlace < n.Pairs THEN n.HighPlace ELSE n.Pairs END THEN n.Slope END)
    FROM
    (
        SELECT
            x.SeriesId,
            x.Slope,
            Nr = ROW_NUMBER() OVER (PARTITION BY x.SeriesId ORDER BY x.Slope),
            Pairs = COUNT(*) OVER (PARTITION BY x.SeriesId),
            LowPlace = CAST(ROUND((COUNT(*) OVER (PARTITION BY x.SeriesId) - x.Spread) / 2, 0) AS bigint),
            HighPlace = CAST(ROUND((COUNT(*) OVER (PARTITION BY x.SeriesId) + x.Spread) / 2, 0) AS bigint) + 1
        FROM
        (
            SELECT
                a.SeriesId,
                Slope = (b.Value - a.Value) / NULLIF(b.DayNumber - a.DayNumber, 0),
                Spread = 1.959963984540054e0
                    * SQRT(CASE WHEN q.SignVariance * q.Inflation > 0 THEN q.SignVariance * q.Inflation ELSE 0e0 END)
            FROM #Projection AS q
            INNER JOIN #Value AS a ON a.SeriesId = q.SeriesId
            INNER JOIN #Value AS b ON b.SeriesId = a.SeriesId AND b.DayNumber > a.DayNumber
        ) AS x
    ) AS n
    GROUP BY n.SeriesId
) AS m ON m.SeriesId = p.SeriesId;

UPDATE p
SET LevelValue = m.Middle + p.SlopePerDay * p.LastDay
FROM #Projection AS p
INNER JOIN
(
    SELECT n.SeriesId, Middle = AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Rest END)
    FROM
    (
        SELECT
            v.SeriesId,
            Rest = v.Value - q.SlopePerDay * v.DayNumber,
            Nr = ROW_NUMBER() OVER (PARTITION BY v.SeriesId ORDER BY v.Value - q.SlopePerDay * v.DayNumber),
            Total = COUNT(*) OVER (PARTITION BY v.SeriesId)
        FROM #Projection AS q
        INNER JOIN #Value AS v ON v.SeriesId = q.SeriesId
    ) AS n
    GROUP BY n.SeriesId
) AS m ON m.SeriesId = p.SeriesId;

UPDATE p
SET DaysToThreshold = CASE
        WHEN p.SlopePerDay > 0 THEN CASE WHEN p.LevelValue >= s.WorseSign * s.ThresholdValue THEN 0e0
            ELSE (s.WorseSign * s.ThresholdValue - p.LevelValue) / NULLIF(p.SlopePerDay, 0) END
    END,
    DaysEarliest = CASE
        WHEN p.SlopeHigh > 0 THEN CASE WHEN p.LevelValue >= s.WorseSign * s.ThresholdValue THEN 0e0
            ELSE (s.WorseSign * s.ThresholdValue - p.LevelValue) / NULLIF(p.SlopeHigh, 0) END
    END,
    DaysLatest = CASE
        WHEN p.SlopeLow > 0 THEN CASE WHEN p.LevelValue >= s.WorseSign * s.ThresholdValue THEN 0e0
            ELSE (s.WorseSign * s.ThresholdValue - p.LevelValue) / NULLIF(p.SlopeLow, 0) END
    END
FROM #Projection AS p
INNER JOIN #Subject AS s ON s.SeriesId = p.SeriesId
WHERE s.ThresholdValue IS NOT NULL;
