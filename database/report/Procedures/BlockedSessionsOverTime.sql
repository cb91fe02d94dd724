/*  report.BlockedSessionsOverTime: the highest number of blocked sessions, and their waits, per slice of
    time; slices without blocking are zero.
    @InstanceId   NULL for all: then the instances' numbers are added up
    BandLow to BandHigh is usual, of one instance, as its counter of blocked processes has it; UsualNote
                  says so, or why there is none
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone. In each
                  slice somebody looked: a zero between two looks would say that nobody was blocked  */
CREATE PROCEDURE report.BlockedSessionsOverTime
    @InstanceId int = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BlockedSessionsOverTime';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SliceSeconds int;

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SliceSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(w.SliceSeconds, N'Requests', @InstanceId) AS s;

DECLARE @UsualNote nvarchar(200) =
(
    SELECT u.UsualNote FROM report.BandNote(@InstanceId, NULL, N'counters.processes_blocked', @To) AS u
);

SELECT b.SliceNumber, b.BandLow, b.BandHigh
INTO #Band
FROM report.BandSlices(@InstanceId, NULL, N'counters.processes_blocked', @From, @To, @SliceSeconds) AS b;

WITH Peak AS
(
    SELECT
        s.InstanceId,
        n.SliceNumber,
        BlockedSessions = MAX(s.VictimCount),
        TotalWaitMs = MAX(s.TotalWaitMs)
    FROM fact.BlockingSnapshot AS s
    CROSS APPLY (SELECT SliceNumber = CAST(DATEDIFF_BIG(second, @From, s.CapturedAt) / @SliceSeconds AS int)) AS n
    WHERE s.CapturedAt >= @From
      AND s.CapturedAt < @To
      AND (@InstanceId IS NULL OR s.InstanceId = @InstanceId)
    GROUP BY s.InstanceId, n.SliceNumber
)
SELECT
    BucketAt = b.SliceAt,
    BlockedSessions = COALESCE(SUM(p.BlockedSessions), 0),
    TotalWaitMs = COALESCE(SUM(p.TotalWaitMs), 0),
    BandLow = MAX(v.BandLow),
    BandHigh = MAX(v.BandHigh),
    UsualNote = @UsualNote,
    BucketLocal = l.LocalAt,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS b
CROSS APPLY report.LocalTime(b.SliceAt, @Zone) AS l
LEFT JOIN Peak AS p ON p.SliceNumber = b.SliceNumber
LEFT JOIN #Band AS v ON v.SliceNumber = b.SliceNumber
GROUP BY b.SliceNumber, b.SliceAt, l.LocalAt
ORDER BY b.SliceNumber
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
