/*  report.StatementPlans: the plans of one statement that Query Store tells of in a period, latest first,
    50 rows.
    @InstanceId   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @QueryKey   query_hash as 16 hexadecimal digits
    A plan has the literals of its statement in many places: where these are masked, PlanXml is NULL.  */
CREATE PROCEDURE report.StatementPlans
    @InstanceId int = NULL,
    @QueryKey   nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'StatementPlans';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @Hash binary(8) = TRY_CONVERT(binary(8), @QueryKey, 2);

SELECT TOP (50)
    RowId = CONCAT(p.InstanceId, N'/', p.PlanId),
    p.PlanId,
    PlanKey = CONVERT(nvarchar(16), p.QueryPlanHash, 2),
    CompiledLocal = l.LocalAt,
    LastSeenLocal = z.LocalAt,
    RunCount = s.RunCount,
    MeanLatencyMs = s.MeanMs,
    MeanCpuLatencyMs = s.MeanCpuMs,
    MeanReadCount = s.MeanReads,
    MaxMs = s.MaxMs,
    ForcedText = CASE WHEN p.IsForced = 1 THEN N'forced' ELSE N'' END,
    FailureText = CASE WHEN p.ForceFailureCount > 0 THEN CONCAT(p.ForceFailureCount, N' × ', p.ForceFailureReason) END,
    PlanXml = CASE WHEN k.HidesLiterals = 0 THEN LEFT(CAST(DECOMPRESS(d.PlanText) AS nvarchar(max)), 30000) END
FROM dim.QueryStorePlan AS p
INNER JOIN config.Masking(0) AS k ON k.InstanceId = p.InstanceId
CROSS APPLY report.LocalTime(p.CompiledAt, @Zone) AS l
CROSS APPLY report.LocalTime(p.LastSeenAt, @Zone) AS z
LEFT JOIN dim.QueryPlan AS d ON d.QueryHash = p.QueryHash AND d.QueryPlanHash = p.QueryPlanHash
OUTER APPLY
(
    SELECT
        RunCount = SUM(x.ExecutionCount),
        MeanMs = SUM(x.DurationMs) / NULLIF(SUM(x.ExecutionCount), 0),
        MeanCpuMs = SUM(x.CpuMs) / NULLIF(SUM(x.ExecutionCount), 0),
        MeanReads = SUM(x.LogicalReads) / NULLIF(SUM(x.ExecutionCount), 0),
        MaxMs = MAX(x.MaxDurationMs)
    FROM fact.QueryStorePlan AS x
    WHERE x.InstanceId = p.InstanceId
      AND x.QueryId = p.QueryId
      AND x.PlanId = p.PlanId
      AND x.IntervalEndedAt >= @From
      AND x.IntervalBeganAt < @To
) AS s
WHERE p.QueryHash = @Hash
  AND (@InstanceId IS NULL OR p.InstanceId = @InstanceId)
ORDER BY p.LastSeenAt DESC, p.PlanId DESC;
