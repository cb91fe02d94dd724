/*  report.SqlResources: the resources of SQL Server: how busy each is at the end of a period, what queues for
    it, what failed in the period, with its course in 48 slots: a row for each of the seven and each slot.
    @InstanceId, @Stage   NULL for all; of several instances, files and databases the worst is shown
            (WhereText)
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    BusyText, QueueText   of the last ten minutes of the period, NULL where nothing was measured in them;
            BusyValue, QueueValue the same to sort by
    ErrorCount  errors of the period that say that it was short: their numbers are in ErrorText
    UsualText   the metric MetricName beside what is usual; TrendValue is its course, TrendLow to TrendHigh
            what is usual, of one instance and of metrics without keys alone
    ReadingText the open alert about it, else what the queue means
    PageName    the page that tells more  */
CREATE PROCEDURE report.SqlResources
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'SqlResources';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SlotSeconds int;

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SlotSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(
    CAST((DATEDIFF_BIG(second, w.FromAt, w.ToAt) + 47) / 48 AS int), N'Cpu Memory FileIo TempDb Counters', @InstanceId) AS s;

SELECT
    v.ResourceNumber,
    ResourceName = CAST(v.ResourceName AS nvarchar(20)),
    PageName = CAST(v.PageName AS nvarchar(40)),
    MetricName = CAST(v.MetricName AS nvarchar(64)),
    QueueName = CAST(v.QueueName AS nvarchar(64)),
    ErrorNumbers = CAST(v.ErrorNumbers AS nvarchar(100)),
    QueueWords = CAST(v.QueueWords AS nvarchar(60)),
    FreeWords = CAST(v.FreeWords AS nvarchar(60))
INTO #Resource
FROM
(
    VALUES
        (1, N'CPU', N'TopStatements', N'cpu.sql_percent', N'cpu.runnable_tasks_per_scheduler', N'17883 17888',
            N'tasks could run, were a processor free', N'no task waits for a processor'),
        (2, N'Memory', N'Memory', N'memory.page_life_expectancy_s', N'memory.grants_waiting', N'701 802 8645 8651 17803',
            N'queries cannot begin before they get memory', N'no query waits for memory'),
        (3, N'Data I/O', N'Files', N'fileio.read_latency_ms', N'fileio.pending_requests', N'823 824 825 833',
            N'reads and writes are under way', N'no request is pending'),
        (4, N'Log', N'Files', N'counters.log_used_percent', N'counters.log_flush_waits_per_s', N'9002',
            N'commits wait for writes; how long, Files tells', N'no commit waits for the log'),
        (5, N'Tempdb', N'TempDb', N'tempdb.used_percent', N'tempdb.latch_waits', N'1101 1105 3958 3959 3966 3967',
            N'tasks wait for pages of tempdb', N'no task waits for pages of tempdb'),
        (6, N'Workers', N'Waits', N'cpu.worker_percent', N'cpu.work_queue', N'17884 10928',
            N'nobody new gets in', N'every task has a worker thread'),
        (7, N'Locks', N'Blocking', N'counters.processes_blocked', N'counters.processes_blocked', N'1205 1222',
            N'sessions wait for another', N'nobody is blocked')
) AS v (ResourceNumber, ResourceName, PageName, MetricName, QueueName, ErrorNumbers, QueueWords, FreeWords);

SELECT r.ResourceNumber, u.Value, u.InstanceName, u.KeyText, u.UsualText
INTO #Worst
FROM #Resource AS r
CROSS APPLY report.WorstUsual(@InstanceId, @Stage, r.MetricName, @To) AS u;

-- Of one instance the series together, of several the most.
SELECT x.MetricName, Value = MAX(x.Value)
INTO #Now
FROM
(
    SELECT n.MetricName, v.InstanceId, Value = SUM(v.Value)
    FROM (SELECT r.QueueName FROM #Resource AS r UNION SELECT N'counters.lock_blocks') AS n (MetricName)
    CROSS APPLY report.LatestValues(@InstanceId, @Stage, n.MetricName, DATEADD(minute, -10, @To), @To) AS v
    GROUP BY n.MetricName, v.InstanceId
) AS x
GROUP BY x.MetricName;

-- Where more is worse the highest of several series, else the lowest; errors are added up.
SELECT
    r.ResourceNumber,
    x.SliceNumber,
    TrendValue = CASE WHEN m.Direction = N'lower' THEN MIN(x.MeanValue) ELSE MAX(x.MeanValue) END
INTO #Trend
FROM #Resource AS r
INNER JOIN config.Metric AS m ON m.MetricName = r.MetricName
INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
CROSS APPLY report.SeriesSlices(s.SeriesId, @From, @To, @SlotSeconds) AS x
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
GROUP BY r.ResourceNumber, m.Direction, x.SliceNumber;

SELECT r.ResourceNumber, ErrorCount = CAST(SUM(x.SumValue) AS bigint)
INTO #Error
FROM #Resource AS r
INNER JOIN dim.MetricKey AS k ON CHARINDEX(N' ' + k.KeyText + N' ', N' ' + r.ErrorNumbers + N' ') > 0
INNER JOIN config.Metric AS m ON m.MetricName = N'error.count'
INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId AND s.KeyId = k.KeyId
INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
CROSS APPLY report.SeriesSlices(s.SeriesId, @From, @To, @SlotSeconds) AS x
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
GROUP BY r.ResourceNumber;

SELECT r.ResourceNumber, b.SliceNumber, b.BandLow, b.BandHigh
INTO #Band
FROM #Resource AS r
INNER JOIN config.Metric AS m ON m.MetricName = r.MetricName AND m.KeyKind = N'none'
CROSS APPLY report.BandSlices(@InstanceId, @Stage, r.MetricName, @From, @To, @SlotSeconds) AS b;

SELECT p.ResourceNumber, p.Severity, p.Headline
INTO #Alert
FROM
(
    SELECT
        v.ResourceNumber,
        a.Severity,
        a.Headline,
        Place = ROW_NUMBER() OVER (PARTITION BY v.ResourceNumber ORDER BY a.SeverityRank DESC, a.OpenedAt, a.AlertId)
    FROM report.OpenAlert() AS a
    INNER JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
    CROSS APPLY
    (
        SELECT ResourceNumber = CASE
            WHEN a.RuleName = N'CPU' THEN 1
            WHEN a.RuleName LIKE N'Memory%' OR a.RuleName = N'Page life short' THEN 2
            WHEN a.RuleName = N'Storage slow' THEN 3
            WHEN a.RuleName LIKE N'Log %' THEN 4
            WHEN a.CausePage = N'TempDb' THEN 5
            WHEN a.RuleName = N'Worker threads' THEN 6
            WHEN a.CausePage IN (N'Blocking', N'BlockingChain', N'LongTransactions') THEN 7
        END
    ) AS v
    WHERE v.ResourceNumber IS NOT NULL
      AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
) AS p
WHERE p.Place = 1;

-- What a resource has once, before its slots are joined to it.
SELECT
    r.ResourceNumber,
    r.ResourceName,
    r.PageName,
    r.MetricName,
    Severity = COALESCE(a.Severity, CASE WHEN w.Value IS NULL THEN N'unknown' ELSE N'ok' END),
    WhereText = CONCAT(w.InstanceName, N', ' + NULLIF(w.KeyText, N'')),
    BusyValue = CASE r.ResourceNumber WHEN 7 THEN l.Value ELSE w.Value END,
    BusyText = CASE r.ResourceNumber
        WHEN 2 THEN N'page life ' + b.ValueText
        WHEN 3 THEN N'read ' + b.ValueText
        WHEN 7 THEN h.ValueText + N' locks'
        ELSE b.ValueText
    END,
    QueueValue = q.Value,
    QueueText = CASE r.ResourceNumber
        WHEN 1 THEN t.ValueText + N' a processor'
        WHEN 4 THEN t.ValueText + N' commits/s'
        WHEN 7 THEN t.ValueText + N' blocked'
        ELSE t.ValueText
    END,
    e.ErrorCount,
    ErrorText = N'Errors ' + REPLACE(r.ErrorNumbers, N' ', N', '),
    w.UsualText,
    ReadingText = COALESCE(
        a.Headline, CASE WHEN q.Value > 0 THEN r.QueueWords WHEN q.Value = 0 THEN r.FreeWords ELSE N'nothing was measured' END)
INTO #Line
FROM #Resource AS r
LEFT JOIN #Worst AS w ON w.ResourceNumber = r.ResourceNumber
LEFT JOIN config.Metric AS m ON m.MetricName = r.MetricName
LEFT JOIN config.Metric AS y ON y.MetricName = r.QueueName
LEFT JOIN #Now AS q ON q.MetricName = r.QueueName
LEFT JOIN #Now AS l ON l.MetricName = N'counters.lock_blocks'
LEFT JOIN #Error AS e ON e.ResourceNumber = r.ResourceNumber
LEFT JOIN #Alert AS a ON a.ResourceNumber = r.ResourceNumber
CROSS APPLY lib.ValueText(w.Value, m.Unit) AS b
CROSS APPLY lib.ValueText(l.Value, N'count') AS h
CROSS APPLY lib.ValueText(q.Value, CASE r.ResourceNumber WHEN 4 THEN N'count' ELSE y.Unit END) AS t;

SELECT
    r.ResourceNumber,
    r.ResourceName,
    r.PageName,
    r.MetricName,
    r.Severity,
    r.WhereText,
    r.BusyValue,
    r.BusyText,
    r.QueueValue,
    r.QueueText,
    ErrorCount = COALESCE(r.ErrorCount, CASE WHEN r.BusyValue IS NOT NULL THEN 0 END),
    r.ErrorText,
    r.UsualText,
    r.ReadingText,
    SlotLocal = l.LocalAt,
    t.TrendValue,
    TrendLow = b.BandLow,
    TrendHigh = b.BandHigh
FROM #Line AS r
CROSS JOIN report.Slices(@From, @To, @SlotSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN #Trend AS t ON t.ResourceNumber = r.ResourceNumber AND t.SliceNumber = n.SliceNumber
LEFT JOIN #Band AS b ON b.ResourceNumber = r.ResourceNumber AND b.SliceNumber = n.SliceNumber
ORDER BY r.ResourceNumber, n.SliceNumber;
