/*  report.Leak: one leak in words: one row, none for an unknown one.
    @LeakId   baseline.Leak  */
CREATE PROCEDURE report.Leak
    @LeakId int = NULL,
    @Help   bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'Leak';
    RETURN;
END;

SELECT
    l.LeakId,
    l.InstanceName,
    l.InstanceId,
    l.MetricName,
    l.Unit,
    l.Description,
    l.KeyText,
    l.WhatText,
    l.Severity,
    AnswerText = CONCAT(
        l.WhatText, N': ', CASE WHEN l.RelativePercent >= 0 THEN N'+' ELSE N'' END,
        CAST(l.RelativePercent AS decimal(18, 1)), N' % a day since ', CONVERT(nvarchar(10), l.OnsetDate, 120),
        CASE
            WHEN l.ThresholdValue IS NULL THEN N'; no rule sets a limit for it'
            WHEN l.CrossesInDays <= 0 THEN CONCAT(N'; the limit of ', l.LimitText, N' is reached')
            WHEN l.CrossesInDays IS NULL OR l.CrossesInDays > 365
                THEN CONCAT(N'; not at its limit of ', l.LimitText, N' within a year')
            ELSE CONCAT(
                N'; reaches the limit of ', l.LimitText, N' on ', CONVERT(nvarchar(10), l.CrossesDate, 120), N', ', l.CrossesText)
        END),
    ShapeText = CASE
        WHEN l.ClosedDate IS NOT NULL THEN CONCAT(N'closed on ', CONVERT(nvarchar(10), l.ClosedDate, 120), N': it rises no more')
        WHEN l.IsEarlySign = 1 THEN N'early sign: less than 30 days of history'
        WHEN l.ShapeName = N'step' THEN N'one step, not a slope: something changed on that day'
        ELSE N'rises from day to day'
    END,
    l.LevelText,
    l.SlopeText,
    l.RangeText,
    l.RisePercent,
    l.HistoryDays,
    l.WindowDays,
    l.OnsetDate,
    l.OnsetErrorDays,
    l.NightDate
FROM report.LeakRow() AS l
WHERE l.LeakId = @LeakId;
