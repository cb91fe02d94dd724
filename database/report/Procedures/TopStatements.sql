/*  report.TopStatements: statements that took most of a resource in a period, by query_hash.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @TopN   rows at most, 1 to 1,000; NULL: 25
    @Search   only rows that contain it; NULL or empty for all
    @By   cpu, reads, duration, executions, mean; NULL: cpu
    Only the leaders of each capture are known: LeadersPercent says which part of the processor time
            they make up.  */
CREATE PROCEDURE report.TopStatements
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @By         nvarchar(16) = NULL,
    @Search     nvarchar(100) = NULL,
    @TopN       int = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'TopStatements';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @From = w.FromAt, @To = w.ToAt
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SET @TopN = CASE WHEN @TopN BETWEEN 1 AND 1000 THEN @TopN ELSE 25 END;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT s.InstanceId, s.QueryHash, s.RunCount, s.CpuMs, s.ElapsedMs, s.ReadCount, s.PlanCount, s.SortValue
INTO #Sum
FROM report.StatementSum(@InstanceId, @From, @To, @By) AS s
OPTION (RECOMPILE);

DECLARE @AllCpuMs bigint = (
    SELECT SUM(c.CpuMs)
    FROM fact.QueryStatCapture AS c
    WHERE c.CapturedAt >= @From
      AND c.CapturedAt < @To
      AND c.IsGap = 0
      AND (@InstanceId IS NULL OR c.InstanceId = @InstanceId)
);

SELECT TOP (@TopN)
    RowId = CONCAT(s.InstanceId, N'/', CONVERT(nvarchar(16), s.QueryHash, 2)),
    RankNumber = ROW_NUMBER() OVER (ORDER BY s.SortValue DESC, s.QueryHash),
    s.InstanceId,
    i.InstanceName,
    QueryKey = CONVERT(nvarchar(16), s.QueryHash, 2),
    Statement = t.TextValue,
    Tables = q.TableNames,
    q.StatementKind,
    FlagsText = STUFF(
        CONCAT(
            CASE WHEN q.HasLiterals = 1 THEN N', literals' END,
            CASE WHEN q.HasPartition = 0 THEN N', no PARTITION' END,
            CASE WHEN q.HasDataAreaId = 0 THEN N', no DATAAREAID' END,
            CASE WHEN q.FastRows IS NOT NULL THEN CONCAT(N', FAST ', q.FastRows) END), 1, 2, N''),
    s.RunCount,
    s.CpuMs,
    s.ElapsedMs,
    s.ReadCount,
    MeanLatencyMs = 1e0 * s.ElapsedMs / NULLIF(s.RunCount, 0),
    CpuSharePercent = 100e0 * s.CpuMs / NULLIF(@AllCpuMs, 0),
    LeadersPercent = 100e0 * (SUM(s.CpuMs) OVER ()) / NULLIF(@AllCpuMs, 0),
    s.PlanCount,
    RegressionId = r.RegressionId,
    Severity = COALESCE(o.Severity, CASE WHEN r.RegressionId IS NOT NULL THEN N'notice' ELSE N'ok' END),
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM #Sum AS s
INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
INNER JOIN config.Masking(0) AS k ON k.InstanceId = s.InstanceId
LEFT JOIN dim.Query AS q ON q.InstanceId = s.InstanceId AND q.QueryHash = s.QueryHash
OUTER APPLY dim.ShownText(k.HidesLiterals, q.TextHash) AS t
OUTER APPLY
(
    SELECT TOP (1) g.RegressionId
    FROM fact.QueryRegression AS g
    WHERE g.InstanceId = s.InstanceId
      AND g.QueryHash = s.QueryHash
      AND g.EndedAt IS NULL
    ORDER BY g.ExtraMs DESC
) AS r
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = s.InstanceId
      AND a.QueryKey LIKE N'%' + CONVERT(nvarchar(16), s.QueryHash, 2) + N'%'
    ORDER BY a.SeverityRank DESC
) AS o
WHERE (@Stage IS NULL OR i.Environment = @Stage)
  AND (@Like IS NULL OR t.TextValue LIKE @Like OR q.TableNames LIKE @Like)
ORDER BY s.SortValue DESC, s.QueryHash;
