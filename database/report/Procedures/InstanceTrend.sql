/*  report.InstanceTrend: an instance over a period on one time axis: batch delay, sessions, blocked
    sessions, processor, reads and writes, tempdb and log, by slice.
    CpuLow to CpuHigh and BlockedLow to BlockedHigh are usual, of one instance; UsualNote says so, or why
    there are none.
    …Before…: the same a day or a week earlier, where @CompareWith asks for it; CompareText says of when they
    are.
    Beyond some four days a slice is a whole hour: hours are kept folded.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @CompareWith   day, week; anything else: with nothing  */
CREATE PROCEDURE report.InstanceTrend
    @InstanceId  int = NULL,
    @Stage       nvarchar(16) = NULL,
    @FromAt      datetime2(3) = NULL,
    @ToAt        datetime2(3) = NULL,
    @Window      nvarchar(16) = NULL,
    @TimeZone    nvarchar(128) = NULL,
    @CompareWith nvarchar(8) = NULL,
    @Help        bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'InstanceTrend';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SliceSeconds int;

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SliceSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(w.SliceSeconds, N'Batch AxSessions Requests Cpu FileIo TempDb Counters', @InstanceId) AS s;

SET @SliceSeconds = CASE WHEN @SliceSeconds BETWEEN 1800 AND 3600 THEN 3600 ELSE @SliceSeconds END;

DECLARE @UsualNote nvarchar(200) =
(
    SELECT u.UsualNote FROM report.BandNote(@InstanceId, @Stage, N'cpu.sql_percent', @To) AS u
);

SELECT b.SliceNumber, b.BandLow, b.BandHigh
INTO #CpuBand
FROM report.BandSlices(@InstanceId, @Stage, N'cpu.sql_percent', @From, @To, @SliceSeconds) AS b;

SELECT b.SliceNumber, b.BandLow, b.BandHigh
INTO #BlockedBand
FROM report.BandSlices(@InstanceId, @Stage, N'counters.processes_blocked', @From, @To, @SliceSeconds) AS b;

DECLARE @ShiftDays int = CASE @CompareWith WHEN N'day' THEN 1 WHEN N'week' THEN 7 END;
DECLARE @CompareText nvarchar(100) =
(
    SELECT CONCAT(
        CONVERT(nvarchar(16), f.LocalAt, 120), N' to ',
        CASE
            WHEN CAST(f.LocalAt AS date) = CAST(t.LocalAt AS date) THEN CONVERT(nvarchar(5), CAST(t.LocalAt AS time), 108)
            ELSE CONVERT(nvarchar(16), t.LocalAt, 120)
        END)
    FROM report.LocalTime(DATEADD(day, -@ShiftDays, @From), @Zone) AS f
    CROSS JOIN report.LocalTime(DATEADD(day, -@ShiftDays, @To), @Zone) AS t
    WHERE @ShiftDays IS NOT NULL
);

-- Of several keys, such as files, the highest counts.
SELECT
    t.MetricName,
    t.SliceNumber,
    MeanValue = MAX(t.MeanValue),
    SumValue = SUM(t.SumValue),
    MaxValue = MAX(t.MaxValue)
INTO #Value
FROM report.TrendOf(
    N'batch.oldest_age_ms axsessions.active_count requests.blocked_count cpu.sql_percent cpu.other_percent '
        + N'fileio.read_latency_ms fileio.write_latency_ms tempdb.used_percent counters.log_used_percent',
    @InstanceId,
    @Stage,
    @From,
    @To,
    @SliceSeconds) AS t
GROUP BY t.MetricName, t.SliceNumber;

SELECT
    t.MetricName,
    t.SliceNumber,
    MeanValue = MAX(t.MeanValue),
    SumValue = SUM(t.SumValue),
    MaxValue = MAX(t.MaxValue)
INTO #Before
FROM report.TrendOf(
    N'batch.oldest_age_ms axsessions.active_count requests.blocked_count cpu.sql_percent fileio.read_latency_ms '
        + N'tempdb.used_percent',
    @InstanceId,
    @Stage,
    DATEADD(day, -@ShiftDays, @From),
    DATEADD(day, -@ShiftDays, @To),
    @SliceSeconds) AS t
WHERE @ShiftDays IS NOT NULL
GROUP BY t.MetricName, t.SliceNumber;

SELECT
    SliceLocal = l.LocalAt,
    t.OverdueAgeMs,
    t.SessionCount,
    t.BlockedCount,
    t.SqlPercent,
    t.OtherPercent,
    t.ReadLatencyMs,
    t.WriteLatencyMs,
    t.TempDbPercent,
    t.LogPercent,
    CpuLow = c.BandLow,
    CpuHigh = c.BandHigh,
    BlockedLow = b.BandLow,
    BlockedHigh = b.BandHigh,
    UsualNote = @UsualNote,
    OverdueBeforeAgeMs = p.OverdueAgeMs,
    SessionBeforeCount = p.SessionCount,
    BlockedBeforeCount = p.BlockedCount,
    SqlBeforePercent = p.SqlPercent,
    ReadBeforeLatencyMs = p.ReadLatencyMs,
    TempDbBeforePercent = p.TempDbPercent,
    CompareText = @CompareText,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN
(
    SELECT
        v.SliceNumber,
        OverdueAgeMs = CAST(MAX(CASE WHEN v.MetricName = N'batch.oldest_age_ms' THEN v.MaxValue END) AS bigint),
        SessionCount = SUM(CASE WHEN v.MetricName = N'axsessions.active_count' THEN v.SumValue END),
        BlockedCount = SUM(CASE WHEN v.MetricName = N'requests.blocked_count' THEN v.SumValue END),
        SqlPercent = MAX(CASE WHEN v.MetricName = N'cpu.sql_percent' THEN v.MeanValue END),
        OtherPercent = MAX(CASE WHEN v.MetricName = N'cpu.other_percent' THEN v.MeanValue END),
        ReadLatencyMs = MAX(CASE WHEN v.MetricName = N'fileio.read_latency_ms' THEN v.MeanValue END),
        WriteLatencyMs = MAX(CASE WHEN v.MetricName = N'fileio.write_latency_ms' THEN v.MeanValue END),
        TempDbPercent = MAX(CASE WHEN v.MetricName = N'tempdb.used_percent' THEN v.MaxValue END),
        LogPercent = MAX(CASE WHEN v.MetricName = N'counters.log_used_percent' THEN v.MaxValue END)
    FROM #Value AS v
    GROUP BY v.SliceNumber
) AS t ON t.SliceNumber = n.SliceNumber
LEFT JOIN
(
    SELECT
        v.SliceNumber,
        OverdueAgeMs = CAST(MAX(CASE WHEN v.MetricName = N'batch.oldest_age_ms' THEN v.MaxValue END) AS bigint),
        SessionCount = SUM(CASE WHEN v.MetricName = N'axsessions.active_count' THEN v.SumValue END),
        BlockedCount = SUM(CASE WHEN v.MetricName = N'requests.blocked_count' THEN v.SumValue END),
        SqlPercent = MAX(CASE WHEN v.MetricName = N'cpu.sql_percent' THEN v.MeanValue END),
        ReadLatencyMs = MAX(CASE WHEN v.MetricName = N'fileio.read_latency_ms' THEN v.MeanValue END),
        TempDbPercent = MAX(CASE WHEN v.MetricName = N'tempdb.used_percent' THEN v.MaxValue END)
    FROM #Before AS v
    GROUP BY v.SliceNumber
) AS p ON p.SliceNumber = n.SliceNumber
LEFT JOIN #CpuBand AS c ON c.SliceNumber = n.SliceNumber
LEFT JOIN #BlockedBand AS b ON b.SliceNumber = n.SliceNumber
ORDER BY n.SliceNumber;
