/*  baseline.SaveLeaks: keeps what a night has found in baseline.Leak. Called by baseline.FindLeaks; reads
    the caller's temp tables #Night, #Subject, #Window, #Result and #Projection. The same night twice gives
    the same rows.
    @BatchFloorMs   what the runs of a batch class must cost more a day at the end of the window  */
CREATE PROCEDURE baseline.SaveLeaks
    @BatchFloorMs int
AS
SET NOCOUNT, XACT_ABORT ON;

CREATE TABLE #Found
(
    SeriesId       int          NOT NULL PRIMARY KEY CLUSTERED,
    NightDate      datetime2(3) NOT NULL,
    HistoryDays    int          NOT NULL,
    RelativePerDay float        NOT NULL,
    Rise           float        NOT NULL,
    NoiseShare     float        NOT NULL,
    P              float        NOT NULL,
    Q              float        NOT NULL,
    WorseSign      int          NOT NULL,
    ShapeName      nvarchar(8)  COLLATE DATABASE_DEFAULT NULL,
    OnsetDate      datetime2(3) NOT NULL,
    OnsetErrorDays int          NOT NULL,
    IsEarlySign    bit          NOT NULL,
    IsTold         int          NOT NULL
);

INSERT #Found
(
    SeriesId,
    NightDate,
    HistoryDays,
    RelativePerDay,
    Rise,
    NoiseShare,
    P,
    Q,
    WorseSign,
    ShapeName,
    OnsetDate,
    OnsetErrorDays,
    IsEarlySign,
    IsTold
)
SELECT
    p.SeriesId,
    n.NightDate,
    u.HistoryDays,
    w.RelativePerDay,
    w.Rise,
    w.NoiseShare,
    r.P,
    r.Q,
    u.WorseSign,
    CASE WHEN u.HistoryDays >= 30 THEN p.ShapeName END,
    DATEADD(day, p.LastDayBefore + 2 - u.HistoryDays, n.NightDate),
    CASE
        WHEN p.ShapeName = N'step' THEN 1
        WHEN u.HistoryDays - 1 - p.LastDayBefore <= 20 THEN 5
        WHEN u.HistoryDays - 1 - p.LastDayBefore <= 45 THEN 8
        ELSE 14
    END,
    CASE WHEN u.HistoryDays < 30 AND w.NoiseShare > 0.03e0 THEN 1 ELSE 0 END,
    CASE
        WHEN r.Q > 0.05e0 OR w.Rise < 0.2e0 THEN 0
        WHEN m.MetricName <> N'batch.duration_ms' THEN 1
        WHEN p.SlopePerDay * (p.WindowDays - 1) * d.RunsPerDay >= @BatchFloorMs THEN 1
        ELSE 0
    END
FROM #Projection AS p
INNER JOIN #Subject AS u ON u.SeriesId = p.SeriesId
INNER JOIN #Result AS r ON r.SeriesId = p.SeriesId
INNER JOIN #Window AS w ON w.SeriesId = p.SeriesId AND w.WindowDays = p.WindowDays
INNER JOIN rollup.Series AS s ON s.SeriesId = p.SeriesId
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
INNER JOIN #Night AS n ON n.InstanceId = s.InstanceId
CROSS APPLY
(
    SELECT RunsPerDay = AVG(CAST(v.ValueCount AS float))
    FROM baseline.DayValue AS v
    WHERE v.SeriesId = p.SeriesId
      AND v.LocalDate > DATEADD(day, -p.WindowDays, n.NightDate)
      AND v.LocalDate <= n.NightDate
) AS d;

BEGIN TRANSACTION;

UPDATE l
SET NightDate = f.NightDate,
    HistoryDays = f.HistoryDays,
    WindowDays = p.WindowDays,
    P = f.P,
    Q = f.Q,
    SlopePerDay = f.WorseSign * p.SlopePerDay,
    SlopeLow = f.WorseSign * p.SlopeLow,
    SlopeHigh = f.WorseSign * p.SlopeHigh,
    RelativePerDay = f.RelativePerDay,
    Rise = f.Rise,
    NoiseShare = f.NoiseShare,
    LevelValue = f.WorseSign * p.LevelValue,
    ThresholdValue = u.ThresholdValue,
    DaysToThreshold = p.DaysToThreshold,
    DaysEarliest = p.DaysEarliest,
    DaysLatest = p.DaysLatest,
    ShapeName = f.ShapeName,
    OnsetDate = f.OnsetDate,
    OnsetErrorDays = f.OnsetErrorDays,
    IsEarlySign = f.IsEarlySign
FROM baseline.Leak AS l
INNER JOIN #Found AS f ON f.SeriesId = l.SeriesId
INNER JOIN #Projection AS p ON p.SeriesId = f.SeriesId
INNER JOIN #Subject AS u ON u.SeriesId = f.SeriesId
WHERE l.ClosedDate IS NULL;

-- What cannot be tested any more is quiet too.
UPDATE l
SET QuietSince = CASE WHEN r.P < 0.2e0 THEN NULL ELSE COALESCE(l.QuietSince, n.NightDate) END
FROM baseline.Leak AS l
INNER JOIN rollup.Series AS s ON s.SeriesId = l.SeriesId
INNER JOIN #Night AS n ON n.InstanceId = s.InstanceId
LEFT JOIN #Result AS r ON r.SeriesId = l.SeriesId
WHERE l.ClosedDate IS NULL;

UPDATE l
SET ClosedDate = n.NightDate
FROM baseline.Leak AS l
INNER JOIN rollup.Series AS s ON s.SeriesId = l.SeriesId
INNER JOIN #Night AS n ON n.InstanceId = s.InstanceId
WHERE l.ClosedDate IS NULL
  AND l.QuietSince <= DATEADD(day, -6, n.NightDate);

INSERT baseline.Leak
(
    SeriesId,
    OpenedDate,
    NightDate,
    HistoryDays,
    WindowDays,
    P,
    Q,
    SlopePerDay,
    SlopeLow,
    SlopeHigh,
    RelativePerDay,
    Rise,
    NoiseShare,
    LevelValue,
    ThresholdValue,
    DaysToThreshold,
    DaysEarliest,
    DaysLatest,
    ShapeName,
    OnsetDate,
    OnsetErrorDays,
    IsEarlySign
)
SELECT
    f.SeriesId,
    f.NightDate,
    f.NightDate,
    f.HistoryDays,
    p.WindowDays,
    f.P,
    f.Q,
    f.WorseSign * p.SlopePerDay,
    f.WorseSign * p.SlopeLow,
    f.WorseSign * p.SlopeHigh,
    f.RelativePerDay,
    f.Rise,
    f.NoiseShare,
    f.WorseSign * p.LevelValue,
    u.ThresholdValue,
    p.DaysToThreshold,
    p.DaysEarliest,
    p.DaysLatest,
    f.ShapeName,
    f.OnsetDate,
    f.OnsetErrorDays,
    f.IsEarlySign
FROM #Found AS f
INNER JOIN #Projection AS p ON p.SeriesId = f.SeriesId
INNER JOIN #Subject AS u ON u.SeriesId = f.SeriesId
WHERE f.IsTold = 1
  AND NOT EXISTS (SELECT 1 FROM baseline.Leak AS l WHERE l.SeriesId = f.SeriesId AND l.ClosedDate IS NULL);

COMMIT TRANSACTION;
