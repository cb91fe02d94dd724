/*  alert.GetMailRoutes: who gets which mails, for `axmonitor check`.
    Result   one row per route: RouteName, Recipients (separated by ';'), RuleCount (enabled rules whose
             messages go there)  */
CREATE PROCEDURE alert.GetMailRoutes
AS
SET NOCOUNT ON;

SELECT
    m.RouteName,
    m.Recipients,
    RuleCount = (SELECT COUNT(*) FROM config.AlertRule AS r WHERE r.RouteName = m.RouteName AND r.IsEnabled = 1)
FROM config.MailRoute AS m
ORDER BY m.RouteName;
