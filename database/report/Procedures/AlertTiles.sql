/*  report.AlertTiles: alerts in a few figures: what is open now, and how the period went. One row.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    MedianAcknowledgeMs is NULL where none was acknowledged in the period.  */
CREATE PROCEDURE report.AlertTiles
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
    EXEC report.Help N'AlertTiles';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @From = w.FromAt, @To = w.ToAt
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT
    Severity = CASE
        WHEN SUM(CASE WHEN a.ResolvedAt IS NULL AND a.Severity = N'critical' THEN 1 ELSE 0 END) > 0 THEN N'critical'
        WHEN SUM(CASE WHEN a.ResolvedAt IS NULL THEN 1 ELSE 0 END) > 0 THEN N'warning'
        ELSE N'ok'
    END,
    OpenCount = COALESCE(SUM(CASE WHEN a.ResolvedAt IS NULL THEN 1 ELSE 0 END), 0),
    CriticalCount = COALESCE(SUM(CASE WHEN a.ResolvedAt IS NULL AND a.Severity = N'critical' THEN 1 ELSE 0 END), 0),
    WarningCount = COALESCE(SUM(CASE WHEN a.ResolvedAt IS NULL AND a.Severity = N'warning' THEN 1 ELSE 0 END), 0),
    UnacknowledgedCount = COALESCE(SUM(CASE WHEN a.ResolvedAt IS NULL AND a.AcknowledgedAt IS NULL THEN 1 ELSE 0 END), 0),
    WindowCount = COALESCE(SUM(CASE WHEN a.OpenedAt >= @From AND a.OpenedAt < @To THEN 1 ELSE 0 END), 0),
    MedianAcknowledgeMs = MAX(k.MedianMs),
    MailCount = MAX(m.MailCount),
    FailedMailCount = MAX(m.FailedCount)
FROM config.Instance AS i
LEFT JOIN alert.Alert AS a ON a.InstanceId = i.InstanceId
    AND a.OpenedAt IS NOT NULL
    AND (a.ResolvedAt IS NULL OR a.OpenedAt >= @From)
CROSS JOIN
(
    SELECT MedianMs = AVG(x.WaitedMs)
    FROM
    (
        SELECT
            WaitedMs = DATEDIFF_BIG(millisecond, y.OpenedAt, y.AcknowledgedAt),
            Place = ROW_NUMBER() OVER (ORDER BY DATEDIFF_BIG(millisecond, y.OpenedAt, y.AcknowledgedAt)),
            Total = COUNT(*) OVER ()
        FROM alert.Alert AS y
        WHERE y.AcknowledgedAt >= @From
          AND y.AcknowledgedAt < @To
          AND y.OpenedAt IS NOT NULL
          AND (@InstanceId IS NULL OR y.InstanceId = @InstanceId)
    ) AS x
    WHERE x.Place IN ((x.Total + 1) / 2, (x.Total + 2) / 2)
) AS k
CROSS JOIN
(
    SELECT MailCount = COUNT(*), FailedCount = SUM(CASE WHEN n.Status = N'failed' THEN 1 ELSE 0 END)
    FROM alert.Notification AS n
    LEFT JOIN alert.Alert AS z ON z.AlertId = n.AlertId
    WHERE n.CreatedAt >= @From
      AND n.CreatedAt < @To
      AND (@InstanceId IS NULL OR z.InstanceId = @InstanceId)
) AS m
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
OPTION (RECOMPILE);
