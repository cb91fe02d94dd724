/*  report.BatchRuns: executions of batch tasks, for Management Studio: one row for each. Ask for a time by
    StartedAt; IsRunning = 1 are those that execute now.  */
CREATE VIEW report.BatchRuns
AS
SELECT
    e.ExecutionId,
    i.InstanceName,
    ClassName = c.Name,
    e.ClassNumber,
    e.JobCaption,
    e.TaskCaption,
    e.GroupId,
    e.Company,
    AosName = SUBSTRING(e.ServerId, CHARINDEX(N'@', e.ServerId) + 1, 128),
    e.CreatedBy,
    StatusName = s.Name,
    e.IsRunning,
    e.ScheduledAt,
    e.StartedAt,
    e.EndedAt,
    e.DelayMs,
    e.DurationMs,
    e.RetryCount,
    e.AxSessionId
FROM fact.ShownBatchExecution(0) AS e
INNER JOIN config.Instance AS i ON i.InstanceId = e.InstanceId
CROSS APPLY dim.BatchClassName(e.InstanceId, e.ClassNumber) AS c
CROSS APPLY lib.BatchStatusName(e.StatusNumber) AS s;
