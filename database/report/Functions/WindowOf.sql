/*  report.WindowOf: the period that the parameters of a report mean, in UTC. Nothing else reads them.
    @Window            1h 4h 24h 7d 30d 90d; counts where @FromAt is NULL. Anything else is 24h
    @FromAt, @ToAt     by the clock of @TimeZone; NULL: so long before the end, resp. now. Beyond the years
                       2000 to 2100 they are taken for these. Of the hour that comes twice in autumn, @FromAt
                       means the first, @ToAt the second
    @TimeZone          as in sys.time_zone_info; NULL or empty: UTC. Another name is an error (9820)
    Result             one row: NowAt; FromAt and ToAt, [FromAt, ToAt), empty where Fault says what is wrong;
                       IsLive 1: ends now; ZoneName; SliceSeconds: the period in 200 slices at most, of ten
                       seconds at least  */
CREATE FUNCTION report.WindowOf
(
    @Window   nvarchar(16),
    @FromAt   datetime2(3),
    @ToAt     datetime2(3),
    @TimeZone nvarchar(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        n.NowAt,
        FromAt = CASE WHEN f.Fault IS NULL THEN u.FromAt ELSE u.ToAt END,
        u.ToAt,
        IsLive = CAST(CASE WHEN @ToAt IS NULL THEN 1 ELSE 0 END AS bit),
        z.ZoneName,
        SliceSeconds = CASE WHEN s.Seconds <= 2000 THEN 10 ELSE CAST((s.Seconds + 199) / 200 AS int) END,
        f.Fault
    FROM report.Now() AS n
    CROSS JOIN
    (
        SELECT ZoneName = COALESCE(NULLIF(@TimeZone, N''), N'UTC')
    ) AS z
    CROSS APPLY
    (
        SELECT
            FromLocal = CASE
                WHEN @FromAt < '2000-01-01' THEN CAST('2000-01-01' AS datetime2(3))
                WHEN @FromAt > '2100-01-01' THEN CAST('2100-01-01' AS datetime2(3))
                ELSE @FromAt
            END,
            ToLocal = CASE
                WHEN @ToAt < '2000-01-01' THEN CAST('2000-01-01' AS datetime2(3))
                WHEN @ToAt > '2100-01-01' THEN CAST('2100-01-01' AS datetime2(3))
                ELSE @ToAt
            END
    ) AS k
    CROSS APPLY
    (
        SELECT ToAt = COALESCE(CAST(k.ToLocal AT TIME ZONE z.ZoneName AT TIME ZONE N'UTC' AS datetime2(3)), n.NowAt)
    ) AS e
    CROSS APPLY
    (
        SELECT
            e.ToAt,
            FromAt = COALESCE(
                CAST(k.FromLocal AT TIME ZONE z.ZoneName AT TIME ZONE N'UTC' AS datetime2(3)),
                DATEADD(hour, -CASE @Window
                    WHEN N'1h' THEN 1
                    WHEN N'4h' THEN 4
                    WHEN N'7d' THEN 168
                    WHEN N'30d' THEN 720
                    WHEN N'90d' THEN 2160
                    ELSE 24
                END, e.ToAt))
    ) AS u
    CROSS APPLY
    (
        SELECT Fault = CASE
            WHEN u.FromAt >= n.NowAt THEN N'The window lies in the future.'
            WHEN u.FromAt >= u.ToAt THEN N'The window ends before it begins.'
        END
    ) AS f
    CROSS APPLY
    (
        SELECT Seconds = CASE WHEN f.Fault IS NULL THEN DATEDIFF_BIG(second, u.FromAt, u.ToAt) ELSE 0 END
    ) AS s
);
