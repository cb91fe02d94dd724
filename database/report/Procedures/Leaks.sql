/*  report.Leaks: what rises from day to day beyond chance, the first to hurt first, with its daily medians
    of 48 days: a row for each leak and day.
    @InstanceId, @Stage   NULL for all
    @TopN   rows at most, 1 to 1,000; NULL: 25
    @Search   only rows that contain it; NULL or empty for all
    ChangedText: the recorded change that lies nearest to its onset, which need not be the cause; NULL where
    none is known  */
CREATE PROCEDURE report.Leaks
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Search     nvarchar(100) = NULL,
    @TopN       int = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'Leaks';
    RETURN;
END;

SET @TopN = CASE WHEN @TopN BETWEEN 1 AND 1000 THEN @TopN ELSE 25 END;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT TOP (@TopN)
    l.LeakId,
    PlaceNumber = ROW_NUMBER() OVER (
        ORDER BY CASE WHEN l.CrossesInDays IS NULL THEN 1 ELSE 0 END, l.CrossesInDays, l.RelativePercent DESC, l.LeakId),
    l.SeriesId,
    l.InstanceName,
    l.WhatText,
    l.Description,
    l.Severity,
    l.OnsetDate,
    l.RelativePercent,
    l.RangeText,
    l.LevelText,
    l.LimitText,
    l.CrossesInDays,
    l.CrossesText,
    ShapeText = CASE
        WHEN l.IsEarlySign = 1 THEN N'early sign: ' + CAST(l.HistoryDays AS nvarchar(12)) + N' days of history'
        WHEN l.ShapeName = N'step' THEN N'a step, not a slope'
        ELSE N'rises'
    END,
    l.NightDate
INTO #Leak
FROM report.LeakRow() AS l
INNER JOIN config.Instance AS i ON i.InstanceId = l.InstanceId
WHERE l.ClosedDate IS NULL
  AND (@InstanceId IS NULL OR l.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND (@Like IS NULL OR l.WhatText LIKE @Like)
ORDER BY PlaceNumber;

SELECT
    l.LeakId,
    l.PlaceNumber,
    l.InstanceName,
    l.WhatText,
    l.Description,
    l.Severity,
    l.OnsetDate,
    l.RelativePercent,
    l.RangeText,
    l.LevelText,
    l.LimitText,
    l.CrossesInDays,
    l.CrossesText,
    l.ShapeText,
    DayDate = d.LocalDate,
    d.MedianValue,
    ChangedText = c.WhatText,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM #Leak AS l
LEFT JOIN baseline.DayValue AS d ON d.SeriesId = l.SeriesId AND d.LocalDate > DATEADD(day, -48, l.NightDate)
LEFT JOIN baseline.LeakChange AS c ON c.LeakId = l.LeakId AND c.Place = 1
ORDER BY l.PlaceNumber, d.LocalDate;
