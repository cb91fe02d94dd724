-- Settings that say where links of mails lead.
EXEC tSQLt.NewTestClass N'SettingTests';
GO
CREATE PROCEDURE SettingTests.[test the host of a link]
AS
CREATE TABLE #Expected (Url nvarchar(100), Host nvarchar(100));
INSERT #Expected
VALUES
    (N'http://reports', N'reports'), (N'https://Reports.Contoso.com:8443/x?y=z#a', N'reports.contoso.com'),
    (N'http://reports?x', N'reports'), (N'HTTP://reports/', N'reports'), (N'http://reports:80', N'reports'),
    (N'http://', NULL), (N'http:///x', NULL), (N'ftp://reports', NULL), (N'javascript:alert(1)', NULL), (N'reports', NULL),
    (N'http://reports@evil.example/', NULL), (N'http://reports:80@evil.example/', NULL), (N'http://reports\@evil.example/', NULL),
    (N'http://reports:8330.evil.example/', NULL), (N'http://rep orts/', NULL), (N'http://reports/"onclick', NULL),
    (N'http://r' + NCHAR(228) + N'ports/', NULL), (N'http://reports/' + NCHAR(13) + NCHAR(10) + N'x', NULL), (N'', NULL);
SELECT e.Url, Host = CAST(u.Host AS nvarchar(100)) INTO #Actual FROM #Expected AS e CROSS APPLY lib.UrlHost(e.Url) AS u;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE SettingTests.[test a link to another host is refused]
AS
EXEC tSQLt.ExpectException
    @ExpectedMessage = N'Links may not lead to ''evil.example''. db_owner adds it to setting LinkHosts: 127.0.0.1;localhost',
    @ExpectedErrorNumber = 50015;
EXEC config.SetSetting N'PlaybookBaseUrl', N'http://evil.example/x', N'the-ceo', '2026-01-02';
GO
CREATE PROCEDURE SettingTests.[test a pattern that turns the report server into another host is refused]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50015;
EXEC config.SetSetting N'ReportLinkPattern', N'{ReportBaseUrl}.evil.example/{IncidentId}', N'the-ceo', '2026-01-02';
GO
CREATE PROCEDURE SettingTests.[test links to the allowed hosts are taken]
AS
UPDATE config.Setting SET SettingValue = N'127.0.0.1; reports.contoso.com' WHERE SettingName = N'LinkHosts';
EXEC config.SetSetting N'ReportBaseUrl', N'https://Reports.contoso.com:8443/x', N'ann', '2026-01-02';
EXEC config.SetSetting N'ReportLinkPattern',
    N'{ReportBaseUrl}/ReportServer?/AxMonitor/BlockingChain&IncidentId={IncidentId}', N'ann', '2026-01-02';
SELECT s.SettingName, s.Fault INTO #Wrong FROM (SELECT s.SettingName, f.Fault FROM config.Setting AS s
    CROSS APPLY config.LinkFault(s.SettingValue) AS f
    WHERE s.ValueKind = N'url' AND s.SettingValue <> N'' AND f.Fault IS NOT NULL) AS s;
EXEC tSQLt.AssertEmptyTable N'#Wrong';
GO
CREATE PROCEDURE SettingTests.[test a link to a host that is no longer allowed is found]
AS
UPDATE config.Setting SET SettingValue = N'reports.contoso.com' WHERE SettingName = N'LinkHosts';
CREATE TABLE #Actual (SettingName nvarchar(128), Fault nvarchar(1000));
INSERT #Actual EXEC ops.GetSettingFaults;
SELECT SettingName INTO #Names FROM #Actual;
CREATE TABLE #Expected (SettingName nvarchar(128));
INSERT #Expected VALUES (N'PlaybookBaseUrl'), (N'ReportBaseUrl'), (N'ReportLinkPattern');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Names';
GO
CREATE PROCEDURE SettingTests.[test the desk may be nowhere, but not at a host that is not allowed]
AS
EXEC config.SetSetting N'DeskBaseUrl', N'https://localhost:8443', N'ann', '2026-01-02';
EXEC config.SetSetting N'DeskBaseUrl', N'', N'ann', '2026-01-02';
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50015;
EXEC config.SetSetting N'DeskBaseUrl', N'https://evil.example', N'ann', '2026-01-02';
GO
CREATE PROCEDURE SettingTests.[test no other link may be empty]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50015;
EXEC config.SetSetting N'ReportBaseUrl', N'', N'ann', '2026-01-02';
GO
