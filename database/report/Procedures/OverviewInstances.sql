/*  report.OverviewInstances: how each instance is, worst first, with the last day of processor and reads in
    48 slots: a row for each instance and slot.
    @InstanceId, @Stage   NULL for all
    @TimeZone   of the columns …Local; NULL: UTC
    Figures are NULL where nothing was captured within five minutes; those of the slots where nothing
            was measured in them. CpuLow to CpuHigh is usual for the processor (P5 to P95), CpuUsualText says
            how it is now beside it.  */
CREATE PROCEDURE report.OverviewInstances
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'OverviewInstances';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

DECLARE @DayFrom datetime2(3) = DATEADD(hour, -24, @Now);

SELECT
    s.InstanceId,
    DataAgeMs = MIN(CASE WHEN s.IsCollecting = 1 THEN s.DataAgeMs END),
    OffCount = SUM(CASE WHEN s.IsCollecting = 1 THEN 0 ELSE 1 END),
    TotalCount = COUNT(*)
INTO #Standing
FROM ops.CollectorStanding(@Now) AS s
GROUP BY s.InstanceId;

SELECT
    e.InstanceId,
    RunCount = COUNT(*),
    FailedCount = SUM(CASE WHEN e.StatusNumber = 3 THEN 1 ELSE 0 END)
INTO #Batch
FROM config.Instance AS i
INNER JOIN fact.BatchExecution AS e ON e.InstanceId = i.InstanceId
WHERE e.StartedAt >= @DayFrom
  AND e.StartedAt < @Now
  AND e.IsRunning = 0
GROUP BY e.InstanceId;

-- Of several files the slowest is shown.
SELECT
    v.InstanceId,
    m.MetricName,
    x.SliceNumber,
    MeanValue = MAX(x.MeanValue),
    LastValue = MAX(CASE WHEN x.SliceNumber = 47 THEN x.MeanValue END)
INTO #Spark
FROM config.Metric AS m
INNER JOIN rollup.Series AS v ON v.MetricId = m.MetricId
CROSS APPLY report.SeriesSlices(v.SeriesId, @DayFrom, @Now, 1800) AS x
WHERE m.MetricName IN (N'cpu.sql_percent', N'fileio.read_latency_ms', N'tempdb.used_percent')
GROUP BY v.InstanceId, m.MetricName, x.SliceNumber;

SELECT v.InstanceId, b.SliceNumber, b.BandLow, b.BandHigh
INTO #Band
FROM config.Instance AS v
CROSS APPLY report.BandSlices(v.InstanceId, NULL, N'cpu.sql_percent', @DayFrom, @Now, 1800) AS b
WHERE (@InstanceId IS NULL OR v.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR v.Environment = @Stage);

SELECT v.InstanceId, u.UsualText
INTO #Usual
FROM config.Instance AS v
CROSS APPLY report.WorstUsual(v.InstanceId, NULL, N'cpu.sql_percent', @Now) AS u
WHERE (@InstanceId IS NULL OR v.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR v.Environment = @Stage);

-- What an instance has once, before its slots are joined to it.
SELECT
    i.InstanceId,
    i.InstanceName,
    Stage = COALESCE(i.Environment, N''),
    o.AlertCount,
    o.WorstRank,
    x.UpCount,
    x.AosCount,
    x.SessionCount,
    BlockedCount = b.VictimCount,
    k.OverdueCount,
    f.FullInDays,
    FullText = f.WhatText,
    z.OldestBackupAt,
    e.LeakCount
INTO #Instance
FROM config.Instance AS i
OUTER APPLY
(
    SELECT AlertCount = COUNT(*), WorstRank = MAX(a.SeverityRank)
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = i.InstanceId
) AS o
OUTER APPLY report.AosNow(i.InstanceId, @Now) AS x
OUTER APPLY report.BlockedNow(i.InstanceId, @Now) AS b
OUTER APPLY report.BacklogNow(i.InstanceId, @Now) AS k
OUTER APPLY
(
    SELECT TOP (1) w.FullInDays, WhatText = CONCAT(w.KindName, N' ', w.WhatName)
    FROM baseline.FullWhen() AS w
    WHERE w.InstanceId = i.InstanceId
      AND w.FullInDays IS NOT NULL
    ORDER BY w.FullInDays
) AS f
OUTER APPLY
(
    SELECT OldestBackupAt = MIN(COALESCE(g.LastFullBackupAt, DATEADD(day, -60, @Now)))
    FROM
    (
        SELECT CapturedAt = MAX(y.CapturedAt) FROM fact.DatabaseSize AS y WHERE y.InstanceId = i.InstanceId
    ) AS y
    INNER JOIN fact.DatabaseSize AS g ON g.InstanceId = i.InstanceId
        AND g.DatabaseName = i.AxDatabaseName
        AND g.CapturedAt = y.CapturedAt
    WHERE g.HasBackupHistory = 1
) AS z
OUTER APPLY
(
    SELECT LeakCount = COUNT(*)
    FROM baseline.Leak AS q
    INNER JOIN rollup.Series AS v ON v.SeriesId = q.SeriesId
    WHERE v.InstanceId = i.InstanceId
      AND q.ClosedDate IS NULL
) AS e
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage);

SELECT
    i.InstanceId,
    i.InstanceName,
    i.Stage,
    Severity = CASE
        WHEN i.WorstRank = 2 THEN N'critical'
        WHEN i.WorstRank = 1 THEN N'warning'
        WHEN s.DataAgeMs IS NULL THEN N'unknown'
        ELSE N'ok'
    END,
    AlertCount = COALESCE(i.AlertCount, 0),
    s.DataAgeMs,
    OffText = CASE WHEN s.OffCount > 0 THEN CONCAT(s.OffCount, N' of ', s.TotalCount, N' collectors off') END,
    AosText = CASE WHEN i.AosCount IS NOT NULL THEN CONCAT(i.UpCount, N'/', i.AosCount) END,
    i.SessionCount,
    i.BlockedCount,
    i.OverdueCount,
    FailedPercent = 100e0 * r.FailedCount / NULLIF(r.RunCount, 0),
    FailedText = CASE WHEN r.RunCount > 0 THEN CONCAT(r.FailedCount, N' of ', r.RunCount, N' runs of 24 h') END,
    CpuNowPercent = MAX(c.LastValue) OVER (PARTITION BY i.InstanceId),
    TempDbPercent = MAX(t.LastValue) OVER (PARTITION BY i.InstanceId),
    i.FullInDays,
    i.FullText,
    BackupAgeMs = DATEDIFF_BIG(millisecond, i.OldestBackupAt, @Now),
    LeakCount = COALESCE(i.LeakCount, 0),
    SlotLocal = l.LocalAt,
    CpuPercent = c.MeanValue,
    CpuLow = h.BandLow,
    CpuHigh = h.BandHigh,
    CpuUsualText = w.UsualText,
    ReadLatencyMs = d.MeanValue,
    ReadNowLatencyMs = MAX(d.LastValue) OVER (PARTITION BY i.InstanceId)
FROM #Instance AS i
CROSS JOIN report.Slices(@DayFrom, @Now, 1800) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN #Standing AS s ON s.InstanceId = i.InstanceId
LEFT JOIN #Batch AS r ON r.InstanceId = i.InstanceId
LEFT JOIN #Spark AS c ON c.InstanceId = i.InstanceId AND c.MetricName = N'cpu.sql_percent' AND c.SliceNumber = n.SliceNumber
LEFT JOIN #Spark AS d ON d.InstanceId = i.InstanceId
    AND d.MetricName = N'fileio.read_latency_ms'
    AND d.SliceNumber = n.SliceNumber
LEFT JOIN #Spark AS t ON t.InstanceId = i.InstanceId
    AND t.MetricName = N'tempdb.used_percent'
    AND t.SliceNumber = n.SliceNumber
LEFT JOIN #Band AS h ON h.InstanceId = i.InstanceId AND h.SliceNumber = n.SliceNumber
LEFT JOIN #Usual AS w ON w.InstanceId = i.InstanceId
ORDER BY
    COALESCE(i.WorstRank, 0) DESC,
    CASE i.Stage WHEN N'PRD' THEN 0 WHEN N'TST' THEN 1 WHEN N'DEV' THEN 2 ELSE 3 END,
    i.InstanceName,
    n.SliceNumber;
