/*  config.LinkFault: what is wrong with a setting of kind url.
    @Value   the link; {ReportBaseUrl} stands for that setting, other names in braces for what a message has
    Result   one row: Fault as a sentence, NULL for none
    People follow links in mails of AxMonitor: they lead to hosts of setting LinkHosts only.  */
CREATE FUNCTION config.LinkFault
(
    @Value nvarchar(1000)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Fault = CASE
        WHEN u.Host IS NULL
            THEN CONCAT(
                N'''', LEFT(@Value, 200), N''' is no link. Give http://host/… or https://host/…, without user name and blanks.')
        WHEN CHARINDEX(CONCAT(N';', u.Host, N';'), CONCAT(N';', REPLACE(LOWER(x.Hosts), N' ', N''), N';')) = 0
            THEN CONCAT(N'Links may not lead to ''', u.Host, N'''. db_owner adds it to setting LinkHosts: ', LEFT(x.Hosts, 200))
    END
    FROM
    (
        SELECT
            Hosts = (SELECT s.Value FROM config.SettingText(N'LinkHosts') AS s),
            Link = REPLACE(
                @Value, N'{ReportBaseUrl}', COALESCE((SELECT s.Value FROM config.SettingText(N'ReportBaseUrl') AS s), N''))
    ) AS x
    CROSS APPLY lib.UrlHost(x.Link) AS u
);
