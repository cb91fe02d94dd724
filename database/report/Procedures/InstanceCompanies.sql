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
        RunCount = COUNT(*),
        FailedCount = SUM(CASE WHEN p.StatusNumber = 3 THEN 1 ELSE 0 END),
        DelayP95Ms = MIN(CASE WHEN 100 * p.Place >= 95 * p.Total THEN p.DelayMs END),
        TotalMs = SUM(p.DurationMs)
    FROM
    (
        SELECT
            Company = COALESCE(NULLIF(e.Company, N''), N'(none)'),
            e.StatusNumber,
            DelayMs = COALESCE(e.DelayMs, 0),
            e.DurationMs,
            Place = ROW_NUMBER() OVER (PARTITION BY COALESCE(NULLIF(e.Company, N''), N'(none)') ORDER BY COALESCE(e.DelayMs, 0)),
            Total = COUNT(*) OVER (PARTITION BY COALESCE(NULLIF(e.Company, N''), N'(none)'))
        FROM fact.BatchExecution AS e
        INNER JOIN config.Instance AS i ON i.InstanceId = e.InstanceId
        WHERE e.StartedAt >= @From
          AND e.StartedAt < @To
          AND e.IsRunning = 0
          AND (@InstanceId IS NULL OR e.InstanceId = @InstanceId)
          AND (@Stage IS NULL OR i.Environment = @Stage)
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
