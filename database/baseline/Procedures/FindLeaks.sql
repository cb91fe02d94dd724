/*  baseline.FindLeaks: tests the daily values of every series that has a worse side for a rise over the last
    14 to 90 days, and keeps what is found in baseline.Leak. Called by ops.FindLeaks once days were filled.
    @Now            UTC
    @TestedSeries   series that have the history for a test
    @OpenLeaks      leaks that are open now
    Told is what is rejected at a false discovery rate of 5 percent over all series, rises by 20 percent and
    more within its window, and, of batch classes, costs LeakBatchFloorMs (setting) more a day. A leak stays
    open while its P is below 0.2 and closes after seven nights otherwise. The median of a day counts; the
    minimum of what must return to a base at night.  */
CREATE PROCEDURE baseline.FindLeaks
    @Now          datetime2(3),
    @TestedSeries int OUTPUT,
    @OpenLeaks    int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @BatchFloorMs int = (SELECT s.Value FROM config.SettingNumber(N'LeakBatchFloorMs') AS s);

CREATE TABLE #Night (InstanceId int NOT NULL PRIMARY KEY CLUSTERED, NightDate datetime2(3) NOT NULL);

INSERT #Night (InstanceId, NightDate)
SELECT
    i.InstanceId,
    DATEADD(day, -1, CAST((@Now AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(i.TimeZoneName, N'UTC') AS date))
FROM config.Instance AS i
WHERE i.IsEnabled = 1;

CREATE TABLE #Subject
(
    SeriesId       int   NOT NULL PRIMARY KEY CLUSTERED,
    PageNumber     int   NOT NULL,
    HistoryDays    int   NOT NULL,
    WorseSign      int   NOT NULL,
    ThresholdValue float NULL,
    IsLog          int   NULL,
    ClassCount     int   NULL,
    WeekSlope      float NULL,
    Memory         float NULL
);

CREATE TABLE #Day
(
    SeriesId      int   NOT NULL,
    DayNumber     int   NOT NULL,
    WeekdayNumber int   NOT NULL,
    Value         float NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, DayNumber)
);

CREATE TABLE #Adjusted
(
    SeriesId  int   NOT NULL,
    DayNumber int   NOT NULL,
    DaysBack  int   NOT NULL,
    Value     float NOT NULL,
    Offset    float NOT NULL,
    Adjusted  float NOT NULL,
    Rounded   float NOT NULL,
    Detrended float NOT NULL,
    PRIMARY KEY CLUSTERED (SeriesId, DayNumber)
);

CREATE TABLE #Window
(
    SeriesId       int    NOT NULL,
    WindowDays     int    NOT NULL,
    ValueCount     int    NOT NULL,
    SignSum        bigint NULL,
    SignVariance   float  NULL,
    SignZ          float  NULL,
    SignP          float  NULL,
    IsScreened     int    NULL,
    Slope          float  NULL,
    MemoryOwn      float  NULL,
    Memory         float  NULL,
    Noise          float  NULL,
    Nu             float  NULL,
    Inflation      float  NULL,
    SlopeT         float  NULL,
    SlopeZ         float  NULL,
    SlopeP         float  NULL,
    P              float  NULL,
    Rise           float  NULL,
    RelativePerDay float  NULL,
    NoiseShare     float  NULL,
    PRIMARY KEY CLUSTERED (SeriesId, WindowDays)
);

CREATE TABLE #Result
(
    SeriesId   int   NOT NULL PRIMARY KEY CLUSTERED,
    WindowDays int   NOT NULL,
    P          float NOT NULL,
    Q          float NULL
);

CREATE TABLE #Projection
(
    SeriesId        int         NOT NULL PRIMARY KEY CLUSTERED,
    WindowDays      int         NOT NULL,
    Memory          float       NOT NULL,
    ShapeName       nvarchar(8) COLLATE DATABASE_DEFAULT NULL,
    LastDayBefore   int         NULL,
    ValueCount      int         NULL,
    LastDay         int         NULL,
    SignVariance    float       NULL,
    Inflation       float       NULL,
    SlopePerDay     float       NULL,
    SlopeLow        float       NULL,
    SlopeHigh       float       NULL,
    LevelValue      float       NULL,
    DaysToThreshold float       NULL,
    DaysEarliest    float       NULL,
    DaysLatest      float       NULL
);

CREATE TABLE #Lag (Lag int NOT NULL PRIMARY KEY CLUSTERED);

INSERT #Lag (Lag)
SELECT a.N + 10 * b.N
FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS a (N)
CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8)) AS b (N)
WHERE a.N + 10 * b.N > 0;

-- A limit on the median of a metric is one on its days; the nearest one counts.
INSERT #Subject (SeriesId, PageNumber, HistoryDays, WorseSign, ThresholdValue)
SELECT
    h.SeriesId,
    (ROW_NUMBER() OVER (ORDER BY h.SeriesId) - 1) / 500,
    h.HistoryDays,
    h.WorseSign,
    (
        SELECT h.WorseSign * MIN(h.WorseSign * u.WarnValue)
        FROM config.AlertRuleMeasure AS u
        INNER JOIN config.AlertRule AS r ON r.RuleId = u.RuleId AND r.IsEnabled = 1
        WHERE u.MetricId = h.MetricId
          AND u.RuleKind = N'Threshold'
          AND u.AggregateName = N'median'
          AND u.IsGate = 0
          AND (u.KeyLike IS NULL OR h.KeyText LIKE u.KeyLike)
          AND (u.KeyNotLike IS NULL OR h.KeyText NOT LIKE u.KeyNotLike)
    )
FROM
(
    SELECT
        s.SeriesId,
        s.MetricId,
        k.KeyText,
        WorseSign = CASE m.Direction WHEN N'lower' THEN -1 ELSE 1 END,
        HistoryDays = DATEDIFF(day, MIN(v.LocalDate), n.NightDate) + 1
    FROM #Night AS n
    INNER JOIN rollup.Series AS s ON s.InstanceId = n.InstanceId
    INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.Direction IN (N'higher', N'lower')
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    INNER JOIN baseline.DayValue AS v
        ON v.SeriesId = s.SeriesId
       AND v.LocalDate > DATEADD(day, -90, n.NightDate)
       AND v.LocalDate <= n.NightDate
       AND v.CoveragePercent >= 70
    GROUP BY s.SeriesId, s.MetricId, k.KeyText, m.Direction, n.NightDate
    HAVING DATEDIFF(day, MIN(v.LocalDate), n.NightDate) >= 13
       AND COUNT(*) >= 10
) AS h;

INSERT #Day (SeriesId, DayNumber, WeekdayNumber, Value)
SELECT
    u.SeriesId,
    u.HistoryDays - 1 - DATEDIFF(day, v.LocalDate, n.NightDate),
    DATEDIFF(day, '19000101', v.LocalDate) % 7,
    CASE
        WHEN m.MetricName IN
            (N'axsessions.used_percent', N'counters.user_connections', N'counters.temp_tables', N'tempdb.ax_tables')
            THEN v.MinValue
        ELSE v.MedianValue
    END
FROM #Subject AS u
INNER JOIN rollup.Series AS s ON s.SeriesId = u.SeriesId
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
INNER JOIN #Night AS n ON n.InstanceId = s.InstanceId
INNER JOIN baseline.DayValue AS v
    ON v.SeriesId = u.SeriesId
   AND v.LocalDate > DATEADD(day, -90, n.NightDate)
   AND v.LocalDate <= n.NightDate
   AND v.CoveragePercent >= 70;

EXEC baseline.TestSeries;

INSERT #Projection (SeriesId, WindowDays, Memory)
SELECT r.SeriesId, r.WindowDays, w.Memory
FROM #Result AS r
INNER JOIN #Window AS w ON w.SeriesId = r.SeriesId AND w.WindowDays = r.WindowDays AND w.IsScreened = 0
WHERE (r.Q <= 0.05e0 AND w.Rise >= 0.2e0)
   OR (r.P < 0.2e0 AND EXISTS (SELECT 1 FROM baseline.Leak AS l WHERE l.SeriesId = r.SeriesId AND l.ClosedDate IS NULL));

IF EXISTS (SELECT 1 FROM #Projection AS p)
    EXEC baseline.ProjectLeaks;

EXEC baseline.SaveLeaks @BatchFloorMs;

IF EXISTS (SELECT 1 FROM baseline.Leak AS l WHERE l.ClosedDate IS NULL)
    EXEC baseline.FindChanges;

SET @TestedSeries = (SELECT COUNT(*) FROM #Result AS r);
SET @OpenLeaks = (SELECT COUNT(*) FROM baseline.Leak AS l WHERE l.ClosedDate IS NULL);
