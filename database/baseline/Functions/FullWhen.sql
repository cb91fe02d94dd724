/*  baseline.FullWhen: everything that fills up, and in how many days it is full.
    Result   one row for each: InstanceId (NULL: the repository), InstanceName, KindName, WhatName, Unit,
             UsedValue, CapacityValue, UsedPercent, PerDay, FullInDays, FullInDaysEarliest, FullInDaysLatest
             (interval of 95 percent), ReasonName (why there is no number of days), NightDate (day of UTC up
             to which it reaches); see baseline.Forecast. Beyond 365 days say 'not within a year'  */
CREATE FUNCTION baseline.FullWhen ()
RETURNS TABLE
AS
RETURN
(
    SELECT
        f.InstanceId,
        i.InstanceName,
        f.KindName,
        f.WhatName,
        f.Unit,
        f.UsedValue,
        f.CapacityValue,
        UsedPercent = 100 * f.UsedValue / NULLIF(f.CapacityValue, 0),
        f.PerDay,
        f.FullInDays,
        FullInDaysEarliest = f.DaysEarliest,
        FullInDaysLatest = f.DaysLatest,
        f.ReasonName,
        f.NightDate
    FROM baseline.Forecast AS f
    LEFT JOIN config.Instance AS i ON i.InstanceId = f.InstanceId
);
