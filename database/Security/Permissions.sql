-- Rights are given on schemas and procedures only; nobody reads or writes a table directly: schema report has
-- none, so that SELECT on it means its views and functions. In ops and config
-- they are given procedure by procedure: what purges or defines tables is called by others alone.
GRANT EXECUTE ON SCHEMA::collect TO axmonitor_collector;
GO
GRANT EXECUTE ON SCHEMA::stage TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.AcquireLease TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.BuildBaselines TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.ClaimJob TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.CompleteJob TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.FindLeaks TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.FoldRollups TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.GetClock TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.GetCollectorStatus TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.GetMasking TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.GetRepositoryFaults TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.GetSchedule TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.GetSettingFaults TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.RegisterInstance TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.ReleaseLease TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.ResetBaselines TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.RunMaintenance TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.SaveJobRun TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::ops.SaveJobProgress TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.Evaluate TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.GetExport TO axmonitor_collector;
GO
GRANT EXECUTE ON TYPE::alert.MetricAggregate TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.Backtest TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::config.GetRules TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::report.BacktestAlerts TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::report.BacktestRuns TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::report.SloStatus TO axmonitor_collector;
GO
GRANT EXECUTE ON TYPE::alert.LevelSpan TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.ClaimNotifications TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.CompleteNotification TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.FailNotification TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.GetChannels TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.GetGauges TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.GetMailRoutes TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.GetSignsOfLife TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.GetTestResult TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.GetWaitingChannels TO axmonitor_collector;
GO
GRANT EXECUTE ON OBJECT::alert.TestChannel TO axmonitor_collector;
GO
GRANT EXECUTE ON SCHEMA::report TO axmonitor_viewer;
GO
GRANT SELECT ON SCHEMA::report TO axmonitor_viewer;
GO
GRANT EXECUTE ON TYPE::alert.LevelSpan TO axmonitor_viewer;
GO
GRANT EXECUTE ON TYPE::rollup.QuantileList TO axmonitor_viewer;
GO
GRANT EXECUTE ON SCHEMA::report TO axmonitor_poweruser;
GO
GRANT SELECT ON SCHEMA::report TO axmonitor_poweruser;
GO
GRANT EXECUTE ON TYPE::alert.LevelSpan TO axmonitor_poweruser;
GO
GRANT EXECUTE ON TYPE::rollup.QuantileList TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::alert.Acknowledge TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::alert.AddNote TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::alert.Assign TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::alert.Snooze TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::alert.GetTestResult TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::alert.TestChannel TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::config.AddMaintenanceWindow TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::config.EndMaintenanceWindow TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::config.SetMaintenanceWindow TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::alert.Backtest TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::ops.CancelJob TO axmonitor_poweruser;
GO
GRANT EXECUTE ON OBJECT::ops.QueueJob TO axmonitor_poweruser;
GO
GRANT EXECUTE ON TYPE::alert.MetricAggregate TO axmonitor_poweruser;
GO
GRANT EXECUTE ON SCHEMA::report TO axmonitor_admin;
GO
GRANT SELECT ON SCHEMA::report TO axmonitor_admin;
GO
GRANT EXECUTE ON TYPE::alert.LevelSpan TO axmonitor_admin;
GO
GRANT EXECUTE ON TYPE::rollup.QuantileList TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.ReleasePurge TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.ResetLease TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.ResetTimesAhead TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.ResetWatermark TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.ReplaceAlertRuleLimits TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetAlertRule TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetAlertRuleLimits TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetAlertRuleMeasure TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetAlertRuleOverride TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetAlertRuleSymptom TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.GetRules TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetAxName TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetBatchClass TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetChannel TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetCollectorLimits TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetCollectorOverride TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetCollectorText TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.AddMaintenanceWindow TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.EndMaintenanceWindow TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetMaintenanceWindow TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetDigest TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetMailRoute TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetMetricExport TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetRetention TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetRoute TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetServiceLevel TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetSetting TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetTimeZone TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::config.SetWaitRule TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::alert.Acknowledge TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::alert.AddNote TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::alert.Assign TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::alert.Snooze TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::alert.Backtest TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::ops.CancelJob TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::ops.QueueJob TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::ops.QueueRepositoryJob TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::alert.GetTestResult TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::alert.TestChannel TO axmonitor_admin;
GO
GRANT EXECUTE ON TYPE::alert.MetricAggregate TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::ops.RegisterInstance TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::desk.ChangePassword TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.GetAccount TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.GetDataKeys TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.GetSession TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.SaveDataKey TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.SaveEvent TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.SignIn TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.SignInFailed TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.SignInFromOutside TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.SignInRefused TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.SignOut TO axmonitor_desk;
GO
GRANT IMPERSONATE ON USER::axmonitor_desk_viewer TO axmonitor_desk;
GO
ALTER ROLE axmonitor_viewer ADD MEMBER axmonitor_desk_viewer;
GO
GRANT IMPERSONATE ON USER::axmonitor_desk_poweruser TO axmonitor_desk;
GO
ALTER ROLE axmonitor_poweruser ADD MEMBER axmonitor_desk_poweruser;
GO
GRANT IMPERSONATE ON USER::axmonitor_desk_admin TO axmonitor_desk;
GO
ALTER ROLE axmonitor_admin ADD MEMBER axmonitor_desk_admin;
GO
GRANT EXECUTE ON OBJECT::desk.DeleteAccount TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::desk.GetAccounts TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::desk.GetAudit TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::desk.SetAccount TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::desk.FindApiKey TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.ApiKeyRefused TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.BeginCall TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.EndCall TO axmonitor_desk;
GO
GRANT EXECUTE ON OBJECT::desk.AddApiKey TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::desk.GetApiKeys TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::desk.RevokeApiKey TO axmonitor_admin;
GO
GRANT EXECUTE ON OBJECT::desk.RotateApiKey TO axmonitor_admin;
