/*  report.PageHeader: what the head of a page says: what it shows, of which time, and how old that is.
    @PageName         name of the report
    @CollectorNames   the collectors whose data it shows, separated by blanks. The page is current only while
                      the first of them runs. NULL: all
    @InstanceId, @Stage   NULL for all
    @Window, @FromAt, @ToAt, @TimeZone   as in report.WindowOf
    Result            one row. NowAt, UTC: when it was asked. DataState: fresh; late: older than two
                      intervals; part: some bring nothing; silent: the first of them, or all, have
                      stopped; never: they never ran; none: no instance is watched. IsSilent 1: the
                      current figures are unknown. DataText names the collector that is most overdue
                      against its own interval. CoverageText: what part of the window was watched, NULL
                      where that is not known  */
CREATE PROCEDURE report.PageHeader
    @PageName       nvarchar(64) = NULL,
    @CollectorNames nvarchar(1000) = NULL,
    @InstanceId     int = NULL,
    @Stage          nvarchar(16) = NULL,
    @Window         nvarchar(16) = NULL,
    @FromAt         datetime2(3) = NULL,
    @ToAt           datetime2(3) = NULL,
    @TimeZone       nvarchar(128) = NULL,
    @Help           bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'PageHeader';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @IsLive bit;

SELECT @Now = w.NowAt, @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @IsLive = w.IsLive
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT
    c.InstanceId,
    c.InstanceName,
    c.CollectorName,
    c.IsCollecting,
    c.Standing,
    c.Remedy,
    c.LastSuccessAt,
    c.DataAgeMs,
    c.EffectiveIntervalMs,
    c.Place,
    c.OverdueRatio
INTO #Standing
FROM report.PageCollectors(@CollectorNames, @InstanceId, @Stage, @Now) AS c;

-- Five minutes are the grain of coverage; the bucket that is not over yet says nothing.
DECLARE @CoverFrom datetime2(3) = (SELECT b.BucketAt FROM lib.BucketStart(@From, 5) AS b);
DECLARE @CoverTo datetime2(3) = (SELECT b.BucketAt FROM lib.BucketStart(CASE WHEN @To < @Now THEN @To ELSE @Now END, 5) AS b);

WITH Summary AS
(
    SELECT
        CollectorCount = COUNT(*),
        OffCount = SUM(CASE WHEN s.IsCollecting = 1 THEN 0 ELSE 1 END),
        LateCount = SUM(CASE WHEN s.OverdueRatio > 2 THEN 1 ELSE 0 END),
        LatestAt = MAX(s.LastSuccessAt),
        LeadCount = SUM(CASE WHEN s.Place = 1 AND @CollectorNames IS NOT NULL THEN 1 ELSE 0 END),
        LeadOffCount = SUM(CASE WHEN s.Place = 1 AND @CollectorNames IS NOT NULL AND s.IsCollecting = 0 THEN 1 ELSE 0 END),
        LeadLatestAt = MAX(CASE WHEN s.Place = 1 THEN s.LastSuccessAt END),
        InstanceCount = COUNT(DISTINCT s.InstanceId),
        LiveInstanceCount = COUNT(DISTINCT CASE WHEN s.IsCollecting = 1 THEN s.InstanceId END)
    FROM #Standing AS s
),
Worst AS
(
    SELECT TOP (1) s.InstanceName, s.CollectorName, s.LastSuccessAt, s.DataAgeMs, s.EffectiveIntervalMs
    FROM #Standing AS s
    WHERE s.IsCollecting = 1
    ORDER BY s.OverdueRatio DESC, s.Place
),
Reason AS
(
    SELECT TOP (1) s.InstanceName, s.CollectorName, s.Standing, s.Remedy
    FROM #Standing AS s
    WHERE s.IsCollecting = 0
    ORDER BY s.Place, s.InstanceName
)
SELECT
    PageName = @PageName,
    ScopeText = COALESCE(
        (
            SELECT CONCAT(i.InstanceName, N' (' + i.Environment + N')')
            FROM config.Instance AS i
            WHERE i.InstanceId = @InstanceId
        ),
        CASE
            WHEN @InstanceId IS NOT NULL THEN CONCAT(N'instance ', @InstanceId, N' is not watched')
            ELSE CONCAT(N'all instances', N' of stage ' + @Stage)
        END),
    WindowText = CASE
        WHEN @IsLive = 1 AND @FromAt IS NULL THEN CONCAT(
            CASE @Window
                WHEN N'1h' THEN N'1 h'
                WHEN N'4h' THEN N'4 h'
                WHEN N'7d' THEN N'7 days'
                WHEN N'30d' THEN N'30 days'
                WHEN N'90d' THEN N'90 days'
                ELSE N'24 h'
            END, N' to ', CONVERT(nvarchar(19), l.NowLocal, 120))
        ELSE CONCAT(CONVERT(nvarchar(16), l.FromLocal, 120), N' to ', CONVERT(nvarchar(16), l.ToLocal, 120))
    END,
    ZoneText = CONCAT(
        @Zone,
        N' (UTC' + NULLIF(CASE WHEN @Zone = N'UTC' THEN N'' ELSE z.current_utc_offset END, N'') + N')'),
    l.NowLocal,
    l.FromLocal,
    l.ToLocal,
    WindowHours = DATEDIFF(hour, @From, @To),
    DataAtLocal = l.DataLocal,
    w.DataAgeMs,
    d.DataState,
    DataText = CASE d.DataState
        WHEN N'none' THEN N'■ No instance is watched.'
        WHEN N'never' THEN CONCAT(
            N'■ Not collecting: ', r.CollectorName, N' has not run yet on ', r.InstanceName, N'.', N' ' + r.Remedy)
        WHEN N'silent' THEN CONCAT(
            N'■ Not collecting since ', t.LatestText, N': ',
            REPLACE(r.Standing, N'not collecting, because: ', N''), N' ' + r.Remedy)
        WHEN N'late' THEN CONCAT(
            N'▲ Data of ', t.DataText, N' (', a.DurationText, N' ago), late: expected every ', e.DurationText)
        WHEN N'part' THEN CONCAT(
            N'▲ Data of ', t.DataText, N' (', a.DurationText, N' ago)',
            CASE
                WHEN s.InstanceCount > s.LiveInstanceCount THEN CONCAT(
                    N', of ', s.LiveInstanceCount, N' of ', s.InstanceCount, N' instances')
                ELSE CONCAT(N', of ', s.CollectorCount - s.OffCount, N' of ', s.CollectorCount, N' collectors')
            END)
        ELSE CONCAT(N'Data of ', t.DataText, N' (', a.DurationText, N' ago)')
    END,
    IsSilent = CAST(CASE WHEN d.DataState IN (N'none', N'never', N'silent') THEN 1 ELSE 0 END AS bit),
    CoverageText = CASE WHEN v.CoveredPercent IS NOT NULL THEN CONCAT(N'Watched ', v.CoveredPercent, N' % of the window.') END,
    NowAt = @Now
FROM Summary AS s
LEFT JOIN Worst AS w ON 1 = 1
LEFT JOIN Reason AS r ON 1 = 1
LEFT JOIN sys.time_zone_info AS z ON z.name = @Zone
CROSS APPLY
(
    -- When the first collector has stopped, rows of the others must not make the page look healthy.
    SELECT
        IsOff = CASE
            WHEN s.OffCount = s.CollectorCount OR (s.LeadCount > 0 AND s.LeadOffCount = s.LeadCount) THEN 1
            ELSE 0
        END,
        LatestAt = CASE WHEN s.LeadCount > 0 THEN s.LeadLatestAt ELSE s.LatestAt END
) AS u
CROSS APPLY
(
    SELECT DataState = CASE
        WHEN s.CollectorCount = 0 THEN N'none'
        WHEN u.IsOff = 1 AND u.LatestAt IS NULL THEN N'never'
        WHEN u.IsOff = 1 THEN N'silent'
        WHEN s.OffCount > 0 THEN N'part'
        WHEN s.LateCount > 0 THEN N'late'
        ELSE N'fresh'
    END
) AS d
CROSS APPLY
(
    SELECT
        NowLocal = CAST(@Now AT TIME ZONE N'UTC' AT TIME ZONE @Zone AS datetime2(3)),
        FromLocal = CAST(@From AT TIME ZONE N'UTC' AT TIME ZONE @Zone AS datetime2(3)),
        ToLocal = CAST(@To AT TIME ZONE N'UTC' AT TIME ZONE @Zone AS datetime2(3)),
        DataLocal = CAST(w.LastSuccessAt AT TIME ZONE N'UTC' AT TIME ZONE @Zone AS datetime2(3)),
        LatestLocal = CAST(u.LatestAt AT TIME ZONE N'UTC' AT TIME ZONE @Zone AS datetime2(3))
) AS l
CROSS APPLY
(
    -- What is not of today says its day.
    SELECT
        DataText = CASE
            WHEN CAST(l.DataLocal AS date) = CAST(l.NowLocal AS date) THEN CONVERT(nvarchar(8), l.DataLocal, 108)
            ELSE CONVERT(nvarchar(19), l.DataLocal, 120)
        END,
        LatestText = CASE
            WHEN CAST(l.LatestLocal AS date) = CAST(l.NowLocal AS date) THEN CONVERT(nvarchar(8), l.LatestLocal, 108)
            ELSE CONVERT(nvarchar(19), l.LatestLocal, 120)
        END
) AS t
CROSS APPLY lib.DurationText(CASE WHEN w.DataAgeMs < 0 THEN 0 ELSE w.DataAgeMs END) AS a
CROSS APPLY lib.DurationText(w.EffectiveIntervalMs) AS e
OUTER APPLY
(
    SELECT CoveredPercent = CASE
        WHEN SUM(x.CoveredShare) / COUNT(*) >= 1 THEN 100
        ELSE CAST(FLOOR(100 * SUM(x.CoveredShare) / COUNT(*)) AS int)
    END
    FROM
    (
        SELECT o.InstanceId, PlaceOrder = ROW_NUMBER() OVER (PARTITION BY o.InstanceId ORDER BY o.Place), k.CollectorId
        FROM #Standing AS o
        INNER JOIN config.Collector AS k ON k.CollectorName = o.CollectorName
    ) AS f
    CROSS APPLY rollup.CoverageOf(f.InstanceId, f.CollectorId, @CoverFrom, @CoverTo) AS x
    WHERE f.PlaceOrder = 1
      AND @CoverFrom < @CoverTo
) AS v;
