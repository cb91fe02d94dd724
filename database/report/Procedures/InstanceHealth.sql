/*  report.InstanceHealth: how each enabled instance is, the worst first: what the desk's first page shows.
    Result   InstanceName, Stage, CriticalCount and WarningCount (alerts that are not over), CollectorCount,
             OffCount (collectors that do not collect), DataAgeMs (of the newest data; NULL: none)  */
CREATE PROCEDURE report.InstanceHealth
    @Help bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'InstanceHealth';
    RETURN;
END;

DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);

SELECT
    s.InstanceId,
    DataAgeMs = MIN(CASE WHEN s.IsCollecting = 1 THEN s.DataAgeMs END),
    OffCount = SUM(CASE WHEN s.IsCollecting = 1 THEN 0 ELSE 1 END),
    CollectorCount = COUNT(*)
INTO #Standing
FROM ops.CollectorStanding(@Now) AS s
GROUP BY s.InstanceId;

SELECT
    i.InstanceName,
    Stage = COALESCE(i.Environment, N''),
    CriticalCount = COALESCE(a.CriticalCount, 0),
    WarningCount = COALESCE(a.WarningCount, 0),
    CollectorCount = COALESCE(s.CollectorCount, 0),
    OffCount = COALESCE(s.OffCount, 0),
    s.DataAgeMs
FROM config.Instance AS i
LEFT JOIN #Standing AS s ON s.InstanceId = i.InstanceId
OUTER APPLY
(
    SELECT
        CriticalCount = SUM(CASE WHEN x.Severity = N'critical' THEN 1 ELSE 0 END),
        WarningCount = SUM(CASE WHEN x.Severity = N'warning' THEN 1 ELSE 0 END)
    FROM alert.Alert AS x
    WHERE x.InstanceId = i.InstanceId
      AND x.ResolvedAt IS NULL
      AND x.OpenedAt IS NOT NULL
) AS a
WHERE i.IsEnabled = 1
ORDER BY COALESCE(a.CriticalCount, 0) DESC, COALESCE(a.WarningCount, 0) DESC, COALESCE(s.OffCount, 0) DESC, i.InstanceName;
