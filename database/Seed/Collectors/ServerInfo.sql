-- The collector ServerInfo (settings of the server and their changes): its metrics and the retention of its
-- tables.
EXEC config.DefineMetric N'server.uptime_h', N'ServerInfo', N'h', N'none', N'none', N'Hours since SQL Server was started.';
EXEC config.DefineMetric N'server.setting_changes', N'ServerInfo', N'count', N'higher', N'none',
    N'Settings of the server, its databases and files that changed, came or went since the capture before.', N'event count';
EXEC config.DefineMetric N'server.settings_differing', N'ServerInfo', N'count', N'higher', N'none',
    N'Recommendations (config.Recommendation) that the server does not follow.';
EXEC config.DefineFactTable N'fact.ServerSetting', N'Incidents', N'EndedAt';
