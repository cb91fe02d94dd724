/*  report.Forecasts: what fills up and when it is full, the first to be full first, 50 rows.
    @InstanceId, @Stage   NULL for all  */
CREATE PROCEDURE report.Forecasts
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'Forecasts';
    RETURN;
END;

SELECT TOP (50)
    RowId = CONCAT(w.InstanceId, N'/', w.KindName, N'/', w.WhatName),
    InstanceName = COALESCE(w.InstanceName, N'(repository)'),
    WhatText = CONCAT(w.KindName, N' ', w.WhatName),
    w.KindName,
    w.UsedPercent,
    UsedText = CONCAT(u.ValueText, N' of ', c.ValueText),
    PerDayText = p.ValueText,
    w.FullInDays,
    FullText = CASE
        WHEN w.ReasonName = N'too few days' THEN N'learning: too few days'
        WHEN w.ReasonName IS NOT NULL THEN w.ReasonName
        WHEN w.FullInDays > 365 THEN N'not within a year'
        ELSE CONCAT(
            N'in ', CAST(FLOOR(w.FullInDays) AS int), N' d (',
            CONVERT(nvarchar(10), DATEADD(day, CAST(FLOOR(w.FullInDays) AS int), w.NightDate), 120), N')')
    END,
    Severity = COALESCE(o.Severity, N'ok'),
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM baseline.FullWhen() AS w
LEFT JOIN config.Instance AS i ON i.InstanceId = w.InstanceId
CROSS APPLY lib.ValueText(w.UsedValue, w.Unit) AS u
CROSS APPLY lib.ValueText(w.CapacityValue, w.Unit) AS c
CROSS APPLY lib.ValueText(w.PerDay, w.Unit) AS p
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = w.InstanceId
      AND a.VolumeName = w.WhatName
    ORDER BY a.SeverityRank DESC
) AS o
WHERE (@InstanceId IS NULL OR w.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY CASE WHEN w.FullInDays IS NULL THEN 1 ELSE 0 END, w.FullInDays, w.UsedPercent DESC;
