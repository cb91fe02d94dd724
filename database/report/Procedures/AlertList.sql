/*  report.AlertList: alerts that are open, and those that opened in the period, the open ones first, 200
    rows.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Search     only rows that contain it; NULL or empty for all
    @State      active (open or acknowledged), open, acknowledged, resolved; NULL or anything else: all
    @Severity   warning, critical; NULL or anything else: both
    @RuleName   only rules whose name contains it; NULL or empty for all  */
CREATE PROCEDURE report.AlertList
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Search     nvarchar(100) = NULL,
    @State      nvarchar(16) = NULL,
    @Severity   nvarchar(16) = NULL,
    @RuleName   nvarchar(100) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertList';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);
DECLARE @RuleLike nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@RuleName) AS p);

SET @State = CASE WHEN @State IN (N'active', N'open', N'acknowledged', N'resolved') THEN @State END;
SET @Severity = CASE WHEN @Severity IN (N'warning', N'critical') THEN @Severity END;

SELECT TOP (200)
    a.AlertId,
    a.InstanceId,
    i.InstanceName,
    a.Severity,
    r.RuleName,
    Headline = COALESCE(a.Headline, r.RuleName + N': ' + a.AlertKey),
    a.CauseText,
    a.State,
    OpenedLocal = l.LocalAt,
    DurationMs = DATEDIFF_BIG(millisecond, a.OpenedAt, COALESCE(a.ResolvedAt, @Now)),
    a.AcknowledgedBy,
    ResolvedLocal = e.LocalAt,
    IsStory = CAST(CASE WHEN a.RootAlertId IS NULL THEN 0 ELSE 1 END AS bit)
FROM alert.ShownAlert(0) AS a
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
INNER JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
CROSS APPLY report.LocalTime(a.OpenedAt, @Zone) AS l
CROSS APPLY report.LocalTime(a.ResolvedAt, @Zone) AS e
WHERE a.OpenedAt IS NOT NULL
  AND (a.ResolvedAt IS NULL OR (a.OpenedAt >= @From AND a.OpenedAt < @To))
  AND (@InstanceId IS NULL OR a.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND (@State IS NULL OR a.State = @State OR (@State = N'active' AND a.ResolvedAt IS NULL))
  AND (@Severity IS NULL OR a.Severity = @Severity)
  AND (@RuleLike IS NULL OR r.RuleName LIKE @RuleLike)
  AND (@Like IS NULL OR a.Headline LIKE @Like OR r.RuleName LIKE @Like OR a.AlertKey LIKE @Like OR a.CauseText LIKE @Like)
ORDER BY
    CASE WHEN a.ResolvedAt IS NULL THEN 0 ELSE 1 END,
    CASE WHEN a.ResolvedAt IS NULL AND a.Severity = N'critical' THEN 0 ELSE 1 END,
    a.OpenedAt DESC,
    a.AlertId DESC
OPTION (RECOMPILE);
