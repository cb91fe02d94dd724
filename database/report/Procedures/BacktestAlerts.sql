/*  report.BacktestAlerts: what a back-test that was kept would have raised, in the order of time.
    @RunId      ops.BacktestRun; NULL: the latest
    @TimeZone   of the columns …Local; NULL: UTC
    Result      one row per alert: AlertNumber, InstanceName, AlertKey, Severity, PendingAt, OpenedAt (NULL:
                nobody would have been told), CriticalAt, ResolvedAt (NULL: still open in the end), OpenMs,
                MeasureName, PeakValue, IsConfirmed (somebody acknowledged an alert of the instance
                meanwhile); for people: PendingLocal, OpenedLocal, ResolvedLocal, PeakText, and IncidentId:
                the longest incident of blocking of the instance meanwhile  */
CREATE PROCEDURE report.BacktestAlerts
    @RunId    int = NULL,
    @TimeZone nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BacktestAlerts';
    RETURN;
END;

DECLARE @Zone nvarchar(128) = (SELECT w.ZoneName FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w);

SET @RunId = COALESCE(@RunId, (SELECT MAX(b.RunId) FROM ops.BacktestRun AS b));

SELECT
    b.AlertNumber,
    n.InstanceName,
    b.InstanceId,
    b.AlertKey,
    b.Severity,
    b.PendingAt,
    b.OpenedAt,
    b.CriticalAt,
    b.ResolvedAt,
    OpenMs = DATEDIFF_BIG(millisecond, b.OpenedAt, COALESCE(b.ResolvedAt, r.ToAt)),
    b.MeasureName,
    b.PeakValue,
    b.IsConfirmed,
    PendingLocal = p.LocalAt,
    OpenedLocal = o.LocalAt,
    ResolvedLocal = e.LocalAt,
    PeakText = CONCAT(b.MeasureName + N' ', CAST(CAST(b.PeakValue AS decimal(18, 2)) AS nvarchar(30))),
    ConfirmedText = CASE WHEN b.IsConfirmed = 1 THEN N'yes' ELSE N'no' END,
    i.IncidentId
FROM ops.BacktestAlert AS b
INNER JOIN ops.BacktestRun AS r ON r.RunId = b.RunId
INNER JOIN config.Instance AS n ON n.InstanceId = b.InstanceId
CROSS APPLY report.LocalTime(b.PendingAt, @Zone) AS p
CROSS APPLY report.LocalTime(b.OpenedAt, @Zone) AS o
CROSS APPLY report.LocalTime(b.ResolvedAt, @Zone) AS e
OUTER APPLY
(
    SELECT TOP (1) x.IncidentId
    FROM fact.BlockingIncident AS x
    WHERE x.InstanceId = b.InstanceId
      AND x.FirstSeenAt <= COALESCE(b.ResolvedAt, r.ToAt)
      AND x.LastSeenAt >= b.PendingAt
    ORDER BY x.TotalWaitMs DESC
) AS i
WHERE b.RunId = @RunId
ORDER BY b.AlertNumber;
