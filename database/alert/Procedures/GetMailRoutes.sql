/*  alert.GetMailRoutes: who gets which mails, for `axmonitor check`.
    Result   one row per route and digest: RouteName, Recipients (separated by ';'), IsDigest, RuleCount
             (enabled rules whose messages go there; 1 for an enabled digest)  */
CREATE PROCEDURE alert.GetMailRoutes
AS
SET NOCOUNT ON;

SELECT
    m.RouteName,
    m.Recipients,
    IsDigest = CAST(0 AS bit),
    RuleCount = (SELECT COUNT(*) FROM config.AlertRule AS r WHERE r.RouteName = m.RouteName AND r.IsEnabled = 1)
FROM config.MailRoute AS m
UNION ALL
SELECT d.DigestName, d.Recipients, CAST(1 AS bit), CAST(d.IsEnabled AS int)
FROM config.Digest AS d
ORDER BY IsDigest, RouteName;
