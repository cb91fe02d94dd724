/*  report.BacktestAlerts: what a back-test that was kept would have raised, in the order of time.
    @RunId   ops.BacktestRun
    Result   one row per alert: AlertNumber, InstanceName, AlertKey, Severity, PendingAt, OpenedAt (NULL:
             nobody would have been told), CriticalAt, ResolvedAt (NULL: still open in the end), OpenMs,
             MeasureName, PeakValue, IsConfirmed (somebody acknowledged an alert of the instance meanwhile)
             */
CREATE PROCEDURE report.BacktestAlerts
    @RunId int
AS
SET NOCOUNT ON;

SELECT
    b.AlertNumber,
    n.InstanceName,
    b.AlertKey,
    b.Severity,
    b.PendingAt,
    b.OpenedAt,
    b.CriticalAt,
    b.ResolvedAt,
    OpenMs = DATEDIFF_BIG(millisecond, b.OpenedAt, COALESCE(b.ResolvedAt, r.ToAt)),
    b.MeasureName,
    b.PeakValue,
    b.IsConfirmed
FROM ops.BacktestAlert AS b
INNER JOIN ops.BacktestRun AS r ON r.RunId = b.RunId
INNER JOIN config.Instance AS n ON n.InstanceId = b.InstanceId
WHERE b.RunId = @RunId
ORDER BY b.AlertNumber;
