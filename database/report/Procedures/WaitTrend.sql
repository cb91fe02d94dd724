/*  report.WaitTrend: time waited a second by wait category over a period: a row for each slice and
    category in which anybody waited.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.WaitTrend
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
    EXEC report.Help N'WaitTrend';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SliceSeconds int;

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SliceSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(w.SliceSeconds, N'Waits', @InstanceId) AS s;

SELECT
    SliceLocal = l.LocalAt,
    CategoryName = COALESCE(t.KeyText, N'none'),
    WaitedMsPerS = t.SumValue,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN
(
    SELECT
        w.KeyText,
        w.SliceNumber,
        w.SumValue,
        TotalValue = SUM(w.SumValue) OVER (PARTITION BY w.KeyText)
    FROM report.TrendOf(N'waits.wait_ms_per_s', @InstanceId, @Stage, @From, @To, @SliceSeconds) AS w
) AS t
    ON t.SliceNumber = n.SliceNumber
   AND t.TotalValue > 0
ORDER BY n.SliceNumber, CategoryName;
