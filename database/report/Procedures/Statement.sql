/*  report.Statement: one statement by query_hash in a period: one row, none for one that never led.
    @InstanceId   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @QueryKey   query_hash as 16 hexadecimal digits  */
CREATE PROCEDURE report.Statement
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
    EXEC report.Help N'Statement';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @Hash binary(8) = TRY_CONVERT(binary(8), @QueryKey, 2);

SELECT TOP (1)
    QueryKey = CONVERT(nvarchar(16), q.QueryHash, 2),
    i.InstanceId,
    i.InstanceName,
    Statement = t.TextValue,
    Tables = q.TableNames,
    q.StatementKind,
    FlagsText = STUFF(
        CONCAT(
            CASE WHEN q.HasLiterals = 1 THEN N'; literals in the text' END,
            CASE WHEN q.HasPartition = 0 THEN N'; no PARTITION in its conditions' END,
            CASE WHEN q.HasDataAreaId = 0 THEN N'; no DATAAREAID in its conditions' END,
            CASE WHEN q.FastRows IS NOT NULL THEN CONCAT(N'; OPTION (FAST ', q.FastRows, N')') END), 1, 2, N''),
    FirstSeenLocal = l.LocalAt,
    LastTopLocal = z.LocalAt,
    x.RunCount,
    x.CpuMs,
    x.ElapsedMs,
    x.ReadCount,
    x.PlanCount,
    MeanLatencyMs = 1e0 * x.ElapsedMs / NULLIF(x.RunCount, 0),
    MeanReadCount = 1e0 * x.ReadCount / NULLIF(x.RunCount, 0),
    CpuSharePercent = 100e0 * x.CpuMs / NULLIF(c.AllCpuMs, 0),
    r.RegressionId,
    Severity = CASE WHEN r.RegressionId IS NOT NULL THEN N'notice' ELSE N'ok' END
FROM dim.Query AS q
INNER JOIN config.Instance AS i ON i.InstanceId = q.InstanceId
INNER JOIN config.Masking(0) AS k ON k.InstanceId = q.InstanceId
OUTER APPLY dim.ShownText(k.HidesLiterals, q.TextHash) AS t
CROSS APPLY report.LocalTime(q.FirstSeenAt, @Zone) AS l
CROSS APPLY report.LocalTime(q.LastTopAt, @Zone) AS z
OUTER APPLY
(
    SELECT
        RunCount = SUM(s.ExecutionCount),
        CpuMs = SUM(s.CpuMs),
        ElapsedMs = SUM(s.DurationMs),
        ReadCount = SUM(s.LogicalReads),
        PlanCount = COUNT(DISTINCT s.TopPlanHash)
    FROM fact.QueryStat AS s
    WHERE s.InstanceId = q.InstanceId
      AND s.QueryHash = q.QueryHash
      AND s.CapturedAt >= @From
      AND s.CapturedAt < @To
) AS x
OUTER APPLY
(
    SELECT AllCpuMs = SUM(y.CpuMs)
    FROM fact.QueryStatCapture AS y
    WHERE y.InstanceId = q.InstanceId
      AND y.CapturedAt >= @From
      AND y.CapturedAt < @To
      AND y.IsGap = 0
) AS c
OUTER APPLY
(
    SELECT TOP (1) g.RegressionId
    FROM fact.QueryRegression AS g
    WHERE g.InstanceId = q.InstanceId
      AND g.QueryHash = q.QueryHash
      AND g.EndedAt IS NULL
    ORDER BY g.ExtraMs DESC
) AS r
WHERE q.QueryHash = @Hash
  AND (@InstanceId IS NULL OR q.InstanceId = @InstanceId)
ORDER BY x.CpuMs DESC, q.InstanceId
OPTION (RECOMPILE);
