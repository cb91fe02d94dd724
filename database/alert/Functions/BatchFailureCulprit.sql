/*  alert.BatchFailureCulprit: how often a batch class failed in a company.
    @ExecutionId   fact.BatchExecution: its latest run that failed
    @Now           UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.BatchFailureCulprit
(
    @ExecutionId bigint,
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(b.Name, N' failed ', r.FailedCount, N' of ', r.RunCount, N', ' + NULLIF(e.Company, N'')), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(N'Latest: ', e.TaskCaption, N', ended ' + CONVERT(nvarchar(19), e.EndedAt, 126) + N'Z', N', on ' + e.ServerId), 1000) AS nvarchar(1000)),
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
                CASE h.StatusNumber WHEN 3 THEN N'Error' ELSE N'Ended' END AS status,
                h.DurationMs AS durationMs,
                h.ServerId AS aos,
                h.TaskCaption AS task
            FROM fact.BatchExecution AS h
            WHERE h.InstanceId = e.InstanceId
              AND h.ClassNumber = e.ClassNumber
              AND h.StartedAt > DATEADD(day, -1, @Now)
              AND h.StatusNumber IN (3, 4)
            ORDER BY h.StartedAt DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM fact.BatchExecution AS e
    CROSS APPLY dim.BatchClassName(e.InstanceId, e.ClassNumber) AS b
    CROSS APPLY
    (
        SELECT RunCount = COUNT(*), FailedCount = SUM(CASE WHEN x.StatusNumber = 3 THEN 1 ELSE 0 END)
        FROM
        (
            SELECT TOP (20) h.StatusNumber
            FROM fact.BatchExecution AS h
            WHERE h.InstanceId = e.InstanceId
              AND h.ClassNumber = e.ClassNumber
              AND COALESCE(h.Company, N'') = COALESCE(e.Company, N'')
              AND h.StartedAt > DATEADD(day, -1, @Now)
              AND h.StartedAt <= @Now
              AND h.IsRunning = 0
              AND h.EndedAt <= @Now
              AND h.StatusNumber IN (3, 4)
            ORDER BY h.EndedAt DESC, h.ExecutionId DESC
        ) AS x
    ) AS r
    WHERE e.ExecutionId = @ExecutionId
);
