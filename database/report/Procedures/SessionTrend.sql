/*  report.SessionTrend: AX sessions by client type over a period: of each instance the most in each slice.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    TotalCount: the most of all types together, the same in each row of a slice. BandLow to BandHigh is
    the usual number, of one instance: the sums of P5 and P95 of its AOS; UsualNote says so, or why there
    is none  */
CREATE PROCEDURE report.SessionTrend
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
    EXEC report.Help N'SessionTrend';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SliceSeconds int;

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SliceSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(w.SliceSeconds, N'AxSessions', @InstanceId) AS s;

DECLARE @UsualNote nvarchar(300) =
(
    SELECT u.UsualNote
    FROM report.KeyBandNote(
        @InstanceId,
        @Stage,
        N'axsessions.active_count',
        NULL,
        @To,
        N'The band is what is usual at each hour: P5 to P95 of 14 days of each AOS, added up.') AS u
);

SELECT b.SliceNumber, b.SumLow, b.SumHigh
INTO #Band
FROM report.KeyBandSlices(@InstanceId, @Stage, N'axsessions.active_count', NULL, @From, @To, @SliceSeconds) AS b;

SELECT
    t.InstanceId,
    t.SliceNumber,
    t.ClientText,
    SessionCount = MAX(t.SessionCount),
    TotalCount = MAX(t.TotalCount)
INTO #Most
FROM
(
    SELECT
        q.InstanceId,
        q.ClientText,
        q.SessionCount,
        SliceNumber = CAST(DATEDIFF_BIG(second, @From, q.CapturedAt) / @SliceSeconds AS int),
        TotalCount = SUM(q.SessionCount) OVER (PARTITION BY q.InstanceId, q.CapturedAt)
    FROM
    (
        SELECT c.InstanceId, c.CapturedAt, t.ClientText, SessionCount = SUM(c.SessionCount)
        FROM fact.AxSessionCount AS c
        INNER JOIN config.Instance AS i ON i.InstanceId = c.InstanceId
        CROSS APPLY lib.ClientTypeText(c.ClientType) AS t
        WHERE c.CapturedAt >= @From
          AND c.CapturedAt < @To
          AND c.StatusNumber IN (1, -1)
          AND (@InstanceId IS NULL OR c.InstanceId = @InstanceId)
          AND (@Stage IS NULL OR i.Environment = @Stage)
        GROUP BY c.InstanceId, c.CapturedAt, t.ClientText
    ) AS q
) AS t
GROUP BY t.InstanceId, t.SliceNumber, t.ClientText
OPTION (RECOMPILE);

SELECT
    SliceLocal = l.LocalAt,
    ClientText = COALESCE(p.ClientText, N'none'),
    p.SessionCount,
    s.TotalCount,
    BandLow = u.SumLow,
    BandHigh = u.SumHigh,
    UsualNote = @UsualNote,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN
(
    SELECT m.SliceNumber, m.ClientText, SessionCount = SUM(m.SessionCount)
    FROM #Most AS m
    GROUP BY m.SliceNumber, m.ClientText
) AS p ON p.SliceNumber = n.SliceNumber
LEFT JOIN
(
    SELECT x.SliceNumber, TotalCount = SUM(x.TotalCount)
    FROM
    (
        SELECT m.InstanceId, m.SliceNumber, TotalCount = MAX(m.TotalCount)
        FROM #Most AS m
        GROUP BY m.InstanceId, m.SliceNumber
    ) AS x
    GROUP BY x.SliceNumber
) AS s ON s.SliceNumber = n.SliceNumber
LEFT JOIN #Band AS u ON u.SliceNumber = n.SliceNumber
ORDER BY n.SliceNumber, ClientText;
