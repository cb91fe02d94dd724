/*  report.OverviewAlerts: the alerts that are open, worst and latest first, five of them; members of a
    story only as their root. CauseText of blocking: what its head does; of others without a culprit: the page
    to look at.
    @InstanceId, @Stage   NULL for all
    @TimeZone   of the columns …Local; NULL: UTC  */
CREATE PROCEDURE report.OverviewAlerts
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'OverviewAlerts';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT TOP (5)
    a.AlertId,
    a.InstanceId,
    i.InstanceName,
    a.Severity,
    a.RuleName,
    Headline = COALESCE(a.Headline, a.RuleName + N': ' + a.AlertKey),
    CauseText = COALESCE(a.CauseText, h.CauseText, N'see the page ' + a.CauseName),
    a.State,
    OpenedLocal = l.LocalAt,
    DurationMs = DATEDIFF_BIG(millisecond, a.OpenedAt, @Now)
FROM report.OpenAlert() AS a
INNER JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
CROSS APPLY report.LocalTime(a.OpenedAt, @Zone) AS l
OUTER APPLY
(
    SELECT CauseText = CONCAT(r.HeadLabel, N': ' + r.HeadState)
    FROM report.BlockingIncidentRow() AS r
    WHERE a.SubjectKind = N'BlockingIncident'
      AND r.IncidentId = a.SubjectId
) AS h
WHERE a.RootAlertId IS NULL
  AND (@InstanceId IS NULL OR a.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY a.SeverityRank DESC, a.Priority, a.OpenedAt DESC, a.AlertId DESC;
