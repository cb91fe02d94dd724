/*  baseline.MeasurePage: what is usual for the series of a page, and how far each went beyond it. Called by
    baseline.BuildBaselines, and by tests that bring values of their own; reads the caller's temp tables
    #Page and #Value, fills #Hour, #Class and Record of #Page.
    A class is an hour of the week (its number), an hour of working days (200 to 223) or of weekends (224 to
    247), or all hours (300). Percentiles are those of PERCENTILE_CONT.
    Record: u = LN(1 + value / floor); e = u less the class median of u of the other week, so that no week
    is held against itself; the smallest e of four five minutes on end; the largest of these of all 14 days.
    Where lower is worse, signs are reversed.  */
CREATE PROCEDURE baseline.MeasurePage
AS
SET NOCOUNT, XACT_ABORT ON;

TRUNCATE TABLE #Hour;
TRUNCATE TABLE #Class;

CREATE TABLE #Member
(
    ClassKey   int     NOT NULL,
    HourOfWeek tinyint NOT NULL,
    PRIMARY KEY CLUSTERED (ClassKey, HourOfWeek)
);

INSERT #Member (ClassKey, HourOfWeek)
SELECT c.ClassKey, h.HourOfWeek
FROM
(
    SELECT HourOfWeek = 24 * d.N + 10 * t.N + o.N
    FROM (VALUES (0), (1), (2), (3), (4), (5), (6)) AS d (N)
    CROSS JOIN (VALUES (0), (1), (2)) AS t (N)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS o (N)
    WHERE 10 * t.N + o.N < 24
) AS h
CROSS APPLY
(
    VALUES
        (h.HourOfWeek),
        (200 + CASE WHEN h.HourOfWeek >= 120 THEN 24 ELSE 0 END + h.HourOfWeek % 24),
        (300)
) AS c (ClassKey);

CREATE TABLE #Count
(
    SeriesId    int     NOT NULL,
    HourOfWeek  tinyint NOT NULL,
    WeekNumber  int     NOT NULL,
    DateNumber  int     NULL,
    SampleCount int     NOT NULL,
    INDEX CX_Count CLUSTERED (SeriesId, HourOfWeek)
);

INSERT #Count (SeriesId, HourOfWeek, WeekNumber, DateNumber, SampleCount)
SELECT v.SeriesId, v.HourOfWeek, v.WeekNumber, v.DateNumber, COUNT(*)
FROM #Value AS v
GROUP BY v.SeriesId, v.HourOfWeek, v.WeekNumber, v.DateNumber;

CREATE TABLE #ClassCount
(
    SeriesId    int NOT NULL,
    ClassKey    int NOT NULL,
    SampleCount int NOT NULL,
    FirstCount  int NOT NULL,
    DateCount   int NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, ClassKey)
);

INSERT #ClassCount (SeriesId, ClassKey, SampleCount, FirstCount, DateCount)
SELECT
    c.SeriesId,
    m.ClassKey,
    SUM(c.SampleCount),
    SUM(CASE WHEN c.WeekNumber = 0 THEN c.SampleCount ELSE 0 END),
    COUNT(DISTINCT c.DateNumber)
FROM #Count AS c
INNER JOIN #Member AS m ON m.HourOfWeek = c.HourOfWeek
GROUP BY c.SeriesId, m.ClassKey;

INSERT #Hour (SeriesId, HourOfWeek, ClassKey, LevelNumber)
SELECT
    a.SeriesId,
    h.HourOfWeek,
    CASE l.LevelNumber WHEN 1 THEN w.ClassKey WHEN 2 THEN d.ClassKey ELSE 300 END,
    l.LevelNumber
FROM #ClassCount AS a
INNER JOIN #Member AS h ON h.ClassKey = 300
LEFT JOIN #ClassCount AS w ON w.SeriesId = a.SeriesId AND w.ClassKey = h.HourOfWeek
LEFT JOIN #ClassCount AS d
    ON d.SeriesId = a.SeriesId
   AND d.ClassKey = 200 + CASE WHEN h.HourOfWeek >= 120 THEN 24 ELSE 0 END + h.HourOfWeek % 24
CROSS APPLY lib.BaselineLevel(w.SampleCount, w.DateCount, d.SampleCount, d.DateCount, a.SampleCount, a.DateCount) AS l
WHERE a.ClassKey = 300
  AND l.LevelNumber > 0;

INSERT #Class (SeriesId, ClassKey, LevelNumber, SampleCount, FirstCount)
SELECT DISTINCT h.SeriesId, h.ClassKey, h.LevelNumber, c.SampleCount, c.FirstCount
FROM #Hour AS h
INNER JOIN #ClassCount AS c ON c.SeriesId = h.SeriesId AND c.ClassKey = h.ClassKey;

-- All from one sort. FirstNr counts the values of the earlier week along, so that the medians of both weeks
-- fall off with it.
UPDATE c
SET P5 = p.Low5 + (0.05e0 * (c.SampleCount - 1) - FLOOR(0.05e0 * (c.SampleCount - 1))) * (p.High5 - p.Low5),
    P50 = p.Low50 + (0.5e0 * (c.SampleCount - 1) - FLOOR(0.5e0 * (c.SampleCount - 1))) * (p.High50 - p.Low50),
    P95 = p.Low95 + (0.95e0 * (c.SampleCount - 1) - FLOOR(0.95e0 * (c.SampleCount - 1))) * (p.High95 - p.Low95),
    P99 = p.Low99 + (0.99e0 * (c.SampleCount - 1) - FLOOR(0.99e0 * (c.SampleCount - 1))) * (p.High99 - p.Low99),
    CentreU = p.CentreU,
    FirstU = p.FirstU,
    SecondU = p.SecondU
FROM #Class AS c
INNER JOIN
(
    SELECT
        n.SeriesId,
        n.ClassKey,
        Low5 = MAX(CASE WHEN n.Nr = CAST(FLOOR(0.05e0 * (n.SampleCount - 1)) AS bigint) + 1 THEN n.Value END),
        High5 = MAX(CASE WHEN n.Nr = CAST(CEILING(0.05e0 * (n.SampleCount - 1)) AS bigint) + 1 THEN n.Value END),
        Low50 = MAX(CASE WHEN n.Nr = CAST(FLOOR(0.5e0 * (n.SampleCount - 1)) AS bigint) + 1 THEN n.Value END),
        High50 = MAX(CASE WHEN n.Nr = CAST(CEILING(0.5e0 * (n.SampleCount - 1)) AS bigint) + 1 THEN n.Value END),
        Low95 = MAX(CASE WHEN n.Nr = CAST(FLOOR(0.95e0 * (n.SampleCount - 1)) AS bigint) + 1 THEN n.Value END),
        High95 = MAX(CASE WHEN n.Nr = CAST(CEILING(0.95e0 * (n.SampleCount - 1)) AS bigint) + 1 THEN n.Value END),
        Low99 = MAX(CASE WHEN n.Nr = CAST(FLOOR(0.99e0 * (n.SampleCount - 1)) AS bigint) + 1 THEN n.Value END),
        High99 = MAX(CASE WHEN n.Nr = CAST(CEILING(0.99e0 * (n.SampleCount - 1)) AS bigint) + 1 THEN n.Value END),
        CentreU = AVG(CASE WHEN n.Nr IN ((n.SampleCount + 1) / 2, (n.SampleCount + 2) / 2) THEN n.U END),
        FirstU = AVG(CASE
            WHEN n.WeekNumber = 0 AND n.FirstNr IN ((n.FirstCount + 1) / 2, (n.FirstCount + 2) / 2) THEN n.U
        END),
        SecondU = AVG(CASE
            WHEN n.WeekNumber = 1
                 AND n.Nr - n.FirstNr IN
                     ((n.SampleCount - n.FirstCount + 1) / 2, (n.SampleCount - n.FirstCount + 2) / 2)
                THEN n.U
        END)
    FROM
    (
        SELECT
            x.SeriesId,
            x.ClassKey,
            x.SampleCount,
            x.FirstCount,
            v.WeekNumber,
            v.Value,
            U = LOG(1e0 + CASE WHEN v.Value > 0 THEN v.Value ELSE 0e0 END / p.FloorValue),
            Nr = ROW_NUMBER() OVER (PARTITION BY x.SeriesId, x.ClassKey ORDER BY v.Value, v.SlotNumber),
            FirstNr = SUM(CASE WHEN v.WeekNumber = 0 THEN 1 ELSE 0 END) OVER
                (PARTITION BY x.SeriesId, x.ClassKey ORDER BY v.Value, v.SlotNumber ROWS UNBOUNDED PRECEDING)
        FROM #Class AS x
        INNER JOIN #Page AS p ON p.SeriesId = x.SeriesId
        INNER JOIN #Member AS m ON m.ClassKey = x.ClassKey
        INNER JOIN #Value AS v ON v.SeriesId = x.SeriesId AND v.HourOfWeek = m.HourOfWeek
    ) AS n
    GROUP BY n.SeriesId, n.ClassKey
) AS p ON p.SeriesId = c.SeriesId AND p.ClassKey = c.ClassKey;

UPDATE c
SET Mad = p.Middle
FROM #Class AS c
INNER JOIN
(
    SELECT
        n.SeriesId,
        n.ClassKey,
        Middle = AVG(CASE WHEN n.Nr IN ((n.SampleCount + 1) / 2, (n.SampleCount + 2) / 2) THEN n.Distance END)
    FROM
    (
        SELECT
            x.SeriesId,
            x.ClassKey,
            x.SampleCount,
            Distance = ABS(v.Value - x.P50),
            Nr = ROW_NUMBER() OVER (PARTITION BY x.SeriesId, x.ClassKey ORDER BY ABS(v.Value - x.P50))
        FROM #Class AS x
        INNER JOIN #Member AS m ON m.ClassKey = x.ClassKey
        INNER JOIN #Value AS v ON v.SeriesId = x.SeriesId AND v.HourOfWeek = m.HourOfWeek
    ) AS n
    GROUP BY n.SeriesId, n.ClassKey
) AS p ON p.SeriesId = c.SeriesId AND p.ClassKey = c.ClassKey;

UPDATE p
SET Record = r.Record
FROM #Page AS p
INNER JOIN
(
    SELECT w.SeriesId, Record = MAX(CASE WHEN w.FirstSlot = w.SlotNumber - 3 THEN w.Least END)
    FROM
    (
        SELECT
            e.SeriesId,
            e.SlotNumber,
            FirstSlot = LAG(e.SlotNumber, 3) OVER (PARTITION BY e.SeriesId, e.WeekNumber ORDER BY e.SlotNumber),
            Least = MIN(e.E) OVER
                (PARTITION BY e.SeriesId, e.WeekNumber ORDER BY e.SlotNumber ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)
        FROM
        (
            SELECT
                v.SeriesId,
                v.WeekNumber,
                v.SlotNumber,
                E = q.WorseSign
                    * (LOG(1e0 + CASE WHEN v.Value > 0 THEN v.Value ELSE 0e0 END / q.FloorValue)
                        - CASE WHEN v.WeekNumber = 0 THEN c.SecondU ELSE c.FirstU END)
            FROM #Page AS q
            INNER JOIN #Value AS v ON v.SeriesId = q.SeriesId
            INNER JOIN #Hour AS h ON h.SeriesId = v.SeriesId AND h.HourOfWeek = v.HourOfWeek
            INNER JOIN #Class AS c ON c.SeriesId = h.SeriesId AND c.ClassKey = h.ClassKey
            WHERE q.WorseSign <> 0
              AND q.FloorValue IS NOT NULL
              AND q.LearnedDates >= 14
        ) AS e
        WHERE e.E IS NOT NULL
    ) AS w
    GROUP BY w.SeriesId
) AS r ON r.SeriesId = p.SeriesId;
