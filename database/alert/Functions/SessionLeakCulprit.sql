/*  alert.SessionLeakCulprit: which sessions stay over night, how many more each day, and where.
    @InstanceId
    @SeriesKey   as in alert.SessionNight
    @Now         UTC
    Result       one row or none, as alert.FindCulprits describes it; the rows are the nights  */
CREATE FUNCTION alert.SessionLeakCulprit
(
    @InstanceId int,
    @SeriesKey  nvarchar(256),
    @Now        datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(
            c.ClientText, N' sessions +', CAST(t.RiseADay AS decimal(9, 1)), N' a day, ', a.ShortName), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(N'At night, when only those are left that nobody ends, there were ',
            CAST(ROUND(t.FirstCount, 0) AS int), N' of them two weeks ago and are ', CAST(ROUND(t.LastCount, 0) AS int),
            N' now (', t.NightCount, N' nights).'), 1000) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(LEFT(a.ShortName, 128) AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT TOP (14)
                n.NightDate AS night,
                CAST(n.LeastCount AS decimal(18, 0)) AS sessions
            FROM alert.SessionNight(@InstanceId, @Now) AS n
            WHERE n.SeriesKey = @SeriesKey
            ORDER BY n.NightDate DESC
            FOR JSON PATH
        )
    FROM alert.SessionTrend(@InstanceId, @Now) AS t
    CROSS APPLY (SELECT ShortName = SUBSTRING(t.AosName, CHARINDEX(N'@', t.AosName) + 1, 128)) AS a
    CROSS APPLY lib.ClientTypeText(t.ClientType) AS c
    WHERE t.SeriesKey = @SeriesKey
);
