/*  ops.ForecastCapacity: when what fills up is full: volumes, data files and logs (until they must grow), AX
    session ids, number sequences, and the families of the repository's own tables. Called by ops.FindLeaks
    once a day of UTC; replaces baseline.Forecast.
    @Now   UTC
    What was used at most on each of the last 30 whole days of UTC counts.  */
CREATE PROCEDURE ops.ForecastCapacity
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @ToAt datetime2(3) = CAST(CAST(@Now AS date) AS datetime2(3));
DECLARE @FromAt datetime2(3) = DATEADD(day, -30, @ToAt);

CREATE TABLE #Thing
(
    ThingId       int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    InstanceId    int           NULL,
    KindName      nvarchar(32)  COLLATE DATABASE_DEFAULT NOT NULL,
    WhatName      nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL,
    Unit          nvarchar(32)  COLLATE DATABASE_DEFAULT NOT NULL,
    CapacityValue float         NOT NULL,
    FirstDay      int           NULL,
    LastDay       int           NULL,
    DayCount      int           NULL,
    UsedValue     float         NULL,
    SignSum       bigint        NULL,
    SignVariance  float         NULL,
    SignZ         float         NULL,
    PerDay        float         NULL,
    SlopeLow      float         NULL,
    SlopeHigh     float         NULL,
    FullInDays    float         NULL,
    DaysEarliest  float         NULL,
    DaysLatest    float         NULL,
    ReasonName    nvarchar(16)  COLLATE DATABASE_DEFAULT NULL
);

CREATE TABLE #Use
(
    ThingId   int   NOT NULL,
    DayNumber int   NOT NULL,
    UsedValue float NOT NULL,
    PRIMARY KEY CLUSTERED (ThingId, DayNumber)
);

CREATE TABLE #Day
(
    InstanceId    int           NULL,
    KindName      nvarchar(32)  COLLATE DATABASE_DEFAULT NOT NULL,
    WhatName      nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL,
    Unit          nvarchar(32)  COLLATE DATABASE_DEFAULT NOT NULL,
    DayNumber     int           NOT NULL,
    UsedValue     float         NOT NULL,
    CapacityValue float         NULL
);

INSERT #Day (InstanceId, KindName, WhatName, Unit, DayNumber, UsedValue, CapacityValue)
SELECT
    v.InstanceId,
    N'volume',
    v.VolumeName,
    N'MB',
    DATEDIFF(day, @FromAt, v.CapturedAt),
    MAX(v.TotalBytes - v.FreeBytes) / 1048576e0,
    MAX(v.TotalBytes) / 1048576e0
FROM fact.VolumeSize AS v
WHERE v.CapturedAt >= @FromAt
  AND v.CapturedAt < @ToAt
GROUP BY v.InstanceId, v.VolumeName, DATEDIFF(day, @FromAt, v.CapturedAt);

INSERT #Day (InstanceId, KindName, WhatName, Unit, DayNumber, UsedValue, CapacityValue)
SELECT d.InstanceId, k.KindName, d.DatabaseName, N'MB', d.DayNumber, k.UsedBytes / 1048576e0, k.SizeBytes / 1048576e0
FROM
(
    SELECT
        s.InstanceId,
        s.DatabaseName,
        DayNumber = DATEDIFF(day, @FromAt, s.CapturedAt),
        DataUsedBytes = MAX(s.DataUsedBytes),
        DataBytes = MAX(s.DataBytes),
        LogUsedBytes = MAX(s.LogUsedBytes),
        LogBytes = MAX(s.LogBytes)
    FROM fact.DatabaseSize AS s
    WHERE s.CapturedAt >= @FromAt
      AND s.CapturedAt < @ToAt
    GROUP BY s.InstanceId, s.DatabaseName, DATEDIFF(day, @FromAt, s.CapturedAt)
) AS d
CROSS APPLY
(
    VALUES
        (N'data files', d.DataUsedBytes, d.DataBytes),
        (N'log', d.LogUsedBytes, d.LogBytes)
) AS k (KindName, UsedBytes, SizeBytes)
WHERE k.UsedBytes IS NOT NULL
  AND k.SizeBytes > 0;

INSERT #Day (InstanceId, KindName, WhatName, Unit, DayNumber, UsedValue, CapacityValue)
SELECT
    s.InstanceId,
    N'session ids',
    N'AX session ids',
    N'id',
    DATEDIFF(day, @FromAt, v.LocalDate),
    MAX(v.MaxValue),
    65535
FROM config.Metric AS m
INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
INNER JOIN baseline.DayValue AS v ON v.SeriesId = s.SeriesId AND v.LocalDate >= @FromAt AND v.LocalDate < @ToAt
WHERE m.MetricName = N'axsessions.highest_session_id'
GROUP BY s.InstanceId, DATEDIFF(day, @FromAt, v.LocalDate);

INSERT #Day (InstanceId, KindName, WhatName, Unit, DayNumber, UsedValue, CapacityValue)
SELECT
    n.InstanceId,
    N'number sequence',
    n.SequenceName,
    N'count',
    DATEDIFF(day, @FromAt, n.CapturedAt),
    MAX(n.NextNumber - n.LowestNumber),
    MAX(n.LastNumber - n.LowestNumber)
FROM fact.NumberSequence AS n
WHERE n.CapturedAt >= @FromAt
  AND n.CapturedAt < @ToAt
GROUP BY n.InstanceId, n.SequenceName, DATEDIFF(day, @FromAt, n.CapturedAt);

INSERT #Day (InstanceId, KindName, WhatName, Unit, DayNumber, UsedValue, CapacityValue)
SELECT NULL, N'table family', t.FamilyName, N'MB', DATEDIFF(day, @FromAt, t.DayAt), SUM(t.SizeBytes) / 1048576e0, MAX(f.CapMb)
FROM ops.TableSize AS t
INNER JOIN config.RetentionFamily AS f ON f.FamilyName = t.FamilyName
WHERE t.DayAt >= @FromAt
  AND t.DayAt < @ToAt
GROUP BY t.FamilyName, DATEDIFF(day, @FromAt, t.DayAt);

-- The capacity is what it was last; what has not been seen for two days is gone.
INSERT #Thing (InstanceId, KindName, WhatName, Unit, CapacityValue)
SELECT l.InstanceId, l.KindName, l.WhatName, l.Unit, l.CapacityValue
FROM
(
    SELECT
        d.InstanceId,
        d.KindName,
        d.WhatName,
        d.Unit,
        d.CapacityValue,
        d.DayNumber,
        Place = ROW_NUMBER() OVER (PARTITION BY d.InstanceId, d.KindName, d.WhatName ORDER BY d.DayNumber DESC)
    FROM #Day AS d
) AS l
WHERE l.Place = 1
  AND l.DayNumber >= 28
  AND l.CapacityValue > 0;

INSERT #Use (ThingId, DayNumber, UsedValue)
SELECT t.ThingId, d.DayNumber, d.UsedValue
FROM #Thing AS t
INNER JOIN #Day AS d
    ON d.KindName = t.KindName
   AND d.WhatName = t.WhatName
   AND (d.InstanceId = t.InstanceId OR (d.InstanceId IS NULL AND t.InstanceId IS NULL));

EXEC baseline.ProjectUse;

BEGIN TRANSACTION;

DELETE baseline.Forecast;

INSERT baseline.Forecast
(
    InstanceId,
    KindName,
    WhatName,
    Unit,
    NightDate,
    DayCount,
    UsedValue,
    CapacityValue,
    PerDay,
    FullInDays,
    DaysEarliest,
    DaysLatest,
    ReasonName
)
SELECT
    t.InstanceId,
    t.KindName,
    t.WhatName,
    t.Unit,
    DATEADD(day, -1, @ToAt),
    t.DayCount,
    t.UsedValue,
    t.CapacityValue,
    t.PerDay,
    t.FullInDays,
    t.DaysEarliest,
    t.DaysLatest,
    t.ReasonName
FROM #Thing AS t;

COMMIT TRANSACTION;
