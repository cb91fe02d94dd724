-- axmonitor_collector: the orchestrator. axmonitor_viewer: reads reports.
-- axmonitor_poweruser: also acknowledges alerts.
-- axmonitor_admin: also changes settings, routes and instances.
CREATE ROLE axmonitor_collector AUTHORIZATION dbo;
GO
CREATE ROLE axmonitor_viewer AUTHORIZATION dbo;
GO
CREATE ROLE axmonitor_poweruser AUTHORIZATION dbo;
GO
CREATE ROLE axmonitor_admin AUTHORIZATION dbo;
