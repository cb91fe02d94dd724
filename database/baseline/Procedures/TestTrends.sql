/*  baseline.TestTrends: tests each window that was not screened out against the scatter and the memory of its
    days. Called by baseline.TestSeries; completes the caller's temp table #Window from #Subject, #Adjusted
    and #Lag.
    @PageNumber   of #Subject
    @PoolMemory   the median of #Subject.Memory over all series
    The slope is that of Theil and Sen. Residuals are those of the window's line and, where seven days and
    more lie before it, of those days' own line: noise taken from one line through everything would hide a
    young, steep rise. p is the larger of that by signs and that by the slope: one guards against outliers,
    the other against memory.  */
CREATE PROCEDURE baseline.TestTrends
    @PageNumber int,
    @PoolMemory float
AS
SET NOCOUNT, XACT_ABORT ON;

CREATE TABLE #Residual
(
    SeriesId   int   NOT NULL,
    WindowDays int   NOT NULL,
    IsInside   int   NOT NULL,
    DayNumber  int   NOT NULL,
    Adjusted   float NOT NULL,
    Residual   float NULL,
    Deviation  float NULL,
    PRIMARY KEY CLUSTERED (SeriesId, WindowDays, IsInside, DayNumber)
);

INSERT #Residual (SeriesId, WindowDays, IsInside, DayNumber, Adjusted)
SELECT w.SeriesId, w.WindowDays, CASE WHEN a.DaysBack <= w.WindowDays THEN 1 ELSE 0 END, a.DayNumber, a.Adjusted
FROM #Subject AS s
INNER JOIN #Window AS w ON w.SeriesId = s.SeriesId AND w.IsScreened = 0
INNER JOIN #Adjusted AS a ON a.SeriesId = w.SeriesId AND (a.DaysBack <= w.WindowDays OR s.HistoryDays - w.WindowDays >= 7)
WHERE s.PageNumber = @PageNumber;

CREATE TABLE #Line
(
    SeriesId   int   NOT NULL,
    WindowDays int   NOT NULL,
    IsInside   int   NOT NULL,
    Slope      float NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, WindowDays, IsInside)
);

INSERT #Line (SeriesId, WindowDays, IsInside, Slope)
SELECT
    n.SeriesId,
    n.WindowDays,
    n.IsInside,
    AVG(CASE WHEN n.Nr IN ((n.Pairs + 1) / 2, (n.Pairs + 2) / 2) THEN n.Slope END)
FROM
(
    SELECT
        p.SeriesId,
        p.WindowDays,
        p.IsInside,
        p.Slope,
        Nr = ROW_NUMBER() OVER (PARTITION BY p.SeriesId, p.WindowDays, p.IsInside ORDER BY p.Slope),
        Pairs = COUNT(*) OVER (PARTITION BY p.SeriesId, p.WindowDays, p.IsInside)
    FROM
    (
        SELECT
            a.SeriesId,
            a.WindowDays,
            a.IsInside,
            Slope = (b.Adjusted - a.Adjusted) / NULLIF(b.DayNumber - a.DayNumber, 0)
        FROM #Residual AS a
        INNER JOIN #Residual AS b
            ON b.SeriesId = a.SeriesId
           AND b.WindowDays = a.WindowDays
           AND b.IsInside = a.IsInside
           AND b.DayNumber > a.DayNumber
    ) AS p
) AS n
GROUP BY n.SeriesId, n.WindowDays, n.IsInside;

UPDATE r
SET Residual = r.Adjusted - COALESCE(l.Slope, 0) * r.DayNumber
FROM #Residual AS r
LEFT JOIN #Line AS l ON l.SeriesId = r.SeriesId AND l.WindowDays = r.WindowDays AND l.IsInside = r.IsInside;

-- Each part around its own median.
UPDATE r
SET Residual = r.Residual - m.Centre
FROM #Residual AS r
INNER JOIN
(
    SELECT
        n.SeriesId,
        n.WindowDays,
        n.IsInside,
        Centre = AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Residual END)
    FROM
    (
        SELECT
            x.SeriesId,
            x.WindowDays,
            x.IsInside,
            x.Residual,
            Nr = ROW_NUMBER() OVER (PARTITION BY x.SeriesId, x.WindowDays, x.IsInside ORDER BY x.Residual),
            Total = COUNT(*) OVER (PARTITION BY x.SeriesId, x.WindowDays, x.IsInside)
        FROM #Residual AS x
    ) AS n
    GROUP BY n.SeriesId, n.WindowDays, n.IsInside
) AS m ON m.SeriesId = r.SeriesId AND m.WindowDays = r.WindowDays AND m.IsInside = r.IsInside;

-- Ranks over both parts, equal ones sharing theirs, as deviations from their mean.
UPDATE r
SET Deviation = k.Deviation
FROM #Residual AS r
INNER JOIN
(
    SELECT
        x.SeriesId,
        x.WindowDays,
        x.IsInside,
        x.DayNumber,
        Deviation = RANK() OVER (PARTITION BY x.SeriesId, x.WindowDays ORDER BY ROUND(x.Residual, 12))
            + (COUNT(*) OVER (PARTITION BY x.SeriesId, x.WindowDays, ROUND(x.Residual, 12)) - 1) / 2e0
            - (COUNT(*) OVER (PARTITION BY x.SeriesId, x.WindowDays) + 1) / 2e0
    FROM #Residual AS x
) AS k
    ON k.SeriesId = r.SeriesId
   AND k.WindowDays = r.WindowDays
   AND k.IsInside = r.IsInside
   AND k.DayNumber = r.DayNumber;

CREATE TABLE #Scatter
(
    SeriesId   int   NOT NULL,
    WindowDays int   NOT NULL,
    Days       int   NOT NULL,
    Centre     float NOT NULL,
    Mad        float NULL,
    Noise      float NULL,
    MemoryOwn  float NULL,
    PRIMARY KEY CLUSTERED (SeriesId, WindowDays)
);

INSERT #Scatter (SeriesId, WindowDays, Days, Centre)
SELECT
    n.SeriesId,
    n.WindowDays,
    MAX(n.Total),
    AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Residual END)
FROM
(
    SELECT
        x.SeriesId,
        x.WindowDays,
        x.Residual,
        Nr = ROW_NUMBER() OVER (PARTITION BY x.SeriesId, x.WindowDays ORDER BY x.Residual),
        Total = COUNT(*) OVER (PARTITION BY x.SeriesId, x.WindowDays)
    FROM #Residual AS x
) AS n
GROUP BY n.SeriesId, n.WindowDays;

UPDATE c
SET Mad = 1.4826e0 * m.Middle
FROM #Scatter AS c
INNER JOIN
(
    SELECT
        n.SeriesId,
        n.WindowDays,
        Middle = AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Distance END)
    FROM
    (
        SELECT
            x.SeriesId,
            x.WindowDays,
            Distance = ABS(x.Residual - y.Centre),
            Nr = ROW_NUMBER() OVER (PARTITION BY x.SeriesId, x.WindowDays ORDER BY ABS(x.Residual - y.Centre)),
            Total = COUNT(*) OVER (PARTITION BY x.SeriesId, x.WindowDays)
        FROM #Residual AS x
        INNER JOIN #Scatter AS y ON y.SeriesId = x.SeriesId AND y.WindowDays = x.WindowDays
    ) AS n
    GROUP BY n.SeriesId, n.WindowDays
) AS m ON m.SeriesId = c.SeriesId AND m.WindowDays = c.WindowDays;

UPDATE c
SET Noise = CASE WHEN m.Noise > c.Mad THEN m.Noise ELSE c.Mad END
FROM #Scatter AS c
INNER JOIN
(
    SELECT
        x.SeriesId,
        x.WindowDays,
        Noise = SQRT(SUM(
            CASE
                WHEN ABS(x.Residual - y.Centre) > 3 * y.Mad THEN 9 * y.Mad * y.Mad
                ELSE (x.Residual - y.Centre) * (x.Residual - y.Centre)
            END) / (COUNT(*) - 2))
    FROM #Residual AS x
    INNER JOIN #Scatter AS y ON y.SeriesId = x.SeriesId AND y.WindowDays = x.WindowDays
    GROUP BY x.SeriesId, x.WindowDays
) AS m ON m.SeriesId = c.SeriesId AND m.WindowDays = c.WindowDays;

UPDATE c
SET MemoryOwn = CASE WHEN m.Squares > 0 THEN m.Products / CASE WHEN m.Squares > 0 THEN m.Squares ELSE 1e0 END ELSE 0e0 END
        + (1e0 + s.ClassCount + CASE WHEN s.HistoryDays - c.WindowDays >= 7 THEN 1 ELSE 0 END) / c.Days
FROM #Scatter AS c
INNER JOIN #Subject AS s ON s.SeriesId = c.SeriesId
INNER JOIN
(
    SELECT
        r.SeriesId,
        r.WindowDays,
        Squares = SUM(r.Deviation * r.Deviation),
        Products = COALESCE(SUM(r.Deviation * n.Deviation), 0e0)
    FROM #Residual AS r
    LEFT JOIN #Residual AS n
        ON n.SeriesId = r.SeriesId
       AND n.WindowDays = r.WindowDays
       AND n.DayNumber = r.DayNumber + 1
    GROUP BY r.SeriesId, r.WindowDays
) AS m ON m.SeriesId = c.SeriesId AND m.WindowDays = c.WindowDays;

UPDATE w
SET Slope = l.Slope,
    Noise = c.Noise,
    MemoryOwn = c.MemoryOwn,
    Memory = CASE
            WHEN (c.Days * c.MemoryOwn + 30 * @PoolMemory) / (c.Days + 30) < 0 THEN 0e0
            WHEN (c.Days * c.MemoryOwn + 30 * @PoolMemory) / (c.Days + 30) > 0.8e0 THEN 0.8e0
            ELSE (c.Days * c.MemoryOwn + 30 * @PoolMemory) / (c.Days + 30)
        END,
    Nu = c.Days / 2e0
FROM #Window AS w
INNER JOIN #Scatter AS c ON c.SeriesId = w.SeriesId AND c.WindowDays = w.WindowDays
INNER JOIN #Line AS l ON l.SeriesId = w.SeriesId AND l.WindowDays = w.WindowDays AND l.IsInside = 1;

UPDATE w
SET Inflation = 1 + 2 * f.Inflation
FROM #Window AS w
INNER JOIN
(
    SELECT
        x.SeriesId,
        x.WindowDays,
        Inflation = SUM(CASE WHEN k.Lag < x.ValueCount THEN (1 - k.Lag / CAST(x.ValueCount AS float)) * POWER(x.Memory, k.Lag)
            ELSE 0e0 END)
    FROM #Scatter AS c
    INNER JOIN #Window AS x ON x.SeriesId = c.SeriesId AND x.WindowDays = c.WindowDays
    INNER JOIN #Lag AS k ON k.Lag < x.WindowDays
    GROUP BY x.SeriesId, x.WindowDays
) AS f ON f.SeriesId = w.SeriesId AND f.WindowDays = w.WindowDays;

UPDATE w
SET SlopeT = w.Slope * SQRT(CAST(w.ValueCount AS float) * (CAST(w.ValueCount AS float) * w.ValueCount - 1) / 12)
        / SQRT(CASE WHEN w.Noise * w.Noise * w.Inflation > 1e-18 THEN w.Noise * w.Noise * w.Inflation ELSE 1e-18 END)
FROM #Window AS w
INNER JOIN #Scatter AS c ON c.SeriesId = w.SeriesId AND c.WindowDays = w.WindowDays;

UPDATE w
SET SlopeZ = z.Z
FROM #Window AS w
INNER JOIN #Scatter AS c ON c.SeriesId = w.SeriesId AND c.WindowDays = w.WindowDays
CROSS APPLY lib.StudentToNormal(w.SlopeT, w.Nu) AS z;

UPDATE w
SET SlopeP = p.Tail
FROM #Window AS w
INNER JOIN #Scatter AS c ON c.SeriesId = w.SeriesId AND c.WindowDays = w.WindowDays
CROSS APPLY lib.NormalTail(w.SlopeZ) AS p;

UPDATE w
SET P = CASE
        WHEN w.IsScreened = 1 THEN CASE WHEN w.SignP > 0.5e0 THEN w.SignP ELSE 0.5e0 END
        WHEN w.SlopeP > w.SignP THEN w.SlopeP
        ELSE w.SignP
    END
FROM #Window AS w
INNER JOIN #Subject AS s ON s.SeriesId = w.SeriesId AND s.PageNumber = @PageNumber;

-- How much it rose from the first to the last day of the window.
UPDATE w
SET Rise = CASE
        WHEN s.IsLog = 1
            THEN EXP(CASE WHEN w.Slope * (w.WindowDays - 1) > 700 THEN 700e0 ELSE w.Slope * (w.WindowDays - 1) END) - 1
        ELSE w.Slope * (w.WindowDays - 1) / CASE WHEN ABS(m.Middle) > 1e-9 THEN ABS(m.Middle) ELSE 1e-9 END
    END,
    RelativePerDay = CASE
        WHEN s.IsLog = 1 THEN EXP(CASE WHEN w.Slope > 700 THEN 700e0 ELSE w.Slope END) - 1
        ELSE w.Slope / CASE WHEN ABS(m.Middle) > 1e-9 THEN ABS(m.Middle) ELSE 1e-9 END
    END,
    NoiseShare = CASE
        WHEN s.IsLog = 1 THEN w.Noise
        ELSE w.Noise / CASE WHEN ABS(m.Middle) > 1e-9 THEN ABS(m.Middle) ELSE 1e-9 END
    END
FROM #Window AS w
INNER JOIN #Subject AS s ON s.SeriesId = w.SeriesId
INNER JOIN
(
    SELECT
        n.SeriesId,
        n.WindowDays,
        Middle = AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Adjusted END)
    FROM
    (
        SELECT
            x.SeriesId,
            x.WindowDays,
            x.Adjusted,
            Nr = ROW_NUMBER() OVER (PARTITION BY x.SeriesId, x.WindowDays ORDER BY x.Adjusted),
            Total = COUNT(*) OVER (PARTITION BY x.SeriesId, x.WindowDays)
        FROM #Residual AS x
        WHERE x.IsInside = 1
    ) AS n
    GROUP BY n.SeriesId, n.WindowDays
) AS m ON m.SeriesId = w.SeriesId AND m.WindowDays = w.WindowDays;
