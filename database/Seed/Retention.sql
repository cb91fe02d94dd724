-- How long tables are kept, by family. A family that exists keeps its numbers. A collector's own tables are
-- registered in its own seed file.
EXEC config.DefineRetentionFamily N'Metrics', 30, 20480, N'The metric spine and what is measured every minute.';
EXEC config.DefineRetentionFamily N'Detail', 30, 20480, N'Snapshots and events as they were captured.';
EXEC config.DefineRetentionFamily N'Incidents', 365, 4096, N'Stories that are told for a year: blocking incidents, deadlocks.';
EXEC config.DefineRetentionFamily N'Executions', 90, 4096, N'Executions of batch tasks.';
EXEC config.DefineRetentionFamily N'Alerts', 365, 1024, N'Alerts, their history and messages.';
EXEC config.DefineRetentionFamily N'Operations', 30, 2048, N'What AxMonitor itself did: job runs, quarantine.';
EXEC config.DefineRetentionFamily N'Audit', 365, 512, N'Who changed what, and the sizes of tables by day.';
EXEC config.DefineRetentionFamily N'Aggregates', 365, 4096, N'Rollups by hour and day, and what part of the time was watched.';
EXEC config.DefineRetentionFamily N'FiveMinutes', 16, 2048, N'Rollups by five minutes.';
EXEC config.DefineRetentionFamily N'HourSketches', 45, 2048, N'Distributions of the values of each hour.';
EXEC config.DefineRetentionFamily N'Texts', 365, 8192, N'Statement texts that nothing refers to any more.';

EXEC config.DefineFactTable N'fact.Metric', N'Metrics', N'CapturedAt';
EXEC config.DefineFactTable N'baseline.Anomaly', N'Aggregates', N'EndedAt';
EXEC config.DefineFactTable N'baseline.DayValue', N'Aggregates', N'LocalDate';
EXEC config.DefineFactTable N'baseline.FilledDay', N'Aggregates', N'LocalDate';
EXEC config.DefineFactTable N'baseline.Leak', N'Aggregates', N'ClosedDate';
EXEC config.DefineFactTable N'baseline.LeftOut', N'Aggregates', N'ToAt';
EXEC config.DefineFactTable N'rollup.Coverage', N'Aggregates', N'BucketAt';
EXEC config.DefineFactTable N'rollup.Day', N'Aggregates', N'BucketAt';
EXEC config.DefineFactTable N'rollup.DayBin', N'Aggregates', N'BucketAt';
EXEC config.DefineFactTable N'rollup.FiveMinute', N'FiveMinutes', N'BucketAt';
EXEC config.DefineFactTable N'rollup.Hour', N'Aggregates', N'BucketAt';
EXEC config.DefineFactTable N'rollup.HourBin', N'HourSketches', N'BucketAt';
EXEC config.DefineFactTable N'alert.Alert', N'Alerts', N'ResolvedAt', N'alert.PurgeAlerts';
EXEC config.DefineFactTable N'audit.Event', N'Audit', N'RecordedAt', N'ops.PurgeAudit';
EXEC config.DefineFactTable N'collect.Quarantine', N'Operations', N'LastSeenAt';
EXEC config.DefineFactTable N'dim.StatementText', N'Texts', N'FirstSeenAt', N'ops.PurgeTexts';
EXEC config.DefineFactTable N'desk.Session', N'Operations', N'LastSeenAt';
EXEC config.DefineFactTable N'desk.SignInFailure', N'Operations', N'FailedAt';
EXEC config.DefineFactTable N'desk.ApiKey', N'Operations', N'ExpiresAt';
EXEC config.DefineFactTable N'desk.RepeatableCall', N'Operations', N'BegunAt';
EXEC config.DefineFactTable N'ops.TableSize', N'Audit', N'DayAt';
EXEC config.DefineFactTable N'ops.Job', N'Operations', N'EndedAt';
EXEC config.DefineFactTable N'ops.JobRun', N'Operations', N'StartedAt';
