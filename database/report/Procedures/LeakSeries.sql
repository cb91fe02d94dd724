/*  report.LeakSeries: the daily medians of a leak over 90 days with its trend and confidence band, and 30
    days ahead of them.
    @LeakId   baseline.Leak  */
CREATE PROCEDURE report.LeakSeries
    @LeakId int = NULL,
    @Help   bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'LeakSeries';
    RETURN;
END;

SELECT
    DayDate = n.SliceAt,
    d.MedianValue,
    TrendValue = CASE WHEN n.SliceAt >= l.OnsetDate THEN l.LevelValue + l.SlopePerDay * a.DaysAhead END,
    LowValue = CASE WHEN a.DaysAhead >= 0 THEN l.LevelValue + l.SlopeLow * a.DaysAhead END,
    HighValue = CASE WHEN a.DaysAhead >= 0 THEN l.LevelValue + l.SlopeHigh * a.DaysAhead END,
    LimitValue = l.ThresholdValue,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.LeakRow() AS l
CROSS APPLY report.Slices(DATEADD(day, -90, l.NightDate), DATEADD(day, 31, l.NightDate), 86400) AS n
CROSS APPLY (SELECT DaysAhead = DATEDIFF(day, l.NightDate, n.SliceAt)) AS a
LEFT JOIN baseline.DayValue AS d ON d.SeriesId = l.SeriesId AND d.LocalDate = n.SliceAt
WHERE l.LeakId = @LeakId
ORDER BY n.SliceNumber;
