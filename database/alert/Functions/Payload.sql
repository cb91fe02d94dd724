/*  alert.Payload: the message of an alert: its template's own payload, or the general one. The only place
    that lists the templates; a new one is a function of this shape, a line here, its name in
    CK_AlertRule_TemplateName, and its two files in orchestrator/Templates.
    @AlertId        alert.Alert
    @State          'open' or 'resolved'
    @TemplateName   of the alert's rule, or 'list' for one message about several alerts
    Result          one row: Subject, PayloadJson, with deskUrl where the desk shows the alert (setting
                    DeskBaseUrl)  */
CREATE FUNCTION alert.Payload
(
    @AlertId      bigint,
    @State        nvarchar(16),
    @TemplateName nvarchar(64)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        m.Subject,
        PayloadJson = JSON_MODIFY(
            m.PayloadJson, N'$.deskUrl', NULLIF(b.Value, N'') + N'/alerts/' + CAST(@AlertId AS nvarchar(20)))
    FROM
    (
        SELECT p.Subject, p.PayloadJson
        FROM alert.MetricPayload(@AlertId, @State) AS p
        WHERE @TemplateName = N'metric'
        UNION ALL
        SELECT p.Subject, p.PayloadJson
        FROM alert.BlockingPayload(@AlertId, @State) AS p
        WHERE @TemplateName = N'blocking'
        UNION ALL
        SELECT p.Subject, p.PayloadJson
        FROM alert.CollectingPayload(@AlertId, @State) AS p
        WHERE @TemplateName = N'collecting'
        UNION ALL
        SELECT p.Subject, p.PayloadJson
        FROM alert.ListPayload(@AlertId) AS p
        WHERE @TemplateName = N'list'
    ) AS m
    CROSS APPLY config.SettingText(N'DeskBaseUrl') AS b
);
