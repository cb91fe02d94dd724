/*  report.InstanceCompanies: batch runs and sessions of each company in a period, most runs first, 50 rows.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    Sessions count by the company in which their user begins: AX 2012 does not tell where a session
            works.  */
CREATE PROCEDURE report.InstanceCompanies
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
    EXEC report.Help N'InstanceCompanies';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @From = w.FromAt, @To = w.ToAt
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

-- Delays are whole seconds, so there are far fewer of them than runs: places are counted over delays.
SELECT
    e.Company,
    DelayMs = COALESCE(e.DelayMs, 0),
    RunCount = COUNT_BIG(*),
    FailedCount = SUM(CASE WHEN e.StatusNumber = 3 THEN CAST(1 AS bigint) ELSE 0 END),
    TotalMs = SUM(e.DurationMs)
INTO #Delay
FROM config.Instance AS i
INNER JOIN fact.BatchExecution AS e ON e.InstanceId = i.InstanceId
WHERE e.StartedAt >= @From
  AND e.StartedAt < @To
  AND e.IsRunning = 0
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
GROUP BY e.Company, COALESCE(e.DelayMs, 0)
OPTION (RECOMPILE);

SELECT TOP (50)
    x.Company,
    SessionCount = COALESCE(s.SessionCount, 0),
    x.RunCount,
    x.FailedCount,
    FailedPercent = 100e0 * x.FailedCount / NULLIF(x.RunCount, 0),
    x.DelayP95Ms,
    x.TotalMs
FROM
(
    SELECT
        p.Company,
        RunCount = SUM(p.RunCount),
        FailedCount = SUM(p.FailedCount),
        DelayP95Ms = MIN(CASE WHEN 100 * p.Place >= 95 * p.Total THEN p.DelayMs END),
        TotalMs = SUM(p.TotalMs)
    FROM
    (
        SELECT
            c.Company,
            d.DelayMs,
            d.RunCount,
            d.FailedCount,
            d.TotalMs,
            Place = SUM(d.RunCount) OVER (PARTITION BY c.Company ORDER BY d.DelayMs RANGE UNBOUNDED PRECEDING),
            Total = SUM(d.RunCount) OVER (PARTITION BY c.Company)
        FROM #Delay AS d
        CROSS APPLY (SELECT Company = COALESCE(NULLIF(d.Company, N''), N'(none)')) AS c
    ) AS p
    GROUP BY p.Company
) AS x
LEFT JOIN
(
    SELECT Company = COALESCE(NULLIF(y.StartCompany, N''), N'(none)'), SessionCount = COUNT(*)
    FROM fact.AxSession AS y
    WHERE y.EndedAt IS NULL
      AND y.StatusNumber = 1
      AND (@InstanceId IS NULL OR y.InstanceId = @InstanceId)
    GROUP BY COALESCE(NULLIF(y.StartCompany, N''), N'(none)')
) AS s ON s.Company = x.Company
ORDER BY x.RunCount DESC, x.Company
OPTION (RECOMPILE);
