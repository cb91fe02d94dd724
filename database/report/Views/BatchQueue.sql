/*  report.BatchQueue: the backlog of batch, for Management Studio: tasks by state for each capture, group and
    class. Ask for a time by CapturedAt.  */
CREATE VIEW report.BatchQueue
AS
SELECT
    i.InstanceName,
    b.CapturedAt,
    b.GroupId,
    ClassName = c.Name,
    b.ClassNumber,
    b.WaitingCount,
    b.ReadyCount,
    b.ExecutingCount,
    b.HeldCount,
    b.OverdueCount,
    b.OldestAgeMs,
    b.DeadEndCount,
    b.StuckJobCount
FROM fact.BatchBacklog AS b
INNER JOIN config.Instance AS i ON i.InstanceId = b.InstanceId
CROSS APPLY dim.BatchClassName(b.InstanceId, b.ClassNumber) AS c;
