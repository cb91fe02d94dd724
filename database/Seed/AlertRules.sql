-- The rules of a new repository, what they measure, and which of them tell the symptoms of which. A rule that
-- exists keeps its limits and times, which config.SetAlertRule and SetAlertRuleMeasure change; a rule that
-- was never there is added. Where a limit comes from, docs/rules.md says.
DECLARE @Source TABLE
(
    RuleKind    nvarchar(16)  NOT NULL,
    SourceName  nvarchar(64)  NOT NULL,
    MeasureName nvarchar(64)  NOT NULL,
    Unit        nvarchar(32)  NOT NULL,
    Description nvarchar(400) NOT NULL,
    PRIMARY KEY (SourceName, MeasureName)
);

DECLARE @Rule TABLE
(
    RuleName         nvarchar(128) NOT NULL PRIMARY KEY,
    RuleKind         nvarchar(16)  NOT NULL,
    TemplateName     nvarchar(64)  NOT NULL,
    PlaybookName     nvarchar(128) NULL,
    PendingMs        int           NOT NULL,
    ClearPercent     int           NOT NULL,
    ClearMs          int           NOT NULL,
    WarnPriority     tinyint       NOT NULL,
    CriticalPriority tinyint       NOT NULL,
    EveryMs          int           NOT NULL,
    IsDigest         bit           NOT NULL,
    SubjectText      nvarchar(200) NULL,
    CulpritName      nvarchar(32)  NULL,
    AdviceText       nvarchar(400) NULL
);

DECLARE @Measure TABLE
(
    RuleName        nvarchar(128) NOT NULL,
    SourceName      nvarchar(64)  NULL,
    MeasureName     nvarchar(64)  NOT NULL,
    MetricName      nvarchar(64)  NULL,
    OtherMetricName nvarchar(64)  NULL,
    KeyLike         nvarchar(256) NULL,
    KeyNotLike      nvarchar(256) NULL,
    AggregateName   nvarchar(16)  NULL,
    WindowMs        int           NULL,
    MinSamples      int           NULL,
    WarnValue       float         NOT NULL,
    CriticalValue   float         NULL,
    IsGate          bit           NOT NULL,
    PRIMARY KEY (RuleName, MeasureName)
);

DECLARE @Symptom TABLE
(
    CauseRank       int           NOT NULL,
    RootRuleName    nvarchar(128) NOT NULL,
    SymptomRuleName nvarchar(128) NOT NULL,
    PRIMARY KEY (RootRuleName, SymptomRuleName)
);

INSERT @Source (RuleKind, SourceName, MeasureName, Unit, Description)
VALUES
    (N'Absence', N'Collector', N'SilencePercent', N'percent',
     N'Age of the latest data of a collector as a share of the age at which it counts as not collecting.'),
    (N'Absence', N'Collector', N'SwitchedOff', N'count', N'1 when a collector was switched off for its cost.'),
    (N'Absence', N'Collector', N'InstanceSilent', N'count',
     N'1 when no collector of the instance saves anything, because their runs fail.'),
    (N'Event', N'BlockingIncident', N'TotalWaitMs', N'ms', N'What the blocked sessions have waited, together.'),
    (N'Event', N'BlockingIncident', N'LongestWaitMs', N'ms', N'What the longest of them has waited.'),
    (N'Event', N'BlockingIncident', N'CrowdWaitMs', N'ms', N'What they have waited together, while five or more are blocked.'),
    (N'Event', N'BlockingIncident', N'VictimCount', N'count', N'Sessions blocked.'),
    (N'Event', N'Deadlock', N'IsFirst', N'count', N'1 when a deadlock of this making was not seen in the 14 days before.'),
    (N'Event', N'Deadlock', N'SignatureCount', N'count', N'Deadlocks of the same making in the last hour.'),
    (N'Event', N'Deadlock', N'InstanceCount', N'count', N'All deadlocks of the last hour.'),
    (N'Event', N'Transaction', N'DurationMs', N'ms', N'How long the transaction has been open.'),
    (N'Event', N'Transaction', N'IdleMs', N'ms', N'How long the session of the open transaction has done nothing.'),
    (N'Event', N'BatchTask', N'BeyondUsualPercent', N'percent',
     N'Time of the task as a share of an hour, or of three times the P99 of its class.'),
    (N'Event', N'BatchTask', N'FarBeyondPercent', N'percent',
     N'Time of the task as a share of four hours, or of six times the P99 of its class.'),
    (N'Event', N'BatchFailure', N'FailedInRow', N'count',
     N'Runs of the class in the company that failed, up to the last that did not.'),
    (N'Event', N'BatchFailure', N'FailedPercent', N'percent', N'Failed ones of the latest 20 runs within 24 hours.'),
    (N'Event', N'Aos', N'IsSilent', N'count', N'1 when the heartbeat has stopped, though the AX server was not shut down.'),
    (N'Event', N'Aos', N'HasVanished', N'count',
     N'1 when all SQL sessions of the AX server are gone, though it was not shut down.'),
    (N'Event', N'Aos', N'IsStopped', N'count', N'1 when the AX server was shut down within the last day.'),
    (N'Event', N'Aos', N'DrainingMs', N'ms', N'How long the AX server has let no new clients in.'),
    (N'Event', N'BatchThreads', N'HasNoThreads', N'count', N'1 when the AX server has lost its batch threads.'),
    (N'Event', N'BatchThreads', N'WaitingMs', N'ms', N'Age of the oldest task that no AX server could run since.'),
    (N'Event', N'Storage', N'DataMs', N'ms',
     N'Mean time of a read or write of data files, best of five minutes, worst volume.'),
    (N'Event', N'Storage', N'LogWriteMs', N'ms', N'Mean time of a write to log files, best of five minutes, worst volume.'),
    (N'Event', N'Storage', N'TempDbMs', N'ms',
     N'Mean time of a read or write of tempdb, best of five minutes, worst volume.'),
    (N'Event', N'Storage', N'DataWorstMs', N'ms',
     N'Mean time of a read or write of data files, best of three minutes, worst volume.'),
    (N'Event', N'Storage', N'LogWriteWorstMs', N'ms',
     N'Mean time of a write to log files, best of three minutes, worst volume.'),
    (N'Event', N'Storage', N'TempDbWorstMs', N'ms',
     N'Mean time of a read or write of tempdb, best of three minutes, worst volume.'),
    (N'Event', N'QueryLoad', N'CpuSharePercent', N'percent',
     N'Share of one query in the CPU time of all, for 15 minutes, while the processors are busy.'),
    (N'Event', N'QueryLoad', N'ReadsSharePercent', N'percent',
     N'Share of one query in the pages that all read, for 15 minutes, while the processors are busy.'),
    (N'Event', N'QueryPlan', N'ReadsFactor', N'ratio',
     N'Pages an execution reads, as a multiple of its median of the day before.'),
    (N'Event', N'QueryPlan', N'StoreFactor', N'ratio',
     N'Mean time of a query as a multiple of what it took under its older plan, as Query Store has it.'),
    (N'Event', N'AxTables', N'RisenCount', N'count',
     N'Copies of one temporary table of AX more than half an hour ago, without any fall.'),
    (N'Event', N'AxTables', N'TableCount', N'count', N'Copies of one temporary table of AX.'),
    (N'Event', N'TempDb', N'UsedPercent', N'percent', N'Reserved share of the data files of tempdb as they are now.'),
    (N'Event', N'TempDb', N'IsFullWithin8h', N'count',
     N'1 when tempdb is full within eight hours at the pace of the last 15 minutes, which took 2 GB and more.'),
    (N'Event', N'TempDb', N'IsFullWithin1h', N'count', N'1 when tempdb is full within an hour at that pace.'),
    (N'Event', N'Leak', N'IsLeak', N'count',
     N'1 while a series rises from day to day beyond what chance explains, in at least 20 percent.'),
    (N'Event', N'Leak', N'CrossesWithin30d', N'count', N'1 when it reaches its limit within 30 days.'),
    (N'Event', N'BatchSlow', N'SlowRuns', N'count',
     N'Of the latest ten runs of a batch class in 24 hours those that took longer than 95 percent of the runs of 14 days.'),
    (N'Event', N'BatchSlow', N'MedianFactor', N'ratio', N'Their median as a multiple of the usual one, once seven are slow.'),
    (N'Event', N'Sessions', N'IsUnusual', N'count',
     N'1 when sessions or users of an AX server are below half of what is usual at this hour, or half as many again above.'),
    (N'Event', N'Sessions', N'HasFallen', N'count', N'1 when they fell by 80 percent.'),
    (N'Event', N'Waits', N'TimesUsual', N'ratio',
     N'Waits for pages or for the log, median of ten minutes, as a multiple of the P95 of this hour.'),
    (N'Event', N'Anomaly', N'RecordFactor', N'ratio',
     N'How far a series is from what is usual at this hour, as a multiple of the farthest it was in the 14 days before.'),
    (N'Event', N'Forecast', N'VolumeWithin14d', N'count', N'1 when a volume is full within 14 days at its pace.'),
    (N'Event', N'Forecast', N'VolumeWithin3d', N'count', N'1 when it is full within three days.'),
    (N'Event', N'Forecast', N'FamilyWithin30d', N'count',
     N'1 when a family of tables of the repository reaches its cap within 30 days at its pace.'),
    (N'Event', N'Forecast', N'FamilyWithin7d', N'count', N'1 when it reaches it within seven days.'),
    (N'Event', N'Backup', N'LogAgeMs', N'ms', N'Time since the last backup of the log of a database that needs one.'),
    (N'Event', N'Backup', N'NewestAgeMs', N'ms', N'Time since the last full or differential backup of a database.'),
    (N'Event', N'Backup', N'FullAgeMs', N'ms', N'Time since the last full backup of a database.'),
    (N'Event', N'Channel', N'WaitingMs', N'ms', N'Age of the oldest message of the channel that nobody has received.'),
    (N'Event', N'Channel', N'GivenUpCount', N'count', N'Messages of the channel that were given up in the last hour.'),
    (N'Event', N'Setting', N'HasChanged', N'count', N'1 while a setting differs from what it was a day ago.'),
    (N'Event', N'Setting', N'IsHarmful', N'count',
     N'1 when the change endangers the system: no row versions for readers, shrinking, recovery model SIMPLE.');

INSERT @Rule
(
    RuleName,
    RuleKind,
    TemplateName,
    PlaybookName,
    PendingMs,
    ClearPercent,
    ClearMs,
    WarnPriority,
    CriticalPriority,
    EveryMs,
    IsDigest,
    SubjectText,
    CulpritName,
    AdviceText
)
VALUES
    (N'Blocking', N'Event', N'blocking', N'blocking', 0, 50, 0, 2, 1, 0, 0, NULL, N'Blocking', NULL),
    (N'Collecting', N'Absence', N'collecting', N'collecting', 60000, 50, 0, 2, 1, 0, 0, NULL, NULL, NULL),
    (N'Idle in transaction', N'Event', N'metric', N'blocking', 0, 100, 0, 3, 2, 10000, 0, NULL, N'Transaction',
     N'Ask the user first; end the AX session before the SQL session.'),
    (N'Long transaction', N'Event', N'metric', N'transactions', 0, 100, 0, 3, 2, 10000, 0, NULL, N'Transaction',
     N'A rollback takes as long as the work did: find out what it does before anything is ended.'),
    (N'Deadlock', N'Event', N'metric', N'deadlocks', 0, 100, 0, 3, 3, 0, 0, NULL, N'Deadlock',
     N'Let both sides change the tables in the same order; an index can narrow what they lock.'),
    (N'Deadlocks', N'Event', N'metric', N'deadlocks', 0, 34, 0, 2, 1, 0, 0, NULL, N'Deadlock',
     N'The same deadlock comes again and again: same order of tables, an index, or fewer batch helpers at once.'),
    (N'Batch group unserved', N'Threshold', N'metric', N'batch', 0, 80, 60000, 2, 1, 15000, 0, NULL, N'BatchGroup',
     N'Assign the group to an AX server with batch threads, or start the one that served it. AX reports nothing.'),
    (N'Batch overdue', N'Threshold', N'metric', N'batch', 0, 40, 60000, 3, 2, 15000, 0, NULL, N'BatchGroup',
     N'Which is it: no AX server, no threads, a window that closed, or one task that holds all threads?'),
    (N'Batch threads gone', N'Event', N'metric', N'batch', 0, 80, 0, 2, 1, 10000, 0, NULL, N'BatchThreads',
     N'Restore the number of batch threads or the time window of the AX server (System administration, Server configuration).'),
    (N'Batch threads full', N'Threshold', N'metric', N'batch', 0, 80, 0, 3, 2, 60000, 0,
     N'{key}: batch threads full for 15 min', NULL,
     N'Find the class that holds them; more threads help only while processors are free.'),
    (N'Batch task stuck', N'Event', N'metric', N'batch', 0, 80, 0, 3, 2, 60000, 0, NULL, N'BatchTask',
     N'Is it blocked, in one slow statement, or in X++? Its session tells.'),
    (N'Batch dead end', N'Threshold', N'metric', N'batch', 0, 80, 0, 3, 2, 60000, 0,
     N'Batch group {key}: {value} wait for ever', NULL, N'Repair the task they wait for, and set it to Waiting.'),
    (N'Batch failures', N'Event', N'metric', N'batch', 0, 80, 0, 3, 2, 60000, 0, NULL, N'BatchFailure',
     N'Read the infolog of the first failure, not of the last.'),
    (N'AOS down', N'Event', N'metric', N'aos', 0, 80, 180000, 3, 1, 10000, 0, NULL, N'Aos',
     N'Was it planned? Event log, then start the service, then see to the tasks it left executing.'),
    (N'AX session ids', N'Threshold', N'metric', N'sessions', 0, 95, 0, 3, 1, 60000, 0,
     N'AX session id {value} of 65535', NULL, N'Plan restarts of the AX servers: ids are given out again only then.'),
    (N'AX sessions stuck', N'Threshold', N'metric', N'sessions', 0, 80, 900000, 3, 2, 60000, 0,
     N'{value} sessions cannot end on {key}', NULL, N'End them in the AX client; what stays, end by its SQL session.'),
    (N'CPU', N'Threshold', N'metric', N'cpu', 0, 67, 300000, 2, 1, 15000, 0, NULL, N'Cpu',
     N'See the top query first; other programs on the machine if they take 30 % and more.'),
    (N'Worker threads', N'Threshold', N'metric', N'cpu', 0, 90, 0, 1, 0, 15000, 0, N'No worker threads: {culprit}',
     N'Head', N'Clear the head of the chain; a restart is the last resort.'),
    (N'Storage slow', N'Event', N'metric', N'io-memory', 0, 80, 180000, 3, 1, 30000, 0, NULL, N'Storage',
     N'Ask those who run storage and host what began then; backups and checks read much themselves.'),
    (N'Memory grants', N'Threshold', N'metric', N'io-memory', 0, 80, 120000, 2, 1, 15000, 0, NULL, N'MemoryGrant',
     N'End or mend the query with the largest grant; old statistics make grants too large.'),
    (N'Memory low', N'Threshold', N'metric', N'io-memory', 0, 80, 600000, 3, 2, 60000, 0,
     N'Memory: {value} (limit {limit})', NULL, N'Who reads so much? Else the cap of SQL Server, or the machine.'),
    (N'tempdb filling', N'Event', N'metric', N'tempdb', 0, 80, 600000, 2, 1, 60000, 0, NULL, N'TempDb',
     N'End the session that holds it while room is left.'),
    (N'tempdb contention', N'Threshold', N'metric', N'tempdb', 0, 80, 0, 3, 2, 60000, 0,
     N'tempdb: {value} tasks wait for allocation pages', NULL, N'Files of equal size, and more of them.'),
    (N'Version store', N'Threshold', N'metric', N'tempdb', 0, 80, 600000, 3, 2, 60000, 0,
     N'Row versions kept for {value}', NULL, N'The oldest transaction keeps them all: treat it as a long transaction.'),
    (N'Temp tables leak', N'Event', N'metric', N'tempdb', 0, 50, 1800000, 3, 2, 300000, 0, NULL, N'AxTable',
     N'Find the code that makes them, or a disabled configuration key; a restart of the AX server frees them.'),
    (N'Leak', N'Event', N'metric', N'leaks', 0, 80, 0, 3, 2, 600000, 0, NULL, N'Leak',
     N'What changed when it began: a deployment, a setting, a plan, the rows of a table, the age of statistics?'),
    (N'Batch slow', N'Event', N'metric', N'batch', 0, 43, 0, 3, 2, 300000, 0, NULL, N'BatchSlow',
     N'Compare its statements with those of then: plan, rows, what it waits for.'),
    (N'Sessions unusual', N'Event', N'metric', N'sessions', 900000, 80, 900000, 3, 2, 60000, 0, NULL, N'Sessions',
     N'Log-on, load balancing or network? Try to log on to this AX server.'),
    (N'Waits unusual', N'Event', N'metric', N'io-memory', 600000, 80, 600000, 3, 2, 60000, 0, NULL, N'Waits',
     N'Is the storage slow? Else somebody reads far more than usual: see the queries by reads.'),
    (N'Anomaly', N'Event', N'metric', N'anomalies', 0, 80, 0, 3, 3, 300000, 1, NULL, N'Anomaly',
     N'None needed by itself: see what else happened then.'),
    (N'Volume full soon', N'Event', N'metric', N'space', 0, 80, 0, 3, 1, 600000, 0, NULL, N'Forecast',
     N'Extend it, and see what grows on it.'),
    (N'Repository full soon', N'Event', N'metric', N'collecting', 0, 80, 0, 3, 2, 600000, 0, NULL, N'Forecast',
     N'Keep the family for fewer days, or raise its cap (config.RetentionFamily).'),
    (N'Log filling', N'Threshold', N'metric', N'space', 60000, 80, 0, 2, 1, 60000, 0, NULL, N'Log',
     N'By the reason it cannot be cut: back it up, or find the transaction.'),
    (N'Volume filling', N'Threshold', N'metric', N'space', 60000, 80, 0, 3, 1, 300000, 0, N'{key} {value} free', NULL,
     N'Extend it, and see what grows on it.'),
    (N'Backup too old', N'Event', N'metric', N'space', 0, 100, 0, 2, 1, 60000, 0, N'{key}: backup {value} old', NULL,
     N'See the backup job: its log, its target, its account.'),
    (N'Statistics stale', N'Threshold', N'metric', N'queries', 0, 80, 0, 3, 3, 3600000, 1,
     N'Stale statistics: {value}', NULL, N'Update those of the tables that are read most, with a full scan.'),
    (N'Query dominance', N'Event', N'metric', N'queries', 0, 80, 0, 3, 2, 60000, 0, NULL, N'Query',
     N'An index or a plan: see what it reads, and how often it runs.'),
    (N'Plan regression', N'Event', N'metric', N'queries', 0, 50, 0, 3, 2, 60000, 0, NULL, N'Query',
     N'Remove this plan alone from the cache; then a plan guide, an index, or newer statistics.'),
    (N'Query Store stopped', N'Threshold', N'metric', N'queries', 0, 95, 0, 3, 3, 300000, 0,
     N'Query Store does not collect', NULL, N'Enlarge it or shorten what it keeps; then set it to READ_WRITE again.'),
    (N'Settings changed', N'Event', N'metric', N'configuration', 0, 80, 0, 3, 1, 60000, 0, NULL, N'Setting',
     N'Set it back, or acknowledge it with a note.'),
    (N'Delivery', N'Event', N'metric', N'delivery', 0, 100, 0, 2, 1, 30000, 0,
     N'Messages on channel {key} are not delivered', NULL,
     N'axmonitor check names what the channel lacks; axmonitor alert test --channel sends a message there.'),
    (N'Severe error', N'Threshold', N'metric', N'errors', 0, 80, 3600000, 2, 0, 15000, 0,
     N'Error {key}: {value} in 10 min', NULL,
     N'Of damaged pages (605, 823 to 825): keep the error log, check the database, restore nothing before.');

INSERT @Measure
(
    RuleName,
    SourceName,
    MeasureName,
    MetricName,
    OtherMetricName,
    KeyLike,
    KeyNotLike,
    AggregateName,
    WindowMs,
    MinSamples,
    WarnValue,
    CriticalValue,
    IsGate
)
VALUES
    (N'Blocking', N'BlockingIncident', N'TotalWaitMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 30000, 300000, 0),
    (N'Blocking', N'BlockingIncident', N'LongestWaitMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 15000, 60000, 0),
    (N'Blocking', N'BlockingIncident', N'CrowdWaitMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 30000, 30000, 0),
    (N'Collecting', N'Collector', N'SilencePercent', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 100, NULL, 0),
    (N'Collecting', N'Collector', N'SwitchedOff', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 0),
    (N'Collecting', N'Collector', N'InstanceSilent', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 0),
    (N'Idle in transaction', N'Transaction', N'IdleMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 600000, 1800000, 0),
    (N'Long transaction', N'Transaction', N'DurationMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1800000, 3600000, 0),
    (N'Deadlock', N'Deadlock', N'IsFirst', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 0),
    (N'Deadlocks', N'Deadlock', N'SignatureCount', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 3, 30, 0),
    (N'Deadlocks', N'Deadlock', N'InstanceCount', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 5, 30, 0),
    (N'Batch group unserved', NULL, N'batch.unserved_count', N'batch.unserved_count', NULL, NULL, NULL, N'min', 150000,
     2, 1, 20, 0),
    (N'Batch overdue', NULL, N'batch.oldest_age_ms', N'batch.oldest_age_ms', NULL, NULL, NULL, N'min', 150000, 2,
     300000, 900000, 0),
    (N'Batch overdue', NULL, N'batch.overdue_count', N'batch.overdue_count', NULL, NULL, NULL, N'min', 150000, 2, 50,
     NULL, 0),
    (N'Batch threads gone', N'BatchThreads', N'HasNoThreads', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 0),
    (N'Batch threads gone', N'BatchThreads', N'WaitingMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 900000, 900000, 0),
    (N'Batch threads full', NULL, N'batch.busy_percent', N'batch.busy_percent', NULL, NULL, NULL, N'min', 900000, 12,
     100, NULL, 0),
    (N'Batch threads full', NULL, N'batch.busy_for_an_hour', N'batch.busy_percent', NULL, NULL, NULL, N'min', 3600000,
     48, 100, 100, 0),
    (N'Batch threads full', NULL, N'batch.ready_count', N'batch.ready_count', NULL, NULL, NULL, N'min', 900000, 12, 1,
     NULL, 1),
    (N'Batch task stuck', N'BatchTask', N'BeyondUsualPercent', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 100, NULL, 0),
    (N'Batch task stuck', N'BatchTask', N'FarBeyondPercent', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 100, 100, 0),
    (N'Batch dead end', NULL, N'batch.dead_end_count', N'batch.dead_end_count', NULL, NULL, NULL, N'min', 600000, 8, 1,
     NULL, 0),
    (N'Batch dead end', NULL, N'batch.stuck_job_count', N'batch.stuck_job_count', NULL, NULL, NULL, N'min', 900000, 12,
     1, NULL, 0),
    (N'Batch failures', N'BatchFailure', N'FailedInRow', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 4, 10, 0),
    (N'Batch failures', N'BatchFailure', N'FailedPercent', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 30, 60, 0),
    (N'AOS down', N'Aos', N'DrainingMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1800000, NULL, 0),
    (N'AOS down', N'Aos', N'IsStopped', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 0),
    (N'AOS down', N'Aos', N'IsSilent', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 0),
    (N'AOS down', N'Aos', N'HasVanished', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 0),
    (N'AX session ids', NULL, N'axsessions.highest_session_id', N'axsessions.highest_session_id', NULL, NULL, NULL,
     N'min', 150000, 2, 50000, 60000, 0),
    (N'AX sessions stuck', NULL, N'axsessions.stuck_count', N'axsessions.stuck_count', NULL, NULL, NULL, N'min',
     900000, 12, 5, 20, 0),
    (N'AX sessions stuck', NULL, N'axsessions.stuck_for_an_hour', N'axsessions.stuck_count', NULL, NULL, NULL, N'min',
     3600000, 48, 1, NULL, 0),
    (N'CPU', NULL, N'cpu.idle_percent', N'cpu.idle_percent', NULL, NULL, NULL, N'max', 370000, 6, 20, NULL, 0),
    (N'CPU', NULL, N'cpu.saturated', N'cpu.idle_percent', NULL, NULL, NULL, N'max', 190000, 3, 5, 5, 0),
    (N'CPU', NULL, N'cpu.runnable_tasks_per_scheduler', N'cpu.runnable_tasks_per_scheduler', NULL, NULL, NULL, N'min',
     370000, 6, 2, NULL, 0),
    (N'Worker threads', NULL, N'cpu.worker_percent', N'cpu.worker_percent', NULL, NULL, NULL, N'min', 190000, 3, 80, 95, 0),
    (N'Worker threads', NULL, N'cpu.work_queue', N'cpu.work_queue', NULL, NULL, NULL, N'min', 190000, 3, 1, 1, 0),
    (N'Storage slow', N'Storage', N'DataMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 20, NULL, 0),
    (N'Storage slow', N'Storage', N'LogWriteMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 10, NULL, 0),
    (N'Storage slow', N'Storage', N'TempDbMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 25, NULL, 0),
    (N'Storage slow', N'Storage', N'DataWorstMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 50, 50, 0),
    (N'Storage slow', N'Storage', N'LogWriteWorstMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 30, 30, 0),
    (N'Storage slow', N'Storage', N'TempDbWorstMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 75, 75, 0),
    (N'Memory grants', NULL, N'memory.grants_waiting', N'memory.grants_waiting', NULL, NULL, NULL, N'min', 190000, 3,
     1, 5, 0),
    (N'Memory grants', NULL, N'memory.grant_wait_ms', N'memory.grant_wait_ms', NULL, NULL, NULL, N'min', 190000, 3,
     60000, 60000, 0),
    (N'Memory low', NULL, N'memory.available_mb', N'memory.available_mb', NULL, NULL, NULL, N'median', 600000, 8, 1000,
     500, 0),
    (N'Memory low', NULL, N'memory.low_signal', N'memory.low_signal', NULL, NULL, NULL, N'min', 300000, 4, 1, 1, 0),
    (N'Memory low', NULL, N'server.uptime_h', N'server.uptime_h', NULL, NULL, NULL, N'min', 7200000, 1, 1, NULL, 1),
    (N'tempdb filling', N'TempDb', N'UsedPercent', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 75, 90, 0),
    (N'tempdb filling', N'TempDb', N'IsFullWithin8h', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 0),
    (N'tempdb filling', N'TempDb', N'IsFullWithin1h', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 0),
    (N'tempdb contention', NULL, N'tempdb.latch_waits', N'tempdb.latch_waits', NULL, N'allocation', NULL, N'median',
     600000, 8, 3, 10, 0),
    (N'Version store', NULL, N'tempdb.version_age_s', N'tempdb.version_age_s', NULL, NULL, NULL, N'min', 600000, 8,
     1800, 3600, 0),
    (N'Version store', NULL, N'tempdb.used_mb', N'tempdb.used_mb', NULL, N'version store', NULL, N'min', 600000, 8,
     2048, NULL, 1),
    (N'Temp tables leak', N'AxTables', N'RisenCount', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 200, 2000, 0),
    (N'Leak', N'Leak', N'IsLeak', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 0),
    (N'Leak', N'Leak', N'CrossesWithin30d', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 0),
    (N'Batch slow', N'BatchSlow', N'SlowRuns', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 7, NULL, 0),
    (N'Batch slow', N'BatchSlow', N'MedianFactor', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 3, 3, 0),
    (N'Sessions unusual', N'Sessions', N'IsUnusual', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 0),
    (N'Sessions unusual', N'Sessions', N'HasFallen', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 0),
    (N'Waits unusual', N'Waits', N'TimesUsual', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 3, 6, 0),
    (N'Anomaly', N'Anomaly', N'RecordFactor', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.5, NULL, 0),
    (N'Volume full soon', N'Forecast', N'VolumeWithin14d', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 0),
    (N'Volume full soon', N'Forecast', N'VolumeWithin3d', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 0),
    (N'Repository full soon', N'Forecast', N'FamilyWithin30d', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 0),
    (N'Repository full soon', N'Forecast', N'FamilyWithin7d', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 0),
    (N'Log filling', NULL, N'log.used_percent', N'log.used_percent', NULL, NULL, NULL, N'last', 1200000, 1, 70, 90, 0),
    (N'Volume filling', NULL, N'size.volume_free_percent', N'size.volume_free_percent', NULL, NULL, NULL, N'last',
     7200000, 1, 10, 5, 0),
    (N'Backup too old', N'Backup', N'LogAgeMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 3600000, 14400000, 0),
    (N'Backup too old', N'Backup', N'NewestAgeMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 129600000, NULL, 0),
    (N'Backup too old', N'Backup', N'FullAgeMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 691200000, 691200000, 0),
    (N'Statistics stale', NULL, N'stats.stale_count', N'stats.stale_count', NULL, NULL, NULL, N'last', 172800000, 1, 1,
     NULL, 0),
    (N'Statistics stale', NULL, N'stats.oldest_stale_hours', N'stats.oldest_stale_hours', NULL, NULL, NULL, N'last',
     172800000, 1, 48, NULL, 1),
    (N'Query dominance', N'QueryLoad', N'CpuSharePercent', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 40, 60, 0),
    (N'Query dominance', N'QueryLoad', N'ReadsSharePercent', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 40, 60, 0),
    (N'Plan regression', N'QueryPlan', N'ReadsFactor', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 5, 10, 0),
    (N'Plan regression', N'QueryPlan', N'StoreFactor', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2.5, NULL, 0),
    (N'Query Store stopped', NULL, N'query_store.is_collecting', N'query_store.is_collecting', NULL, NULL, NULL,
     N'last', 3600000, 1, 0, NULL, 0),
    (N'Query Store stopped', NULL, N'query_store.used_percent', N'query_store.used_percent', NULL, NULL, NULL, N'last',
     3600000, 1, 85, NULL, 0),
    (N'Delivery', N'Channel', N'WaitingMs', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 300000, 900000, 0),
    (N'Delivery', N'Channel', N'GivenUpCount', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 0),
    (N'Settings changed', N'Setting', N'HasChanged', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 0),
    (N'Settings changed', N'Setting', N'IsHarmful', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 0),
    (N'Severe error', NULL, N'error.701', N'error.count', NULL, N'701', NULL, N'sum', 600000, 1, 1, NULL, 0),
    (N'Severe error', NULL, N'error.1105', N'error.count', NULL, N'1105', NULL, N'sum', 600000, 1, 1, NULL, 0),
    (N'Severe error', NULL, N'error.8645', N'error.count', NULL, N'8645', NULL, N'sum', 600000, 1, 1, NULL, 0),
    (N'Severe error', NULL, N'error.9002', N'error.count', NULL, N'9002', NULL, N'sum', 600000, 1, 1, NULL, 0),
    (N'Severe error', NULL, N'error.605', N'error.count', NULL, N'605', NULL, N'sum', 600000, 1, 1, 1, 0),
    (N'Severe error', NULL, N'error.823', N'error.count', NULL, N'823', NULL, N'sum', 600000, 1, 1, 1, 0),
    (N'Severe error', NULL, N'error.824', N'error.count', NULL, N'824', NULL, N'sum', 600000, 1, 1, 1, 0),
    (N'Severe error', NULL, N'error.825', N'error.count', NULL, N'825', NULL, N'sum', 600000, 1, 1, 1, 0);

INSERT @Symptom (CauseRank, RootRuleName, SymptomRuleName)
VALUES
    (3, N'Log filling', N'Severe error'),
    (4, N'tempdb filling', N'Version store'),
    (4, N'tempdb filling', N'Temp tables leak'),
    (4, N'tempdb filling', N'Severe error'),
    (5, N'AOS down', N'Batch group unserved'),
    (5, N'AOS down', N'Batch overdue'),
    (5, N'AOS down', N'Batch threads gone'),
    (5, N'AOS down', N'Batch threads full'),
    (5, N'AOS down', N'Batch task stuck'),
    (5, N'AOS down', N'Idle in transaction'),
    (5, N'AOS down', N'Sessions unusual'),
    (6, N'Batch threads gone', N'Batch group unserved'),
    (6, N'Batch threads gone', N'Batch overdue'),
    (6, N'Batch threads gone', N'Batch threads full'),
    (7, N'Storage slow', N'Memory low'),
    (7, N'Storage slow', N'Batch task stuck'),
    (7, N'Storage slow', N'Long transaction'),
    (7, N'Storage slow', N'Waits unusual'),
    (7, N'Storage slow', N'Batch slow'),
    (8, N'Plan regression', N'Query dominance'),
    (8, N'Plan regression', N'CPU'),
    (8, N'Plan regression', N'Memory grants'),
    (8, N'Plan regression', N'Memory low'),
    (8, N'Plan regression', N'Severe error'),
    (8, N'Plan regression', N'Waits unusual'),
    (8, N'Plan regression', N'Batch slow'),
    (9, N'Query dominance', N'CPU'),
    (9, N'Query dominance', N'Worker threads'),
    (9, N'Query dominance', N'Memory grants'),
    (9, N'Query dominance', N'Severe error'),
    (9, N'Query dominance', N'Waits unusual'),
    (9, N'Query dominance', N'Batch slow'),
    (10, N'Deadlocks', N'Deadlock'),
    (12, N'Blocking', N'Idle in transaction'),
    (12, N'Blocking', N'Long transaction'),
    (12, N'Blocking', N'Batch task stuck'),
    (12, N'Blocking', N'Worker threads'),
    (12, N'Blocking', N'Batch overdue'),
    (12, N'Blocking', N'Batch slow'),
    (13, N'Long transaction', N'Version store'),
    (13, N'Long transaction', N'Log filling'),
    (13, N'Long transaction', N'tempdb filling'),
    (13, N'Long transaction', N'Idle in transaction'),
    (15, N'CPU', N'Worker threads'),
    (15, N'CPU', N'Memory grants'),
    (15, N'CPU', N'Severe error'),
    (15, N'CPU', N'Batch slow'),
    (16, N'Memory grants', N'Severe error');

-- What sources watch, so that anomalies of it are theirs.
DECLARE @Watched TABLE (SourceName nvarchar(64) NOT NULL, MeasureName nvarchar(64) NOT NULL, MetricLike nvarchar(64) NOT NULL);

INSERT @Watched (SourceName, MeasureName, MetricLike)
VALUES
    (N'BlockingIncident', N'TotalWaitMs', N'requests.%'),
    (N'Deadlock', N'InstanceCount', N'deadlock.%'),
    (N'BatchTask', N'BeyondUsualPercent', N'batch.duration_ms'),
    (N'BatchFailure', N'FailedInRow', N'batch.error_count'),
    (N'BatchThreads', N'HasNoThreads', N'batch.configured_threads'),
    (N'Aos', N'IsSilent', N'axsessions.heartbeat_silent_ms'),
    (N'Aos', N'HasVanished', N'axsessions.sql_sessions'),
    (N'Aos', N'IsStopped', N'axsessions.aos_up'),
    (N'Sessions', N'IsUnusual', N'axsessions.%_count'),
    (N'Storage', N'DataMs', N'fileio.%latency%'),
    (N'QueryLoad', N'CpuSharePercent', N'query.statement_cpu%'),
    (N'QueryLoad', N'ReadsSharePercent', N'query.statement_reads%'),
    (N'QueryPlan', N'StoreFactor', N'query_store.%'),
    (N'AxTables', N'RisenCount', N'tempdb.ax_tables'),
    (N'TempDb', N'UsedPercent', N'tempdb.used%'),
    (N'Backup', N'LogAgeMs', N'%backup_age%'),
    (N'Forecast', N'VolumeWithin14d', N'size.%'),
    (N'Setting', N'HasChanged', N'server.setting%');

UPDATE t
SET Unit = s.Unit,
    Description = s.Description
FROM config.AlertSource AS t
INNER JOIN @Source AS s ON s.SourceName = t.SourceName AND s.MeasureName = t.MeasureName;

INSERT config.AlertSource (SourceName, MeasureName, RuleKind, Unit, Description)
SELECT s.SourceName, s.MeasureName, s.RuleKind, s.Unit, s.Description
FROM @Source AS s
WHERE NOT EXISTS
      (
          SELECT 1
          FROM config.AlertSource AS t
          WHERE t.SourceName = s.SourceName
            AND t.MeasureName = s.MeasureName
      );

UPDATE t
SET MetricLike = w.MetricLike
FROM config.AlertSource AS t
LEFT JOIN @Watched AS w ON w.SourceName = t.SourceName AND w.MeasureName = t.MeasureName;

-- Who is behind it, earlier versions did not ask.
UPDATE r
SET CulpritName = s.CulpritName
FROM config.AlertRule AS r
INNER JOIN @Rule AS s ON s.RuleName = r.RuleName AND s.RuleKind = r.RuleKind
WHERE r.CulpritName IS NULL
  AND s.CulpritName IS NOT NULL;

INSERT config.AlertRule
(
    RuleName,
    RuleKind,
    TemplateName,
    PlaybookName,
    PendingMs,
    ClearPercent,
    ClearMs,
    WarnPriority,
    CriticalPriority,
    EveryMs,
    IsDigest,
    SubjectText,
    CulpritName,
    AdviceText
)
SELECT
    s.RuleName,
    s.RuleKind,
    s.TemplateName,
    s.PlaybookName,
    s.PendingMs,
    s.ClearPercent,
    s.ClearMs,
    s.WarnPriority,
    s.CriticalPriority,
    s.EveryMs,
    s.IsDigest,
    s.SubjectText,
    s.CulpritName,
    s.AdviceText
FROM @Rule AS s
WHERE NOT EXISTS (SELECT 1 FROM config.AlertRule AS r WHERE r.RuleName = s.RuleName);

INSERT config.AlertRuleMeasure
(
    RuleId,
    MeasureName,
    RuleKind,
    MetricId,
    OtherMetricId,
    KeyLike,
    KeyNotLike,
    AggregateName,
    WindowMs,
    MinSamples,
    SourceName,
    WarnValue,
    CriticalValue,
    IsGate
)
SELECT
    r.RuleId,
    s.MeasureName,
    r.RuleKind,
    m.MetricId,
    o.MetricId,
    s.KeyLike,
    s.KeyNotLike,
    s.AggregateName,
    s.WindowMs,
    s.MinSamples,
    s.SourceName,
    s.WarnValue,
    s.CriticalValue,
    s.IsGate
FROM @Measure AS s
INNER JOIN config.AlertRule AS r ON r.RuleName = s.RuleName
LEFT JOIN config.Metric AS m ON m.MetricName = s.MetricName
LEFT JOIN config.Metric AS o ON o.MetricName = s.OtherMetricName
WHERE NOT EXISTS (SELECT 1 FROM config.AlertRuleMeasure AS t WHERE t.RuleId = r.RuleId);

INSERT config.AlertRuleSymptom (RootRuleId, SymptomRuleId, CauseRank)
SELECT a.RuleId, b.RuleId, s.CauseRank
FROM @Symptom AS s
INNER JOIN config.AlertRule AS a ON a.RuleName = s.RootRuleName
INNER JOIN config.AlertRule AS b ON b.RuleName = s.SymptomRuleName
WHERE NOT EXISTS
      (
          SELECT 1
          FROM config.AlertRuleSymptom AS t
          WHERE t.RootRuleId = a.RuleId
            AND t.SymptomRuleId = b.RuleId
      );
