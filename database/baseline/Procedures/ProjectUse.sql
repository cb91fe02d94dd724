/*  baseline.ProjectUse: in how many days each thing that has a capacity is full. Called by
    ops.ForecastCapacity, and by tests that bring values of their own. Reads the caller's temp tables #Thing
    (ThingId, CapacityValue) and #Use (ThingId, DayNumber, UsedValue: what was used at most on a day), and
    fills the rest of #Thing.
    Only days since the last fall by more than 20 percent count, and seven of them there must be. PerDay is
    the slope of Theil and Sen with Sen's interval of 95 percent; not growing is what does not rise, or
    rises no more than chance explains (Mann and Kendall, p above 0.05).  */
CREATE PROCEDURE baseline.ProjectUse
AS
SET NOCOUNT, XACT_ABORT ON;

UPDATE t
SET FirstDay = COALESCE(f.FallDay, f.FirstDay)
FROM #Thing AS t
INNER JOIN
(
    SELECT
        x.ThingId,
        FallDay = MAX(CASE WHEN x.UsedValue < 0.8e0 * x.BeforeValue THEN x.DayNumber END),
        FirstDay = MIN(x.DayNumber)
    FROM
    (
        SELECT
            u.ThingId,
            u.DayNumber,
            u.UsedValue,
            BeforeValue = LAG(u.UsedValue) OVER (PARTITION BY u.ThingId ORDER BY u.DayNumber)
        FROM #Use AS u
    ) AS x
    GROUP BY x.ThingId
) AS f ON f.ThingId = t.ThingId;

UPDATE t
SET DayCount = n.DayCount,
    LastDay = n.LastDay,
    UsedValue = l.UsedValue
FROM #Thing AS t
INNER JOIN
(
    SELECT u.ThingId, DayCount = COUNT(*), LastDay = MAX(u.DayNumber)
    FROM #Use AS u
    INNER JOIN #Thing AS x ON x.ThingId = u.ThingId AND u.DayNumber >= x.FirstDay
    GROUP BY u.ThingId
) AS n ON n.ThingId = t.ThingId
INNER JOIN #Use AS l ON l.ThingId = n.ThingId AND l.DayNumber = n.LastDay;

CREATE TABLE #Slope
(
    ThingId int   NOT NULL,
    Slope   float NOT NULL,
    Sign    int   NOT NULL,
    INDEX CX_Slope CLUSTERED (ThingId, Slope)
);

INSERT #Slope (ThingId, Slope, Sign)
SELECT a.ThingId, (b.UsedValue - a.UsedValue) / (b.DayNumber - a.DayNumber), SIGN(b.UsedValue - a.UsedValue)
FROM #Thing AS t
INNER JOIN #Use AS a ON a.ThingId = t.ThingId AND a.DayNumber >= t.FirstDay
INNER JOIN #Use AS b ON b.ThingId = a.ThingId AND b.DayNumber > a.DayNumber
WHERE t.DayCount >= 7;

UPDATE t
SET SignSum = s.SignSum,
    SignVariance = (CAST(t.DayCount AS float) * (t.DayCount - 1) * (2 * t.DayCount + 5) - e.Ties) / 18
FROM #Thing AS t
INNER JOIN (SELECT x.ThingId, SignSum = SUM(CAST(x.Sign AS bigint)) FROM #Slope AS x GROUP BY x.ThingId) AS s
    ON s.ThingId = t.ThingId
INNER JOIN
(
    SELECT g.ThingId, Ties = SUM(CAST(g.Equal AS float) * (g.Equal - 1) * (2 * g.Equal + 5))
    FROM
    (
        SELECT u.ThingId, Equal = COUNT(*)
        FROM #Use AS u
        INNER JOIN #Thing AS x ON x.ThingId = u.ThingId AND u.DayNumber >= x.FirstDay
        GROUP BY u.ThingId, u.UsedValue
    ) AS g
    GROUP BY g.ThingId
) AS e ON e.ThingId = t.ThingId;

UPDATE t
SET PerDay = m.Slope,
    SlopeLow = m.SlopeLow,
    SlopeHigh = m.SlopeHigh
FROM #Thing AS t
INNER JOIN
(
    SELECT
        n.ThingId,
        Slope = AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Slope END),
        SlopeLow = MAX(CASE WHEN n.Nr = CASE WHEN n.LowNr < 1 THEN 1 ELSE n.LowNr END THEN n.Slope END),
        SlopeHigh = MAX(CASE WHEN n.Nr = CASE WHEN n.HighNr > n.Total THEN n.Total ELSE n.HighNr END THEN n.Slope END)
    FROM
    (
        SELECT
            s.ThingId,
            s.Slope,
            s.Nr,
            s.Total,
            LowNr = CAST(ROUND((s.Total - 1.959964e0 * SQRT(x.SignVariance)) / 2, 0) AS int),
            HighNr = CAST(ROUND((s.Total + 1.959964e0 * SQRT(x.SignVariance)) / 2, 0) AS int) + 1
        FROM
        (
            SELECT
                p.ThingId,
                p.Slope,
                Nr = ROW_NUMBER() OVER (PARTITION BY p.ThingId ORDER BY p.Slope),
                Total = COUNT(*) OVER (PARTITION BY p.ThingId)
            FROM #Slope AS p
        ) AS s
        INNER JOIN #Thing AS x ON x.ThingId = s.ThingId
    ) AS n
    GROUP BY n.ThingId
) AS m ON m.ThingId = t.ThingId;

UPDATE t
SET SignZ = CASE
        WHEN t.SignSum > 0 AND t.SignVariance > 0
            THEN (t.SignSum - 1) / SQRT(CASE WHEN t.SignVariance > 0 THEN t.SignVariance ELSE 1e0 END)
    END
FROM #Thing AS t;

UPDATE t
SET ReasonName = CASE
        WHEN t.DayCount IS NULL OR t.DayCount < 7 THEN N'too few days'
        WHEN t.UsedValue >= t.CapacityValue THEN N'full'
        WHEN t.PerDay <= 0 OR t.SignZ IS NULL OR p.Tail > 0.05e0 THEN N'not growing'
    END
FROM #Thing AS t
CROSS APPLY lib.NormalTail(COALESCE(t.SignZ, 0e0)) AS p;

UPDATE t
SET FullInDays = 0,
    DaysEarliest = 0,
    DaysLatest = 0
FROM #Thing AS t
WHERE t.ReasonName = N'full';

-- From where the line stands on the last day, or the last value, whichever is nearer to the end.
UPDATE t
SET FullInDays = r.Room / t.PerDay,
    DaysEarliest = r.Room / t.SlopeHigh,
    DaysLatest = CASE WHEN t.SlopeLow > 0 THEN r.Room / CASE WHEN t.SlopeLow > 0 THEN t.SlopeLow ELSE 1e0 END END
FROM #Thing AS t
INNER JOIN
(
    SELECT n.ThingId, Base = AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.Rest END)
    FROM
    (
        SELECT
            u.ThingId,
            Rest = u.UsedValue - x.PerDay * u.DayNumber,
            Nr = ROW_NUMBER() OVER (PARTITION BY u.ThingId ORDER BY u.UsedValue - x.PerDay * u.DayNumber),
            Total = COUNT(*) OVER (PARTITION BY u.ThingId)
        FROM #Thing AS x
        INNER JOIN #Use AS u ON u.ThingId = x.ThingId AND u.DayNumber >= x.FirstDay
        WHERE x.ReasonName IS NULL
    ) AS n
    GROUP BY n.ThingId
) AS b ON b.ThingId = t.ThingId
CROSS APPLY
(
    SELECT Level = CASE
        WHEN b.Base + t.PerDay * t.LastDay > t.UsedValue THEN b.Base + t.PerDay * t.LastDay
        ELSE t.UsedValue
    END
) AS l
CROSS APPLY (SELECT Room = CASE WHEN t.CapacityValue > l.Level THEN t.CapacityValue - l.Level ELSE 0e0 END) AS r
WHERE t.ReasonName IS NULL;
