/*  report.MemoryTrend: page life and memory grants over a period: the lowest resp. the most in each slice.
    BandLowMs to BandHighMs is usual for the page life, of one instance; UsualNote says so, or why there
    is none.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.MemoryTrend
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
    EXEC report.Help N'MemoryTrend';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SliceSeconds int;

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SliceSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(w.SliceSeconds, N'Memory', @InstanceId) AS s;

DECLARE @UsualNote nvarchar(200) =
(
    SELECT u.UsualNote FROM report.BandNote(@InstanceId, @Stage, N'memory.page_life_expectancy_s', @To) AS u
);

SELECT b.SliceNumber, b.BandLow, b.BandHigh
INTO #Band
FROM report.BandSlices(@InstanceId, @Stage, N'memory.page_life_expectancy_s', @From, @To, @SliceSeconds) AS b;

SELECT
    SliceLocal = l.LocalAt,
    PageLifeMs = MIN(CAST(t.PageLifeExpectancySeconds AS bigint)) * 1000,
    GrantedBytes = MAX(t.GrantedKb) * 1024,
    WaitingCount = MAX(t.WaitingCount),
    BandLowMs = CAST(MAX(b.BandLow) * 1000 AS bigint),
    BandHighMs = CAST(MAX(b.BandHigh) * 1000 AS bigint),
    UsualNote = @UsualNote,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN
(
    SELECT
        SliceNumber = CAST(DATEDIFF_BIG(second, @From, x.CapturedAt) / @SliceSeconds AS int),
        x.PageLifeExpectancySeconds,
        x.GrantedKb,
        x.WaitingCount
    FROM fact.MemoryCapture AS x
    INNER JOIN config.Instance AS i ON i.InstanceId = x.InstanceId
    WHERE x.CapturedAt >= @From
      AND x.CapturedAt < @To
      AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
) AS t ON t.SliceNumber = n.SliceNumber
LEFT JOIN #Band AS b ON b.SliceNumber = n.SliceNumber
GROUP BY n.SliceNumber, l.LocalAt
ORDER BY n.SliceNumber
OPTION (RECOMPILE);
