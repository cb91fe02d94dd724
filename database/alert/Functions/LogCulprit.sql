/*  alert.LogCulprit: why the log of a database is not cut, and whose transaction is the oldest.
    @InstanceId
    @DatabaseName
    @Now   UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.LogCulprit
(
    @InstanceId int,
    @DatabaseName nvarchar(256),
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(
            @DatabaseName, N' log ', s.UsedText, N': ',
            CASE s.LogReuseWait
                WHEN N'ACTIVE_TRANSACTION' THEN COALESCE(N'open transaction of ' + t.WhoText + N', ' + t.DurationText,
                    N'an open transaction')
                WHEN N'LOG_BACKUP' THEN N'no log backup'
                ELSE COALESCE(LOWER(REPLACE(s.LogReuseWait, N'_', N' ')), N'reason unknown')
            END), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(N'The log cannot be cut: ', s.LogReuseWait, N'.',
            N' Last log backup ' + CONVERT(nvarchar(19), s.LastLogBackupAt, 126) + N'Z.'), 1000) AS nvarchar(1000)),
        SessionId = CAST(CASE WHEN s.LogReuseWait = N'ACTIVE_TRANSACTION' THEN t.SessionId END AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(@DatabaseName AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson = CAST(NULL AS nvarchar(max))
    FROM
    (
        SELECT TOP (1)
            x.LogReuseWait,
            x.LastLogBackupAt,
            UsedText = CONCAT(CAST(ROUND(100e0 * x.LogUsedBytes / NULLIF(x.LogBytes, 0), 0) AS int), N' %')
        FROM fact.DatabaseSize AS x
        WHERE x.InstanceId = @InstanceId
          AND x.DatabaseName = @DatabaseName
          AND x.CapturedAt > DATEADD(day, -1, @Now)
          AND x.CapturedAt <= @Now
        ORDER BY x.CapturedAt DESC
    ) AS s
    OUTER APPLY
    (
        SELECT TOP (1) y.SessionId, l.WhoText, d.DurationText
        FROM fact.ShownLongTransaction(1) AS y
        CROSS APPLY lib.SessionLabel(y.SessionId, y.AxUser, y.AxConfidence, y.BatchTask, y.ProgramName, y.HostName, 0) AS l
        CROSS APPLY lib.DurationText(y.DurationMs) AS d
        WHERE y.InstanceId = @InstanceId
          AND y.EndedAt IS NULL
          AND y.LastSeenAt > DATEADD(minute, -10, @Now)
          AND y.LogBytesUsed > 0
        ORDER BY y.DurationMs DESC
    ) AS t
);
