/*  baseline.UsualOf: what is usual for a series at a time, and whether that may be relied on yet.
    @InstanceId, @MetricId, @KeyId   the series
    @At      UTC
    Result   one row, none for an unknown instance:
             SampleCount                five minutes behind the figures; 0 without any
             P5, P50, P95, P99, Mad     see baseline.Usual; NULL where nothing is known
             LevelName                  hour of week, hour of day, flat, none
             IsLearning                 1 until LearnedDates reaches NeededDates: who judges stays silent,
                                        who shows it says UsableOn
             LearnedDates, NeededDates  local dates that were watched, and how many there must be
             UsableOn                   local date from which on it is usable, if no day is missed; the date
                                        of @At where it is
             SpecialDay                 name of the day where it is like no other: who judges stays silent;
                                        NULL on all other days
    Of event counts the figures are counts a minute.  */
CREATE FUNCTION baseline.UsualOf
(
    @InstanceId int,
    @MetricId   int,
    @KeyId      int,
    @At         datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        SampleCount = COALESCE(u.SampleCount, 0),
        u.P5,
        u.P50,
        u.P95,
        u.P99,
        u.Mad,
        LevelName = CASE u.LevelNumber
            WHEN 1 THEN N'hour of week'
            WHEN 2 THEN N'hour of day'
            WHEN 3 THEN N'flat'
            ELSE N'none'
        END,
        IsLearning = CAST(CASE WHEN d.LearnedDates < 14 THEN 1 ELSE 0 END AS bit),
        d.LearnedDates,
        NeededDates = 14,
        UsableOn = DATEADD(day, CASE WHEN d.LearnedDates < 14 THEN 14 - d.LearnedDates ELSE 0 END, d.FromDate),
        n.SpecialDay
    FROM config.Instance AS i
    CROSS APPLY
    (
        SELECT LocalAt = CAST((@At AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(i.TimeZoneName, N'UTC') AS datetime2(3))
    ) AS t
    CROSS APPLY lib.HourOfWeek(t.LocalAt) AS h
    LEFT JOIN rollup.Series AS s ON s.MetricId = @MetricId AND s.InstanceId = i.InstanceId AND s.KeyId = @KeyId
    LEFT JOIN config.Metric AS m ON m.MetricId = s.MetricId
    LEFT JOIN baseline.SeriesState AS l ON l.SeriesId = s.SeriesId AND l.DefinitionVersion = m.DefinitionVersion
    LEFT JOIN baseline.Usual AS u ON u.SeriesId = l.SeriesId AND u.HourOfWeek = h.HourOfWeek
    CROSS APPLY
    (
        SELECT
            LearnedDates = COALESCE(l.LearnedDates, 0),
            FromDate = CASE WHEN l.LearnedDates < 14 THEN CAST(l.BuiltDate AS date) ELSE CAST(t.LocalAt AS date) END
    ) AS d
    OUTER APPLY baseline.SpecialDayOf(i.InstanceId, CAST(CAST(t.LocalAt AS date) AS datetime2(3))) AS n
    WHERE i.InstanceId = @InstanceId
);
