/*  report.CpuTrend: processor time over a period, of SQL Server and of others, and tasks that could run,
    were a processor free.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    Of several instances the mean of the percentages. BandLow to BandHigh is usual for SqlPercent, of one
    instance; UsualNote says so, or why there is none.  */
CREATE PROCEDURE report.CpuTrend
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
    EXEC report.Help N'CpuTrend';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SliceSeconds int;

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SliceSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(w.SliceSeconds, N'Cpu', @InstanceId) AS s;

DECLARE @UsualNote nvarchar(200) =
(
    SELECT u.UsualNote FROM report.BandNote(@InstanceId, @Stage, N'cpu.sql_percent', @To) AS u
);

SELECT b.SliceNumber, b.BandLow, b.BandHigh
INTO #Band
FROM report.BandSlices(@InstanceId, @Stage, N'cpu.sql_percent', @From, @To, @SliceSeconds) AS b;

SELECT
    SliceLocal = l.LocalAt,
    SqlPercent = MAX(CASE WHEN t.MetricName = N'cpu.sql_percent' THEN t.MeanValue END),
    OtherPercent = MAX(CASE WHEN t.MetricName = N'cpu.other_percent' THEN t.MeanValue END),
    RunnableCount = MAX(CASE WHEN t.MetricName = N'cpu.runnable_tasks' THEN t.MaxValue END),
    BandLow = MAX(b.BandLow),
    BandHigh = MAX(b.BandHigh),
    UsualNote = @UsualNote,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN report.TrendOf(
    N'cpu.sql_percent cpu.other_percent cpu.runnable_tasks', @InstanceId, @Stage, @From, @To, @SliceSeconds) AS t
    ON t.SliceNumber = n.SliceNumber
LEFT JOIN #Band AS b ON b.SliceNumber = n.SliceNumber
GROUP BY n.SliceNumber, l.LocalAt
ORDER BY n.SliceNumber;
