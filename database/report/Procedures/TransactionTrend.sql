/*  report.TransactionTrend: the oldest transaction and the version store over a period: the most in each
    slice.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.TransactionTrend
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
    EXEC report.Help N'TransactionTrend';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SliceSeconds int;

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SliceSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(w.SliceSeconds, N'Requests Counters', @InstanceId) AS s;

DECLARE @UsualNote nvarchar(200) =
(
    SELECT u.UsualNote FROM report.BandNote(@InstanceId, @Stage, N'requests.oldest_transaction_ms', @To) AS u
);

SELECT b.SliceNumber, b.BandLow, b.BandHigh
INTO #Band
FROM report.BandSlices(@InstanceId, @Stage, N'requests.oldest_transaction_ms', @From, @To, @SliceSeconds) AS b;

SELECT
    SliceLocal = l.LocalAt,
    OldestMs = CAST(MAX(CASE WHEN t.MetricName = N'requests.oldest_transaction_ms' THEN t.MaxValue END) AS bigint),
    VersionBytes = CAST(MAX(CASE WHEN t.MetricName = N'counters.version_store_mb' THEN t.MaxValue END) * 1048576 AS bigint),
    BandLowMs = MAX(b.BandLow),
    BandHighMs = MAX(b.BandHigh),
    UsualNote = @UsualNote,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN report.TrendOf(
    N'requests.oldest_transaction_ms counters.version_store_mb', @InstanceId, @Stage, @From, @To, @SliceSeconds) AS t
    ON t.SliceNumber = n.SliceNumber
LEFT JOIN #Band AS b ON b.SliceNumber = n.SliceNumber
GROUP BY n.SliceNumber, l.LocalAt
ORDER BY n.SliceNumber;
