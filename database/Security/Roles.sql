-- axmonitor_collector: the orchestrator. axmonitor_viewer: reads reports.
-- axmonitor_poweruser: also acknowledges alerts.
-- axmonitor_admin: also changes settings, routes and instances. axmonitor_desk: the login that serves the
-- desk; it acts for each person as the user of that person's role.
CREATE ROLE axmonitor_collector AUTHORIZATION dbo;
GO
CREATE ROLE axmonitor_viewer AUTHORIZATION dbo;
GO
CREATE ROLE axmonitor_poweruser AUTHORIZATION dbo;
GO
CREATE ROLE axmonitor_admin AUTHORIZATION dbo;
GO
CREATE ROLE axmonitor_desk AUTHORIZATION dbo;
