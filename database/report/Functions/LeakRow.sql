/*  report.LeakRow: leaks as pages show them. Callers add the condition.
    Result   the columns of baseline.Leak that readers need; WhatText: metric and key in words; Severity of
             its open alert; CrossesDate: local day on which it reaches its limit; CrossesText, RangeText,
             OnsetText: the same for people  */
CREATE FUNCTION report.LeakRow ()
RETURNS TABLE
AS
RETURN
(
    SELECT
        l.LeakId,
        l.SeriesId,
        s.InstanceId,
        i.InstanceName,
        m.MetricName,
        m.Unit,
        m.Description,
        KeyText = k.KeyText,
        WhatText = CONCAT(m.MetricName, N' ' + NULLIF(k.KeyText, N'')),
        Severity = COALESCE(a.Severity, CASE WHEN l.IsEarlySign = 1 THEN N'notice' ELSE N'ok' END),
        l.IsEarlySign,
        l.ShapeName,
        l.OpenedDate,
        l.NightDate,
        l.ClosedDate,
        l.OnsetDate,
        l.OnsetErrorDays,
        l.HistoryDays,
        l.WindowDays,
        RelativePercent = 100e0 * l.RelativePerDay,
        RisePercent = 100e0 * l.Rise,
        l.SlopePerDay,
        l.SlopeLow,
        l.SlopeHigh,
        l.LevelValue,
        l.ThresholdValue,
        LevelText = v.ValueText,
        LimitText = t.ValueText,
        SlopeText = CONCAT(p.ValueText, N' a day'),
        RangeText = CONCAT(w.ValueText, N' to ', g.ValueText),
        CrossesInDays = l.DaysToThreshold,
        CrossesDate = DATEADD(
            day, CAST(CASE WHEN l.DaysToThreshold < 10000 THEN CEILING(l.DaysToThreshold) END AS int), l.NightDate),
        CrossesText = CASE
            WHEN l.ThresholdValue IS NULL THEN N'no limit set'
            WHEN l.DaysToThreshold IS NULL THEN N'not towards its limit'
            WHEN l.DaysToThreshold <= 0 THEN N'reached'
            WHEN l.DaysToThreshold > 365 THEN N'not within a year'
            ELSE CONCAT(
                N'in ', CAST(CEILING(l.DaysToThreshold) AS int), N' d',
                N' (' + CAST(CAST(FLOOR(l.DaysEarliest) AS int) AS nvarchar(12)) + N'–'
                    + COALESCE(
                        CAST(CAST(CEILING(CASE WHEN l.DaysLatest < 10000 THEN l.DaysLatest END) AS int) AS nvarchar(12)),
                        N'?')
                    + N')')
        END
    FROM baseline.Leak AS l
    INNER JOIN rollup.Series AS s ON s.SeriesId = l.SeriesId
    INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
    CROSS APPLY lib.ValueText(l.LevelValue, m.Unit) AS v
    CROSS APPLY lib.ValueText(l.ThresholdValue, m.Unit) AS t
    CROSS APPLY lib.ValueText(l.SlopePerDay, m.Unit) AS p
    CROSS APPLY lib.ValueText(l.SlopeLow, m.Unit) AS w
    CROSS APPLY lib.ValueText(l.SlopeHigh, m.Unit) AS g
    OUTER APPLY
    (
        SELECT TOP (1) o.Severity
        FROM report.OpenAlert() AS o
        WHERE o.SubjectKind = N'Leak'
          AND o.SubjectId = l.LeakId
        ORDER BY o.SeverityRank DESC
    ) AS a
);
