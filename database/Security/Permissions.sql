-- Rights are given on schemas and procedures only; nobody reads or writes a table directly.
GRANT EXECUTE ON SCHEMA::collect TO axmonitor_collector;
GO
GRANT EXECUTE ON SCHEMA::stage TO axmonitor_collector;
GO
GRANT EXECUTE ON SCHEMA::ops TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.Evaluate TO axmonitor_collector;
GO
GRANT EXECUTE ON TYPE::alert.MetricAggregate TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.ClaimNotifications TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.CompleteNotification TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.FailNotification TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.GetMailRoutes TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.GetSignsOfLife TO axmonitor_collector;
GO
GRANT EXECUTE ON SCHEMA::report TO axmonitor_viewer;
GO
GRANT EXECUTE ON SCHEMA::report TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::alert.Acknowledge TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::alert.Backtest TO axmonitor_poweruser;
GO
GRANT EXECUTE ON TYPE::alert.MetricAggregate TO axmonitor_poweruser;
GO
GRANT EXECUTE ON SCHEMA::report TO axmonitor_admin;
GO
GRANT EXECUTE ON SCHEMA::config TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::alert.Acknowledge TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::alert.Backtest TO axmonitor_admin;
GO
GRANT EXECUTE ON TYPE::alert.MetricAggregate TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::ops.RegisterInstance TO axmonitor_admin;
