/*  report.InstanceTrend: an instance over a period on one time axis: batch delay, sessions, blocked
    sessions, processor, reads and writes, tempdb and log, by slice.
    CpuLow to CpuHigh and BlockedLow to BlockedHigh are usual, of one instance; UsualNote says so, or why
    there are none.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.InstanceTrend
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

SELECT
    SliceLocal = l.LocalAt,
    OverdueAgeMs = CAST(MAX(CASE WHEN t.MetricName = N'batch.oldest_age_ms' THEN t.MaxValue END) AS bigint),
    SessionCount = SUM(CASE WHEN t.MetricName = N'axsessions.active_count' THEN t.SumValue END),
    BlockedCount = SUM(CASE WHEN t.MetricName = N'requests.blocked_count' THEN t.SumValue END),
    SqlPercent = MAX(CASE WHEN t.MetricName = N'cpu.sql_percent' THEN t.MeanValue END),
    OtherPercent = MAX(CASE WHEN t.MetricName = N'cpu.other_percent' THEN t.MeanValue END),
    ReadLatencyMs = MAX(CASE WHEN t.MetricName = N'fileio.read_latency_ms' THEN t.MeanValue END),
    WriteLatencyMs = MAX(CASE WHEN t.MetricName = N'fileio.write_latency_ms' THEN t.MeanValue END),
    TempDbPercent = MAX(CASE WHEN t.MetricName = N'tempdb.used_percent' THEN t.MaxValue END),
    LogPercent = MAX(CASE WHEN t.MetricName = N'counters.log_used_percent' THEN t.MaxValue END),
    CpuLow = MAX(c.BandLow),
    CpuHigh = MAX(c.BandHigh),
    BlockedLow = MAX(b.BandLow),
    BlockedHigh = MAX(b.BandHigh),
    UsualNote = @UsualNote,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN report.TrendOf(
    N'batch.oldest_age_ms axsessions.active_count requests.blocked_count cpu.sql_percent cpu.other_percent '
        + N'fileio.read_latency_ms fileio.write_latency_ms tempdb.used_percent counters.log_used_percent',
    @InstanceId,
    @Stage,
    @From,
    @To,
    @SliceSeconds) AS t ON t.SliceNumber = n.SliceNumber
LEFT JOIN #CpuBand AS c ON c.SliceNumber = n.SliceNumber
LEFT JOIN #BlockedBand AS b ON b.SliceNumber = n.SliceNumber
GROUP BY n.SliceNumber, l.LocalAt
ORDER BY n.SliceNumber;
