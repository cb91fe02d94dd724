/*  report.PageBanners: what stands above a page: what brings no data and why, what was not watched, windows
    of maintenance, a period that cannot be. None when all is well.
    @PageName, @CollectorNames, @InstanceId, @Stage, @Window, @FromAt, @ToAt, @TimeZone
                      as in report.PageHeader
    @RetentionDays    how long the page's detail is kept; NULL: as long as a window reaches
    Result            BannerNumber, Kind, Tone (critical, warning, quiet, info), BannerText, Remedy,
                      LinkPage  */
CREATE PROCEDURE report.PageBanners
    @PageName       nvarchar(64) = NULL,
    @CollectorNames nvarchar(1000) = NULL,
    @InstanceId     int = NULL,
    @Stage          nvarchar(16) = NULL,
    @Window         nvarchar(16) = NULL,
    @FromAt         datetime2(3) = NULL,
    @ToAt           datetime2(3) = NULL,
    @TimeZone       nvarchar(128) = NULL,
    @RetentionDays  int = NULL,
    @Help           bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'PageBanners';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @Fault nvarchar(64);

SELECT
    @Now = w.NowAt,
    @From = w.FromAt,
    @To = CASE WHEN w.ToAt < w.NowAt THEN w.ToAt ELSE w.NowAt END,
    @Zone = w.ZoneName,
    @Fault = w.Fault
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT
    c.InstanceId,
    c.InstanceName,
    c.CollectorName,
    c.IsCollecting,
    c.Standing,
    c.Remedy,
    c.LastSuccessAt,
    c.Place,
    OffNumber = SUM(CASE WHEN c.IsCollecting = 0 THEN 1 ELSE 0 END) OVER (
        PARTITION BY c.InstanceId ORDER BY c.Place ROWS UNBOUNDED PRECEDING),
    OffCount = SUM(CASE WHEN c.IsCollecting = 0 THEN 1 ELSE 0 END) OVER (PARTITION BY c.InstanceId),
    CollectorCount = COUNT(*) OVER (PARTITION BY c.InstanceId)
INTO #Standing
FROM report.PageCollectors(@CollectorNames, @InstanceId, @Stage, @Now) AS c;

CREATE TABLE #Banner
(
    BannerNumber int            NOT NULL IDENTITY (1, 1),
    Kind         nvarchar(16)   NOT NULL,
    Tone         nvarchar(8)    NOT NULL,
    BannerText   nvarchar(2600) NOT NULL,
    Remedy       nvarchar(1000) NULL,
    LinkPage     nvarchar(64)   NULL
);

INSERT #Banner (Kind, Tone, BannerText)
SELECT N'bad window', N'warning', @Fault
WHERE @Fault IS NOT NULL;

INSERT #Banner (Kind, Tone, BannerText)
SELECT N'unknown key', N'warning', CONCAT(N'Instance ', @InstanceId, N' does not exist.')
WHERE @InstanceId IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM config.Instance AS i WHERE i.InstanceId = @InstanceId);

-- Three collectors of an instance by name; more of them are one trouble.
INSERT #Banner (Kind, Tone, BannerText, Remedy, LinkPage)
SELECT TOP (5)
    N'silent',
    N'critical',
    CASE
        WHEN s.OffCount > 3 THEN CONCAT(
            s.InstanceName, N': ', s.OffCount, N' of ', s.CollectorCount, N' collectors bring nothing. ',
            s.CollectorName, N': ', s.Standing)
        ELSE CONCAT(s.InstanceName, N', ', s.CollectorName, N': ', s.Standing)
    END,
    s.Remedy,
    N'Administration'
FROM #Standing AS s
WHERE s.IsCollecting = 0
  AND (s.OffCount <= 3 OR s.OffNumber = 1)
ORDER BY s.InstanceName, s.Place;

INSERT #Banner (Kind, Tone, BannerText, Remedy, LinkPage)
SELECT TOP (3)
    N'odd',
    N'warning',
    CONCAT(s.InstanceName, N', ', s.CollectorName, N': ', s.Standing),
    s.Remedy,
    N'Administration'
FROM #Standing AS s
WHERE s.IsCollecting = 1
  AND s.Standing <> N'collecting'
ORDER BY s.InstanceName, s.Place;

INSERT #Banner (Kind, Tone, BannerText)
SELECT DISTINCT
    N'maintenance',
    N'info',
    CONCAT(
        N'Maintenance', N' until ' + CASE WHEN m.WeekDays IS NULL THEN CONVERT(nvarchar(16), l.LocalAt, 120) END,
        N' (', m.Reason, N'): notifications are held back')
FROM config.OpenWindow(@Now) AS o
INNER JOIN config.MaintenanceWindow AS m ON m.WindowId = o.WindowId
CROSS APPLY report.LocalTime(m.EndsAt, @Zone) AS l
WHERE o.InstanceId IS NULL
   OR @InstanceId IS NULL
   OR o.InstanceId = @InstanceId;

INSERT #Banner (Kind, Tone, BannerText)
SELECT N'aged', N'quiet', CONCAT(N'Detail is kept ', @RetentionDays, N' days; what is older is not on this page.')
WHERE @Fault IS NULL
  AND @From < DATEADD(day, -CASE WHEN @RetentionDays BETWEEN 0 AND 36500 THEN @RetentionDays ELSE 36500 END, @Now);

-- What lies between two watched buckets, before the first and behind the last was not watched.
WITH Watched AS
(
    SELECT s.InstanceId, s.InstanceName, c.BucketAt, EndAt = DATEADD(minute, 5, c.BucketAt)
    FROM #Standing AS s
    INNER JOIN config.Collector AS k ON k.CollectorName = s.CollectorName
    INNER JOIN rollup.Coverage AS c ON c.InstanceId = s.InstanceId
        AND c.CollectorId = k.CollectorId
        AND c.BucketAt >= DATEADD(minute, -5, @From)
        AND c.BucketAt < @To
    WHERE s.Place = (SELECT MIN(x.Place) FROM #Standing AS x WHERE x.InstanceId = s.InstanceId)
    UNION ALL
    SELECT s.InstanceId, s.InstanceName, s.LastSuccessAt, s.LastSuccessAt
    FROM #Standing AS s
    WHERE s.LastSuccessAt >= @From
      AND s.LastSuccessAt < @To
    UNION ALL
    SELECT DISTINCT s.InstanceId, s.InstanceName, e.At, e.At
    FROM #Standing AS s
    CROSS JOIN (VALUES (@From), (@To)) AS e (At)
),
Gap AS
(
    SELECT
        w.InstanceId,
        w.InstanceName,
        FromAt = LAG(w.EndAt) OVER (PARTITION BY w.InstanceId ORDER BY w.BucketAt, w.EndAt),
        ToAt = w.BucketAt
    FROM Watched AS w
)
INSERT #Banner (Kind, Tone, BannerText)
SELECT TOP (3)
    CASE WHEN g.FromAt = @From AND g.ToAt = @To THEN N'unwatched' ELSE N'gap' END,
    CASE WHEN g.FromAt = @From AND g.ToAt = @To THEN N'warning' ELSE N'quiet' END,
    CASE
        WHEN g.FromAt = @From AND g.ToAt = @To THEN CONCAT(n.Prefix, N'Nothing was collected in this window.')
        WHEN g.FromAt = @From THEN CONCAT(n.Prefix, N'Not watched before ', CONVERT(nvarchar(16), t.LocalAt, 120))
        WHEN g.ToAt = @To THEN CONCAT(n.Prefix, N'Not watched since ', CONVERT(nvarchar(16), f.LocalAt, 120))
        ELSE CONCAT(
            n.Prefix, N'Not watched ', CONVERT(nvarchar(16), f.LocalAt, 120), N'–',
            CASE
                WHEN CAST(f.LocalAt AS date) = CAST(t.LocalAt AS date) THEN CONVERT(nvarchar(5), t.LocalAt, 108)
                ELSE CONVERT(nvarchar(16), t.LocalAt, 120)
            END)
    END
FROM Gap AS g
CROSS APPLY report.LocalTime(g.FromAt, @Zone) AS f
CROSS APPLY report.LocalTime(g.ToAt, @Zone) AS t
CROSS APPLY (SELECT Prefix = CASE WHEN @InstanceId IS NULL THEN g.InstanceName + N': ' ELSE N'' END) AS n
WHERE @Fault IS NULL
  AND DATEDIFF(minute, g.FromAt, g.ToAt) >= 10
ORDER BY DATEDIFF(minute, g.FromAt, g.ToAt) DESC;

SELECT b.BannerNumber, b.Kind, b.Tone, b.BannerText, b.Remedy, b.LinkPage
FROM #Banner AS b
ORDER BY b.BannerNumber;
