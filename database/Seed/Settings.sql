-- Settings with their defaults, which stand nowhere else. A setting that exists keeps its value, which
-- config.SetSetting changes, and gets this version's description.
DECLARE @Setting TABLE
(
    SettingName  nvarchar(128)  NOT NULL PRIMARY KEY,
    SettingValue nvarchar(1000) NOT NULL,
    ValueKind    nvarchar(16)   NOT NULL,
    Description  nvarchar(1000) NOT NULL
);

INSERT @Setting (SettingName, SettingValue, ValueKind, Description)
VALUES
    (N'LinkHosts', N'127.0.0.1;localhost', N'text',
     N'Hosts that links in notifications may lead to, separated by '';''. Only db_owner may change it: who may change settings '
         + N'cannot send people elsewhere.'),
    (N'ReportBaseUrl', N'http://127.0.0.1:8330', N'url',
     N'Where reports are served; the first part of links in notifications.'),
    (N'ReportLinkPattern', N'{ReportBaseUrl}/report/BlockingChain?IncidentId={IncidentId}', N'url',
     N'Link to an incident. On SQL Server Reporting Services: '
         + N'{ReportBaseUrl}/ReportServer?/AxMonitor/BlockingChain&IncidentId={IncidentId}'),
    (N'PlaybookBaseUrl', N'http://127.0.0.1:8330/playbooks', N'url',
     N'Where the playbooks (docs/playbooks) are served; the first part of links in notifications.'),
    (N'DeskBaseUrl', N'', N'url',
     N'Where people reach the desk: with it, notifications have a link to acknowledge the alert. Empty: they have none.'),
    (N'DeskLockoutCount', N'5', N'number',
     N'So many wrong passwords lock an account of the desk for DeskLockoutMs; ten times as many slow down the address they '
         + N'come from.'),
    (N'DeskLockoutMs', N'900000', N'milliseconds',
     N'How long an account of the desk is locked, and how long wrong passwords count.'),
    (N'DeskSessionIdleMs', N'3600000', N'milliseconds', N'Who has done nothing at the desk for this time signs in again …'),
    (N'DeskSessionMaxMs', N'43200000', N'milliseconds', N'… and everybody after this time.'),
    (N'PartitionDaysAhead', N'7', N'number',
     N'Days after today for which partitions are made ahead. Should the orchestrator stand still longer, rows of the days '
         + N'after lie in one partition until they are purged together.'),
    (N'ExportedKeyCount', N'20', N'number',
     N'Of the keys of a metric on an instance so many at most are gauges of the service, those on the worse side first.'),
    (N'ClockToleranceMs', N'300000', N'milliseconds',
     N'A time that a caller or a watched server says may differ from the repository''s own clock by this much. What is '
         + N'further off is refused: nothing is purged, leased, evaluated or saved by it.'),
    (N'ClockIsSimulated', N'0', N'number',
     N'1: any time is accepted. Only for a repository of a simulation or a test: a wrong clock then empties the repository. '
         + N'`axmonitor check`, `axmonitor status` and every maintenance say so while it is on.'),
    (N'PurgeWarnDays', N'3', N'number',
     N'A purge that would take more days of a family at once than this waits, and says so, with what would go.'),
    (N'PurgeHoldMs', N'86400000', N'milliseconds',
     N'A purge beyond PurgeWarnDays goes by itself once the repository''s clock has gone on evenly for so long, or when '
         + N'config.ReleasePurge lets it. 0: it goes at once, and a clock that is a year ahead empties the repository.'),
    (N'PurgeBatchRows', N'2000', N'number',
     N'Rows that one statement of a purge in batches deletes at most. Well below 5,000 locks of one statement, where SQL Server '
         + N'takes the whole table.'),
    (N'QuarantineRows', N'1000', N'number',
     N'Texts and rows set aside that are kept of one collector on one instance; what comes beyond them is only counted.'),
    (N'EventSaveBudgetMs', N'15000', N'milliseconds',
     N'After so long a call that saves events begins no further portion: the next run brings the rest. Half of the '
         + N'orchestrator''s RepositoryTimeoutSeconds.'),
    (N'FoldBudgetMs', N'15000', N'milliseconds',
     N'After so long a call that folds rollups begins no further transaction: the next one, a minute later, goes on. Half of '
         + N'the orchestrator''s RepositoryTimeoutSeconds.'),
    (N'BatchFirstRows', N'300000', N'number',
     N'So many of the newest rows of the batch history the first runs read, the oldest first, a run''s row limit at a time: what '
         + N'is usual and what rises is known then from the first day.'),
    (N'MonthEndDays', N'0', N'number',
     N'So many days at the end and at the beginning of each month teach nothing about what is usual, and nothing is held '
         + N'against it on them; 0: they are days as any other, 10 at most count.'),
    (N'BaselineBudgetMs', N'60000', N'milliseconds',
     N'After so long a call that builds baselines begins no further page of series: the next one, five minutes later, goes on.'),
    (N'LeakBatchFloorMs', N'600000', N'milliseconds',
     N'A batch class that becomes slower raises an alert when its runs cost this much more in a day than before.'),
    (N'SketchBins', N'1024', N'number',
     N'Bins that a quantile sketch has at most. What lies beyond, on the side that is not worse, is counted in the outermost.'),
    (N'AosSilentFactor', N'4', N'number',
     N'An AX server is silent when its heartbeat has not moved for this many times its usual rhythm …'),
    (N'AosSilentMinMs', N'180000', N'milliseconds', N'… and at least for this long.'),
    (N'AxSessionStuckMs', N'300000', N'milliseconds',
     N'An AX session that has been ending for longer than this is counted as one that cannot end.'),
    (N'BlockingIncidentGraceMs', N'15000', N'milliseconds',
     N'An incident whose head was not seen blocking for longer than this has ended. Longer than one interval of the '
         + N'collector Requests, so that one torn snapshot does not cut a story in two.'),
    (N'IndexHealthFromHour', N'1', N'number',
     N'Begin of the window in which statistics and indexes are looked at, an hour of the watched server''s clock.'),
    (N'IndexHealthToHour', N'5', N'number',
     N'End of that window. The same hour as its begin: fragmentation is never measured.'),
    (N'IndexHealthMinRows', N'10000', N'number',
     N'Tables with fewer rows are left out of the daily look at statistics and indexes.'),
    (N'StatisticsStalePercent', N'2', N'number',
     N'A statistic is stale when more rows changed than SQRT(1000 * rows), and this many percent of them.'),
    (N'MissingIndexMinImpact', N'75', N'number',
     N'A missing index is worthwhile when it would make its queries cheaper by more than this many percent …'),
    (N'MissingIndexMinSeeks', N'100', N'number', N'… and was missed more often than this since the server''s start.'),
    (N'IndexUnusedMinDays', N'14', N'number',
     N'An index that was never read counts as unused once the server has been up for so many days.'),
    (N'IndexFragmentationMinPages', N'1000', N'number', N'Smaller indexes are not measured.'),
    (N'IndexFragmentationMaxPages', N'10000000', N'number',
     N'Larger indexes are not measured either (80 GB): what is read of them does not fit into the collector''s time.'),
    (N'IndexFragmentationMaxIndexes', N'200', N'number',
     N'So many indexes are measured in one run at most; the next run goes on from there.'),
    (N'IndexFragmentationMaxSeconds', N'60', N'number', N'A run ends measuring after this many seconds.'),
    (N'QueryRegressionPercent', N'150', N'number',
     N'A query has regressed when its mean time, CPU or reads rose by so many percent under a new plan.'),
    (N'QueryRegressionMinExecutions', N'20', N'number',
     N'So often a plan must have run in the interval, and the older one before, to be compared.'),
    (N'QueryRegressionMinExtraMs', N'30000', N'milliseconds',
     N'Time or CPU that a regressed query costs at least in an interval of Query Store beyond '
         + N'what its older plan would have taken.'),
    (N'QueryRegressionMinExtraReads', N'1000000', N'number',
     N'Pages that a regressed query reads at least in an interval of Query Store beyond '
         + N'what its older plan would have read.'),
    (N'QueryStatTopQueries', N'25', N'number',
     N'So many leading queries are kept of each capture of the plan cache, by CPU, by '
         + N'time, by reads and by executions each.'),
    (N'QueryStatTrackedQueries', N'40', N'number', N'So many queries of an instance have metrics of their own at most.'),
    (N'LongRequestMs', N'10000', N'milliseconds',
     N'A request that runs for longer than this is kept in fact.LongRequest. The collector reads '
         + N'requests of three seconds and more.'),
    (N'LongTransactionMs', N'300000', N'milliseconds',
     N'A transaction that is open for longer than this is kept in fact.LongTransaction. The collector reads '
         + N'transactions of ten seconds and more.'),
    (N'ShowOwnSessions', N'0', N'number',
     N'1: AxMonitor''s own sessions and events are counted and shown like all others. 0: they are left out …'),
    (N'OwnBlockingMinMs', N'5000', N'milliseconds',
     N'… unless one of them blocks somebody else for this long: it is shown then as AxMonitor itself.'),
    (N'BlockingHistoryMinMs', N'1000', N'milliseconds',
     N'Incidents that ended sooner than this, and raised no alert, are left out of the history in reports.'),
    (N'NotificationThrottleMs', N'900000', N'milliseconds',
     N'At most one notification per alert key in this time; the message that an alert is resolved is not held back.'),
    (N'NotificationStoryMs', N'300000', N'milliseconds',
     N'What joins a story that was reported, such as the next head on the same object, is held back for this time. '
         + N'What is more severe than all that was reported is never held back.'),
    (N'ReminderP0Ms', N'900000', N'milliseconds',
     N'Time between two reminders of an alert of priority 0 that is not acknowledged. 0: no reminders. '
         + N'config.SetAlertRule can give a rule another time.'),
    (N'ReminderP1Ms', N'3600000', N'milliseconds', N'The same for priority 1.'),
    (N'ReminderP2Ms', N'0', N'milliseconds', N'The same for priority 2.'),
    (N'ReminderP3Ms', N'0', N'milliseconds', N'The same for priority 3.'),
    (N'ReminderMaxCount', N'8', N'number', N'Most reminders of one alert.'),
    (N'NotificationRetryMs', N'259200000', N'milliseconds',
     N'A notification that could not be delivered is tried again for this time after it was queued, then given up.'),
    (N'NotificationSuppressionMs', N'1800000', N'milliseconds',
     N'An alert that opens again within this time after the same key was resolved sends no '
         + N'notification, unless it is more severe.'),
    (N'CollectorBudgetRuns', N'3', N'number',
     N'A collector that is over its time budget in this many runs in a row is slowed; within '
         + N'it in this many, it is sped up again.'),
    (N'CollectorSlowestFactor', N'8', N'number',
     N'A collector is slowed to this multiple of its interval at most; still over its budget there, it is switched off.'),
    (N'CollectorProbeMs', N'3600000', N'milliseconds',
     N'A collector that was switched off is tried once after this time; within its budget '
         + N'then, it is on again, at its slowest.'),
    (N'CollectorRetryMs', N'60000', N'milliseconds',
     N'A collector with a longer interval that failed is tried again after this time, then '
         + N'after twice and four times as long.'),
    (N'CollectorSilenceRuns', N'5', N'number',
     N'A collector that brought nothing for this many of its intervals is not collecting.'),
    (N'CollectorSilenceMs', N'120000', N'milliseconds',
     N'A collector that brought something within this time counts as collecting, however short its interval.'),
    (N'MaskingDEV', N'none', N'text',
     N'What is masked of instances of stage DEV in reports, messages, exports, at the desk and in the API: nothing, the names of '
         + N'logins, AX users and computers, or these and the literals in statements. Computers of AX servers stay.'),
    (N'MaskingTST', N'none', N'text', N'The same for stage TST.'),
    (N'MaskingUAT', N'none', N'text', N'The same for stage UAT.'),
    (N'MaskingPRD', N'none', N'text', N'The same for stage PRD.'),
    (N'MaskingOther', N'none', N'text', N'The same for instances without a stage.'),
    (N'MaskingDEVAtCollection', N'0', N'number',
     N'1: what setting MaskingDEV masks is masked before it is stored, for everybody and for good. What is stored already '
         + N'stays.'),
    (N'MaskingTSTAtCollection', N'0', N'number', N'The same for stage TST.'),
    (N'MaskingUATAtCollection', N'0', N'number', N'The same for stage UAT.'),
    (N'MaskingPRDAtCollection', N'0', N'number', N'The same for stage PRD.'),
    (N'MaskingOtherAtCollection', N'0', N'number', N'The same for instances without a stage.'),
    (N'MaskingClearFor', N'admin', N'text',
     N'Who sees in reports and at the desk what is masked for others: members of axmonitor_admin, or nobody. Messages and '
         + N'exports are masked for all.');

UPDATE s
SET ValueKind = n.ValueKind,
    Description = n.Description
FROM config.Setting AS s
INNER JOIN @Setting AS n ON n.SettingName = s.SettingName;

-- An earlier version had no LinkHosts: the hosts that its links lead to stay allowed.
INSERT config.Setting (SettingName, SettingValue, ValueKind, Description)
SELECT
    n.SettingName,
    CONCAT(
        n.SettingValue,
        (
            SELECT DISTINCT CONCAT(N';', h.Host)
            FROM config.Setting AS s
            CROSS APPLY lib.UrlHost(s.SettingValue) AS h
            WHERE s.ValueKind = N'url'
              AND h.Host NOT IN (N'127.0.0.1', N'localhost')
            FOR XML PATH(N'')
        )),
    n.ValueKind,
    n.Description
FROM @Setting AS n
WHERE n.SettingName = N'LinkHosts'
  AND NOT EXISTS (SELECT 1 FROM config.Setting AS s WHERE s.SettingName = n.SettingName);

INSERT config.Setting (SettingName, SettingValue, ValueKind, Description)
SELECT n.SettingName, n.SettingValue, n.ValueKind, n.Description
FROM @Setting AS n
WHERE NOT EXISTS (SELECT 1 FROM config.Setting AS s WHERE s.SettingName = n.SettingName);

-- What would let somebody else erase the repository or send its readers elsewhere.
UPDATE config.Setting
SET IsProtected = 1
WHERE SettingName IN (N'ClockIsSimulated', N'ClockToleranceMs', N'LinkHosts');

UPDATE config.Setting
SET AllowedValues = CASE
    WHEN SettingName = N'MaskingClearFor' THEN N'admin;nobody'
    WHEN SettingName LIKE N'Masking%AtCollection' THEN N'0;1'
    ELSE N'none;names;names+literals'
END
WHERE SettingName LIKE N'Masking%';

INSERT config.MaskKey (KeyText)
SELECT CONVERT(nvarchar(64), CRYPT_GEN_RANDOM(32), 2)
WHERE NOT EXISTS (SELECT 1 FROM config.MaskKey AS k);

-- What a collector reads itself, see collect.GetParameters.
UPDATE config.Setting
SET CollectorName = N'IndexHealth'
WHERE SettingName IN (
    N'IndexHealthFromHour', N'IndexHealthToHour', N'IndexHealthMinRows', N'IndexFragmentationMinPages',
    N'IndexFragmentationMaxPages', N'IndexFragmentationMaxIndexes', N'IndexFragmentationMaxSeconds');

UPDATE config.Setting
SET CollectorName = N'Batch'
WHERE SettingName = N'BatchFirstRows';
