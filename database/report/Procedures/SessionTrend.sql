/*  report.SessionTrend: AX sessions by client type over a period: the most in each slice.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
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

SELECT
    SliceLocal = l.LocalAt,
    ClientText = COALESCE(p.ClientText, N'none'),
    SessionCount = p.SessionCount,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN
(
    SELECT q.SliceNumber, q.ClientText, SessionCount = MAX(q.SessionCount)
    FROM
    (
        SELECT
            c.CapturedAt,
            SliceNumber = CAST(DATEDIFF_BIG(second, @From, c.CapturedAt) / @SliceSeconds AS int),
            t.ClientText,
            SessionCount = SUM(c.SessionCount)
        FROM fact.AxSessionCount AS c
        INNER JOIN config.Instance AS i ON i.InstanceId = c.InstanceId
        CROSS APPLY lib.ClientTypeText(c.ClientType) AS t
        WHERE c.CapturedAt >= @From
          AND c.CapturedAt < @To
          AND c.StatusNumber IN (1, -1)
          AND (@InstanceId IS NULL OR c.InstanceId = @InstanceId)
          AND (@Stage IS NULL OR i.Environment = @Stage)
        GROUP BY c.CapturedAt, t.ClientText
    ) AS q
    GROUP BY q.SliceNumber, q.ClientText
) AS p ON p.SliceNumber = n.SliceNumber
ORDER BY n.SliceNumber, ClientText
OPTION (RECOMPILE);
