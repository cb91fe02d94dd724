/*  report.PlanRegressions: statements that take more since another plan, those that cost most first, 100
    rows.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.PlanRegressions
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'PlanRegressions';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT TOP (100)
    r.RegressionId,
    i.InstanceName,
    r.InstanceId,
    QueryKey = CONVERT(nvarchar(16), r.QueryHash, 2),
    Severity = COALESCE(o.Severity, CASE WHEN r.EndedAt IS NULL THEN N'notice' ELSE N'ok' END),
    Statement = t.TextValue,
    Tables = q.TableNames,
    r.Reason,
    DetectedLocal = l.LocalAt,
    EndedLocal = e.LocalAt,
    r.EndReason,
    OldLatencyMs = r.OldDurationMs,
    NewLatencyMs = r.DurationMs,
    SlowerRatio = r.DurationMs / NULLIF(r.OldDurationMs, 0),
    CpuRatio = r.CpuMs / NULLIF(r.OldCpuMs, 0),
    ReadsRatio = r.LogicalReads / NULLIF(r.OldLogicalReads, 0),
    OldCpuLatencyMs = r.OldCpuMs,
    NewCpuLatencyMs = r.CpuMs,
    OldReadCount = r.OldLogicalReads,
    NewReadCount = r.LogicalReads,
    RunCount = r.ExecutionCount,
    ExtraMs = CAST(r.ExtraMs AS bigint),
    PlanText = CONCAT(N'plan ', r.OldPlanId, N' → ', r.PlanId),
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM fact.QueryRegression AS r
INNER JOIN config.Instance AS i ON i.InstanceId = r.InstanceId
INNER JOIN config.Masking(0) AS k ON k.InstanceId = r.InstanceId
LEFT JOIN dim.Query AS q ON q.InstanceId = r.InstanceId AND q.QueryHash = r.QueryHash
OUTER APPLY dim.ShownText(k.HidesLiterals, q.TextHash) AS t
CROSS APPLY report.LocalTime(r.DetectedAt, @Zone) AS l
CROSS APPLY report.LocalTime(r.EndedAt, @Zone) AS e
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = r.InstanceId
      AND a.QueryKey LIKE N'%' + CONVERT(nvarchar(16), r.QueryHash, 2) + N'%'
    ORDER BY a.SeverityRank DESC
) AS o
WHERE (r.EndedAt IS NULL OR r.LastSeenAt >= @From)
  AND r.DetectedAt < @To
  AND (@InstanceId IS NULL OR r.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY CASE WHEN r.EndedAt IS NULL THEN 0 ELSE 1 END, r.ExtraMs DESC, r.RegressionId DESC;
