/*  alert.ForecastEvent: what is full soon (baseline.Forecast).
    @Now      UTC
    Result    one row per volume, family of tables or number sequence and measure: InstanceId (of the
              repository: the first one), AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId
              (baseline.Forecast)
              VolumeWithin14d, VolumeWithin3d   1 when a volume is full within so many days
              FamilyWithin30d, FamilyWithin7d   1 when a family of the repository's tables reaches its cap
              SequenceNearEnd   1 when a number sequence is used up to three quarters and ends within a year,
                                or ends within 30 days
              SequenceEnding    1 when it ends within 30 days, or is used up to 95 percent and ends within a
                                year
    A forecast older than three days tells nothing.  */
CREATE FUNCTION alert.ForecastEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        InstanceId = i.InstanceId,
        AlertKey = CAST(LEFT(f.WhatName, 256) AS nvarchar(256)),
        v.MeasureName,
        MeasureValue = CAST(
            CASE
                WHEN f.FullInDays <= v.WithinDays THEN 1
                WHEN f.FullInDays <= v.FullWithinDays AND f.UsedValue >= v.FullShare * f.CapacityValue THEN 1
                ELSE 0
            END AS float),
        SubjectKind = CAST(N'Forecast' AS nvarchar(32)),
        SubjectId = CAST(f.ForecastId AS bigint)
    FROM baseline.Forecast AS f
    CROSS APPLY
    (
        SELECT InstanceId = COALESCE(f.InstanceId, (SELECT MIN(n.InstanceId) FROM config.Instance AS n WHERE n.IsEnabled = 1))
    ) AS i
    INNER JOIN
    (
        VALUES
            (N'volume', N'VolumeWithin14d', 14e0, NULL, NULL),
            (N'volume', N'VolumeWithin3d', 3e0, NULL, NULL),
            (N'table family', N'FamilyWithin30d', 30e0, NULL, NULL),
            (N'table family', N'FamilyWithin7d', 7e0, NULL, NULL),
            (N'number sequence', N'SequenceNearEnd', 30e0, 365e0, 0.75e0),
            (N'number sequence', N'SequenceEnding', 30e0, 365e0, 0.95e0)
    ) AS v (KindName, MeasureName, WithinDays, FullWithinDays, FullShare) ON v.KindName = f.KindName
    WHERE i.InstanceId IS NOT NULL
      AND f.NightDate > DATEADD(day, -4, @Now)
);
