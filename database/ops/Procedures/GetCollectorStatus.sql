/*  ops.GetCollectorStatus: the same facts as report.CollectorStatus, for the
    command line of the orchestrator.
    @InstanceName   NULL for all
    @Now            UTC  */
CREATE PROCEDURE ops.GetCollectorStatus
    @InstanceName sysname = NULL,
    @Now          datetime2(3)
AS
SET NOCOUNT ON;

SELECT
    s.InstanceName,
    s.CollectorName,
    s.State,
    s.IsCollecting,
    s.Standing,
    s.Remedy,
    s.Missing,
    s.Since,
    s.LastSuccessAt,
    s.DataAgeMs,
    s.IntervalMs,
    s.EffectiveIntervalMs,
    s.BudgetMs,
    s.LastSourceMs,
    s.TruncatedAt
FROM ops.CollectorStanding(@Now) AS s
WHERE @InstanceName IS NULL OR s.InstanceName = @InstanceName
ORDER BY s.InstanceName, s.IsCollecting, s.CollectorName;
