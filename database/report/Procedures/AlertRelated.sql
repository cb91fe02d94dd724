/*  report.AlertRelated: alerts of the same story, and those of the instance that were open at the time an
    alert opened, 20 rows.
    @TimeZone   of the columns …Local; NULL: UTC
    @AlertId   alert.Alert  */
CREATE PROCEDURE report.AlertRelated
    @AlertId  bigint = NULL,
    @TimeZone nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertRelated';
    RETURN;
END;

DECLARE @Zone nvarchar(128);

SELECT @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT TOP (20)
    b.AlertId,
    b.Severity,
    r.RuleName,
    Headline = COALESCE(b.Headline, r.RuleName + N': ' + b.AlertKey),
    b.State,
    OpenedLocal = l.LocalAt,
    IsSameStory = CAST(CASE
        WHEN b.RootAlertId = COALESCE(a.RootAlertId, a.AlertId) OR b.AlertId = a.RootAlertId THEN 1
        ELSE 0
    END AS bit)
FROM alert.Alert AS a
INNER JOIN alert.ShownAlert(0) AS b ON b.InstanceId = a.InstanceId
    AND b.AlertId <> a.AlertId
    AND b.OpenedAt <= DATEADD(minute, 30, a.OpenedAt)
    AND (b.ResolvedAt IS NULL OR b.ResolvedAt >= DATEADD(minute, -30, a.OpenedAt))
INNER JOIN config.AlertRule AS r ON r.RuleId = b.RuleId
CROSS APPLY report.LocalTime(b.OpenedAt, @Zone) AS l
WHERE a.AlertId = @AlertId
ORDER BY IsSameStory DESC, b.OpenedAt DESC;
