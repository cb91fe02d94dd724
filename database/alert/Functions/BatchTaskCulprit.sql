/*  alert.BatchTaskCulprit: how long a batch task runs, beside what its class usually takes.
    @ExecutionId   fact.BatchExecution
    @Now           UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.BatchTaskCulprit
(
    @ExecutionId bigint,
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(b.Name, N' runs ', d.DurationText, N', usually ' + u.DurationText), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(e.TaskCaption, N', company ' + NULLIF(e.Company, N''), N', on ' + e.ServerId, N', group ' + NULLIF(e.GroupId, N'')), 1000) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(SUBSTRING(e.ServerId, CHARINDEX(N'@', e.ServerId) + 1, 128) AS nvarchar(128)),
        GroupId = CAST(e.GroupId AS nvarchar(60)),
        ClassName = CAST(b.Name AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson = 
        (
            SELECT TOP (5)
                h.StartedAt AS startedAt,
                h.EndedAt AS endedAt,
                h.DurationMs AS durationMs,
                h.StatusNumber AS status,
                h.ServerId AS aos
            FROM fact.BatchExecution AS h
            WHERE h.InstanceId = e.InstanceId
              AND h.ClassNumber = e.ClassNumber
              AND h.StartedAt > DATEADD(day, -30, @Now)
            ORDER BY h.StartedAt DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM fact.BatchExecution AS e
    CROSS APPLY dim.BatchClassName(e.InstanceId, e.ClassNumber) AS b
    OUTER APPLY
    (
        SELECT MedianMs = AVG(p.DurationMs)
        FROM
        (
            SELECT
                h.DurationMs,
                RunNumber = ROW_NUMBER() OVER (ORDER BY h.DurationMs),
                RunCount = COUNT(*) OVER ()
            FROM fact.BatchExecution AS h
            WHERE h.InstanceId = e.InstanceId
              AND h.ClassNumber = e.ClassNumber
              AND h.StartedAt > DATEADD(day, -30, @Now)
              AND h.StatusNumber = 4
              AND h.IsRunning = 0
              AND h.DurationMs IS NOT NULL
        ) AS p
        WHERE p.RunNumber IN ((p.RunCount + 1) / 2, (p.RunCount + 2) / 2)
    ) AS m
    CROSS APPLY lib.DurationText(DATEDIFF_BIG(millisecond, e.StartedAt, @Now)) AS d
    CROSS APPLY lib.DurationText(m.MedianMs) AS u
    WHERE e.ExecutionId = @ExecutionId
);
