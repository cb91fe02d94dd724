/*  report.InstanceState: a watched instance as it is configured, and each of its collectors: whether it
    brings data, what it costs, what this instance does differently.
    @InstanceName   config.Instance
    Result          two sets. The instance: InstanceId, InstanceName, ConnectionName, AxDatabaseName, Stage,
                    Tags, TimeZoneName, IsEnabled. Its collectors, what brings nothing first: CollectorName,
                    State, IsCollecting, Standing, Remedy, DataAgeMs, IntervalMs (its own now), LastSourceMs,
                    BudgetMs, CostMs (milliseconds a minute on the watched server, mean of the last hour),
                    OwnIntervalMs, OwnTimeoutMs, OwnRowLimit, OwnBudgetMs, OwnBudgetPercent, OwnIsEnabled
                    (NULL: as everywhere), HasOwnText, VersionText  */
CREATE PROCEDURE report.InstanceState
    @InstanceName sysname = NULL,
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'InstanceState';
    RETURN;
END;

DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = @InstanceName);

SELECT
    i.InstanceId,
    i.InstanceName,
    i.ConnectionName,
    i.AxDatabaseName,
    Stage = i.Environment,
    i.Tags,
    i.TimeZoneName,
    i.IsEnabled
FROM config.Instance AS i
WHERE i.InstanceId = @InstanceId;

SELECT
    s.CollectorName,
    s.State,
    s.IsCollecting,
    s.Standing,
    s.Remedy,
    s.DataAgeMs,
    IntervalMs = s.EffectiveIntervalMs,
    s.LastSourceMs,
    s.BudgetMs,
    r.CostMs,
    OwnIntervalMs = o.IntervalMs,
    OwnTimeoutMs = o.TimeoutMs,
    OwnRowLimit = o.RowLimit,
    OwnBudgetMs = o.BudgetMs,
    OwnBudgetPercent = o.BudgetPercent,
    OwnIsEnabled = o.IsEnabled,
    HasOwnText = CAST(CASE WHEN o.QueryText IS NOT NULL THEN 1 ELSE 0 END AS bit),
    v.VersionText
FROM ops.CollectorStanding(@Now) AS s
LEFT JOIN config.CollectorOverride AS o ON o.InstanceId = s.InstanceId AND o.CollectorName = s.CollectorName
CROSS APPLY config.CollectorLimits(s.InstanceId, s.CollectorName) AS v
LEFT JOIN
(
    SELECT j.JobName, CostMs = SUM(CAST(j.SourceMs AS bigint)) / 60
    FROM ops.JobRun AS j
    WHERE j.InstanceId = @InstanceId
      AND j.StartedAt >= DATEADD(hour, -1, @Now)
    GROUP BY j.JobName
) AS r ON r.JobName = N'collect:' + s.CollectorName
WHERE s.InstanceId = @InstanceId
ORDER BY s.IsCollecting, s.CollectorName;
