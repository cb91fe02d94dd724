/*  report.WaitCategories: what was waited for in a period by category, most first.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    MsPerS is the mean of the period; UsualText says how it is beside what is usual in these hours, of one
    instance.  */
CREATE PROCEDURE report.WaitCategories
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
    EXEC report.Help N'WaitCategories';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @Now = w.NowAt, @From = w.FromAt, @To = w.ToAt
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

-- The first capture brings nothing yet, so it is where the time begins.
DECLARE @WatchedFrom datetime2(3) =
(
    SELECT MIN(y.CapturedAt)
    FROM fact.WaitCapture AS y
    WHERE y.CapturedAt >= @From
      AND y.CapturedAt < @To
      AND (@InstanceId IS NULL OR y.InstanceId = @InstanceId)
);

SELECT
    u.CategoryName,
    u.WaitedMs,
    MsPerS = r.MsPerS,
    UsualText = CASE WHEN o.InstanceId IS NULL THEN N'choose one instance' ELSE v.UsualText END,
    SharePercent = 100e0 * u.WaitedMs / NULLIF(SUM(u.WaitedMs) OVER (), 0),
    u.TaskCount,
    u.SignalMs,
    InflightMs = COALESCE(f.InflightMs, 0),
    InflightCount = COALESCE(f.InflightCount, 0),
    c.Description
FROM
(
    SELECT
        t.CategoryName,
        WaitedMs = SUM(w.WaitedMs),
        TaskCount = SUM(w.TaskCount),
        SignalMs = SUM(w.SignalMs)
    FROM report.WaitSum(@InstanceId, @Stage, @From, @To) AS w
    INNER JOIN dim.WaitType AS t ON t.WaitTypeId = w.WaitTypeId
    GROUP BY t.CategoryName
) AS u
LEFT JOIN config.WaitCategory AS c ON c.CategoryName = u.CategoryName
CROSS APPLY
(
    SELECT MsPerS = CAST(u.WaitedMs AS float) / NULLIF(DATEDIFF_BIG(second, @WatchedFrom, @To), 0)
) AS r
OUTER APPLY report.OnlyInstance(@InstanceId, @Stage) AS o
OUTER APPLY report.UsualOver(o.InstanceId, N'waits.wait_ms_per_s', u.CategoryName, r.MsPerS, @From, @To) AS v
LEFT JOIN
(
    SELECT t.CategoryName, InflightMs = SUM(w.InflightMs), InflightCount = SUM(w.InflightTaskCount)
    FROM config.Instance AS i
    CROSS APPLY
    (
        SELECT TOP (1) x.CapturedAt
        FROM fact.WaitCapture AS x
        WHERE x.InstanceId = i.InstanceId
          AND x.CapturedAt > DATEADD(minute, -5, @Now)
        ORDER BY x.CapturedAt DESC
    ) AS k
    INNER JOIN fact.Wait AS w ON w.InstanceId = i.InstanceId AND w.CapturedAt = k.CapturedAt
    INNER JOIN dim.WaitType AS t ON t.WaitTypeId = w.WaitTypeId
    WHERE @InstanceId IS NULL
       OR i.InstanceId = @InstanceId
    GROUP BY t.CategoryName
) AS f ON f.CategoryName = u.CategoryName
ORDER BY u.WaitedMs DESC
OPTION (RECOMPILE);
