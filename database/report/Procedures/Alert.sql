/*  report.Alert: one alert, with where its cause is shown: one row, none for an unknown one.
    @TimeZone   of the columns …Local; NULL: UTC
    @AlertId   alert.Alert  */
CREATE PROCEDURE report.Alert
    @AlertId  bigint = NULL,
    @TimeZone nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'Alert';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT
    a.AlertId,
    a.InstanceId,
    i.InstanceName,
    a.Severity,
    a.State,
    r.RuleName,
    a.AlertKey,
    Headline = COALESCE(a.Headline, r.RuleName + N': ' + a.AlertKey),
    a.CauseText,
    r.AdviceText,
    a.Priority,
    a.AcknowledgedBy,
    PendingLocal = p.LocalAt,
    OpenedLocal = o.LocalAt,
    AcknowledgedLocal = k.LocalAt,
    ResolvedLocal = e.LocalAt,
    DurationMs = DATEDIFF_BIG(millisecond, COALESCE(a.OpenedAt, a.PendingAt), COALESCE(a.ResolvedAt, @Now)),
    PlaybookUrl = CASE
        WHEN r.PlaybookName IS NOT NULL THEN (
            SELECT s.Value + N'/' + r.PlaybookName
            FROM config.SettingText(N'PlaybookBaseUrl') AS s)
    END,
    c.CausePage,
    c.CauseName,
    IncidentId = CASE WHEN a.SubjectKind = N'BlockingIncident' THEN a.SubjectId END,
    DeadlockId = CASE WHEN a.SubjectKind = N'Deadlock' THEN a.SubjectId END,
    ExecutionId = CASE WHEN a.SubjectKind = N'BatchExecution' THEN a.SubjectId END,
    LeakId = CASE WHEN a.SubjectKind = N'Leak' THEN a.SubjectId END,
    a.QueryKey,
    Search = COALESCE(a.AosName, a.GroupId, a.ClassName, N'')
FROM alert.ShownAlert(0) AS a
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
INNER JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
CROSS APPLY report.CausePage(r.RuleName, r.TemplateName, r.CulpritName, a.SubjectKind) AS c
CROSS APPLY report.LocalTime(a.PendingAt, @Zone) AS p
CROSS APPLY report.LocalTime(a.OpenedAt, @Zone) AS o
CROSS APPLY report.LocalTime(a.AcknowledgedAt, @Zone) AS k
CROSS APPLY report.LocalTime(a.ResolvedAt, @Zone) AS e
WHERE a.AlertId = @AlertId;
