/*  report.WeeklyIncidents: the alerts of a week that lasted longest, the critical ones first, five rows.
    @InstanceId, @Stage   NULL for all
    @TimeZone   of the columns …Local; NULL or unknown: UTC
    @WeekStart   as in report.WeeklyReport  */
CREATE PROCEDURE report.WeeklyIncidents
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @WeekStart  datetime2(3) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'WeeklyIncidents';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

DECLARE @LocalNow datetime2(3) = (SELECT l.LocalAt FROM report.LocalTime(@Now, @Zone) AS l);
DECLARE @Monday datetime2(3) = CASE
    WHEN @WeekStart BETWEEN '2000-01-01' AND '2100-01-01'
        THEN DATEADD(day, -(DATEDIFF(day, '20000103', @WeekStart) % 7), CAST(CAST(@WeekStart AS date) AS datetime2(3)))
    ELSE DATEADD(day, -(DATEDIFF(day, '20000103', @LocalNow) % 7) - 7, CAST(CAST(@LocalNow AS date) AS datetime2(3)))
END;

SELECT TOP (5)
    a.AlertId,
    a.Severity,
    i.InstanceName,
    Headline = COALESCE(a.Headline, r.RuleName + N': ' + a.AlertKey),
    OpenedLocal = l.LocalAt,
    DurationMs = DATEDIFF_BIG(millisecond, a.OpenedAt, COALESCE(a.ResolvedAt, @Now)),
    MadeAt = @Now
FROM alert.ShownAlert(0) AS a
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
INNER JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
CROSS APPLY report.LocalTime(a.OpenedAt, @Zone) AS l
WHERE a.OpenedAt >= CAST(@Monday AT TIME ZONE @Zone AT TIME ZONE N'UTC' AS datetime2(3))
  AND a.OpenedAt < CAST(DATEADD(day, 7, @Monday) AT TIME ZONE @Zone AT TIME ZONE N'UTC' AS datetime2(3))
  AND a.RootAlertId IS NULL
  AND (@InstanceId IS NULL OR a.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY CASE a.Severity WHEN N'critical' THEN 0 ELSE 1 END, DurationMs DESC, a.AlertId;
