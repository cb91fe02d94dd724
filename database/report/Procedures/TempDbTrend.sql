/*  report.TempDbTrend: the space of tempdb over a period by what takes it: the most in each slice.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.TempDbTrend
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
    EXEC report.Help N'TempDbTrend';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SliceSeconds int;

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SliceSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(w.SliceSeconds, N'TempDb', @InstanceId) AS s;

SELECT
    SliceLocal = l.LocalAt,
    UserBytes = MAX(t.UserBytes),
    InternalBytes = MAX(t.InternalBytes),
    VersionBytes = MAX(t.VersionBytes),
    MixedBytes = MAX(t.MixedBytes),
    FreeBytes = MIN(t.FreeBytes),
    AxTableCount = MAX(t.AxTableCount),
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN
(
    SELECT
        SliceNumber = CAST(DATEDIFF_BIG(second, @From, x.CapturedAt) / @SliceSeconds AS int),
        x.UserBytes,
        x.InternalBytes,
        x.VersionBytes,
        x.MixedBytes,
        x.FreeBytes,
        x.AxTableCount
    FROM fact.TempDb AS x
    INNER JOIN config.Instance AS i ON i.InstanceId = x.InstanceId
    WHERE x.CapturedAt >= @From
      AND x.CapturedAt < @To
      AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
) AS t ON t.SliceNumber = n.SliceNumber
GROUP BY n.SliceNumber, l.LocalAt
ORDER BY n.SliceNumber
OPTION (RECOMPILE);
