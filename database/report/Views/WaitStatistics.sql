/*  report.WaitStatistics: what tasks waited for, for Management Studio: one row for each capture and wait
    type. Ask for a time by CapturedAt. WaitMs: waited in the interval; InflightMs: of waits that still
    last.  */
CREATE VIEW report.WaitStatistics
AS
SELECT
    i.InstanceName,
    w.CapturedAt,
    t.CategoryName,
    t.WaitType,
    w.ElapsedMs,
    w.WaitMs,
    w.TaskCount,
    w.SignalMs,
    w.InflightTaskCount,
    w.InflightMs
FROM fact.Wait AS w
INNER JOIN dim.WaitType AS t ON t.WaitTypeId = w.WaitTypeId
INNER JOIN config.Instance AS i ON i.InstanceId = w.InstanceId;
