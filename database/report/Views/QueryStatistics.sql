/*  report.QueryStatistics: what the leading statements did, for Management Studio: one row for each statement
    and capture. Ask for a time by CapturedAt, and sum over it.  */
CREATE VIEW report.QueryStatistics
AS
SELECT
    i.InstanceName,
    x.CapturedAt,
    QueryKey = CONVERT(nvarchar(16), x.QueryHash, 2),
    q.TableNames,
    q.StatementKind,
    x.ExecutionCount,
    x.CpuMs,
    x.DurationMs,
    x.LogicalReads,
    x.PhysicalReads,
    x.LogicalWrites,
    x.ReturnedRows,
    x.PlanCount,
    x.MaxDurationMs,
    StatementText = t.TextValue
FROM fact.QueryStat AS x
INNER JOIN config.Instance AS i ON i.InstanceId = x.InstanceId
INNER JOIN config.Masking(0) AS k ON k.InstanceId = x.InstanceId
LEFT JOIN dim.Query AS q ON q.InstanceId = x.InstanceId AND q.QueryHash = x.QueryHash
OUTER APPLY dim.ShownText(k.HidesLiterals, q.TextHash) AS t;
