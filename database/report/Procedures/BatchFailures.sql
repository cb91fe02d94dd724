/*  report.BatchFailures: batch classes whose tasks ended in error in a period, most first, 50 rows.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Company, @GroupId   only runs of that company and of that batch group, by their whole name, (none) and
                  (default group) for those without one; NULL or empty for all
    LastErrorText: what SQL Server reported in the session of the last of them, NULL where it reported
    nothing.  */
CREATE PROCEDURE report.BatchFailures
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Company    nvarchar(10) = NULL,
    @GroupId    nvarchar(60) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchFailures';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT TOP (50)
    f.InstanceId,
    i.InstanceName,
    f.ClassNumber,
    f.FailedCount,
    f.RetryCount,
    f.LastAt,
    f.LastId,
    f.Companies
INTO #Class
FROM
(
    SELECT
        e.InstanceId,
        e.ClassNumber,
        FailedCount = COUNT(*),
        RetryCount = SUM(COALESCE(e.RetryCount, 0)),
        LastAt = MAX(e.StartedAt),
        LastId = MAX(e.ExecutionId),
        Companies = CASE
            WHEN COUNT(DISTINCT e.Company) = 1 THEN MAX(e.Company)
            ELSE CONCAT(COUNT(DISTINCT e.Company), N' companies')
        END
    FROM config.Instance AS k
    INNER JOIN fact.BatchExecution AS e ON e.InstanceId = k.InstanceId
    WHERE e.StartedAt >= @From
      AND e.StartedAt < @To
      AND e.StatusNumber = 3
      AND e.IsRunning = 0
      AND (@InstanceId IS NULL OR k.InstanceId = @InstanceId)
      AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
      AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
    GROUP BY e.InstanceId, e.ClassNumber
) AS f
INNER JOIN config.Instance AS i ON i.InstanceId = f.InstanceId
WHERE @Stage IS NULL
   OR i.Environment = @Stage
ORDER BY f.FailedCount DESC, f.LastAt DESC
OPTION (RECOMPILE);

SELECT
    RowId = CONCAT(f.InstanceId, N'/', f.ClassNumber),
    f.InstanceName,
    f.InstanceId,
    f.ClassNumber,
    ClassName = n.Name,
    f.FailedCount,
    f.RetryCount,
    LastLocal = l.LocalAt,
    f.Companies,
    LastExecutionId = x.ExecutionId,
    LastCaption = COALESCE(NULLIF(x.TaskCaption, N''), x.JobCaption),
    LastAos = SUBSTRING(x.ServerId, CHARINDEX(N'@', x.ServerId) + 1, 128),
    LastDurationMs = x.DurationMs,
    LastErrorText = r.ErrorText
FROM #Class AS f
INNER JOIN fact.BatchExecution AS x ON x.ExecutionId = f.LastId
CROSS APPLY dim.BatchClassName(f.InstanceId, f.ClassNumber) AS n
CROSS APPLY report.LocalTime(f.LastAt, @Zone) AS l
OUTER APPLY report.BatchError(x.InstanceId, x.AxSessionId, x.StartedAt, COALESCE(x.EndedAt, x.LastSeenAt)) AS r
ORDER BY f.FailedCount DESC, f.LastAt DESC;
