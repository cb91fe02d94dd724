// Every event the service logs, with its stable id: 10xx service, 11xx schedule, 12xx collect, 13xx evaluate,
// 14xx deliver, 15xx leases, 16xx run log, 17xx desk. Ids are never reused. No event carries a connection
// string, a secret or a watched server's SQL text.
namespace AxMonitor.Orchestrator.Observe;

/// <summary>The log events.</summary>
public static partial class Log
{
    [LoggerMessage(
        1000,
        LogLevel.Information,
        "Orchestrator {Version} starts as {Owner}; repository {Repository}, {InstanceCount} connection strings, mail server {MailServer}"
    )]
    public static partial void Starting(
        ILogger logger,
        string version,
        string owner,
        string repository,
        int instanceCount,
        string mailServer
    );

    [LoggerMessage(
        1001,
        LogLevel.Information,
        "Queue: {MaxParallel} runs at once, {MaxParallelPerInstance} per instance, room for {Capacity}"
    )]
    public static partial void QueueSettings(ILogger logger, int maxParallel, int maxParallelPerInstance, int capacity);

    [LoggerMessage(1002, LogLevel.Information, "Orchestrator {Owner} stopped")]
    public static partial void Stopped(ILogger logger, string owner);

    [LoggerMessage(
        1003,
        LogLevel.Warning,
        "No mail server is configured: alerts are evaluated, but their notifications stay in the outbox"
    )]
    public static partial void NoMailServer(ILogger logger);

    [LoggerMessage(1004, LogLevel.Information, "Health and metrics on {Address}")]
    public static partial void Observing(ILogger logger, string address);

    [LoggerMessage(1005, LogLevel.Warning, "Connection {ConnectionName} is not encrypted")]
    public static partial void NotEncrypted(ILogger logger, string connectionName);

    [LoggerMessage(1006, LogLevel.Error, "The service could not start: {Reason}")]
    public static partial void NotStarted(ILogger logger, string reason);

    [LoggerMessage(1010, LogLevel.Warning, "Settings: {Warning}")]
    public static partial void SettingsWarning(ILogger logger, string warning);

    [LoggerMessage(1011, LogLevel.Information, "Secrets have changed; new ones are used from now on")]
    public static partial void SecretsChanged(ILogger logger);

    [LoggerMessage(1012, LogLevel.Error, "Changed secrets cannot be used, the ones before stay: {Reason}")]
    public static partial void SecretsNotUsed(ILogger logger, string reason);

    [LoggerMessage(1013, LogLevel.Warning, "No {What} reach {Address}: {Reason}. Said once; nothing else waits for it")]
    public static partial void ReceiverAway(ILogger logger, string what, string address, string reason);

    [LoggerMessage(1014, LogLevel.Information, "{What} reach {Address} again")]
    public static partial void ReceiverAgain(ILogger logger, string what, string address);

    [LoggerMessage(1008, LogLevel.Critical, "The service stops, because of its loop {Loop}: {Reason}")]
    public static partial void LoopEnded(ILogger logger, string loop, string reason, Exception? error);

    [LoggerMessage(1009, LogLevel.Error, "Nobody does {Job}: {Reason}")]
    public static partial void NobodyWorks(ILogger logger, string job, string reason);

    [LoggerMessage(
        1100,
        LogLevel.Information,
        "Schedule: {CollectorCount} collectors on {InstanceCount} instances; {Added} added, {Changed} changed, {Removed} removed"
    )]
    public static partial void ScheduleLoaded(
        ILogger logger,
        int collectorCount,
        int instanceCount,
        int added,
        int changed,
        int removed
    );

    [LoggerMessage(
        1101,
        LogLevel.Error,
        "The schedule could not be read; the known one stays in force, next try in {RetrySeconds} s: {Reason}"
    )]
    public static partial void ScheduleFailed(ILogger logger, double retrySeconds, string reason, Exception? error);

    [LoggerMessage(
        1102,
        LogLevel.Error,
        "Instance {Instance} wants connection {ConnectionName}, which is not configured; set AXMONITOR__Instances__{ConnectionName}"
    )]
    public static partial void NoConnectionString(ILogger logger, string instance, string connectionName);

    [LoggerMessage(1200, LogLevel.Information, "Collected {Collector} on {Instance}: {RowsRead} rows read, {RowsSaved} saved")]
    public static partial void Collected(
        ILogger logger,
        string collector,
        string instance,
        Guid runId,
        int rowsRead,
        int rowsSaved,
        string outcome,
        long durationMs,
        long sourceMs,
        long saveMs
    );

    [LoggerMessage(
        1201,
        LogLevel.Error,
        "Collecting {Collector} on {Instance} failed while {Stage}: {Reason} (alike and left out before: {LeftOut})"
    )]
    public static partial void CollectFailed(
        ILogger logger,
        string collector,
        string instance,
        Guid runId,
        string stage,
        string outcome,
        int? errorNumber,
        long durationMs,
        int leftOut,
        string reason,
        Exception? error
    );

    [LoggerMessage(
        1202,
        LogLevel.Warning,
        "Skipped {Collector} on {Instance}: {Reason} (alike and left out before: {LeftOut})"
    )]
    public static partial void CollectSkipped(ILogger logger, string collector, string instance, string reason, int leftOut);

    [LoggerMessage(
        1203,
        LogLevel.Warning,
        "Collector {Collector} on {Instance} left something out: its limit of {RowLimit} rows, or one of its own, was reached"
    )]
    public static partial void RowLimitReached(ILogger logger, string collector, string instance, Guid runId, int rowLimit);

    [LoggerMessage(1204, LogLevel.Debug, "{Collector} on {Instance} is left to the process that holds {LeaseName}")]
    public static partial void CollectElsewhere(ILogger logger, string collector, string instance, string leaseName);

    [LoggerMessage(
        1206,
        LogLevel.Warning,
        "Instance {Instance} cannot be reached: {Reason} Next try in {RetrySeconds} s; runs left out so far: {LeftOut}"
    )]
    public static partial void InstanceUnreachable(
        ILogger logger,
        string instance,
        string reason,
        double retrySeconds,
        int leftOut
    );

    [LoggerMessage(
        1207,
        LogLevel.Information,
        "Instance {Instance} is reached again after {Seconds} s; {LeftOut} runs were left out"
    )]
    public static partial void InstanceReached(ILogger logger, string instance, long seconds, int leftOut);

    [LoggerMessage(
        1208,
        LogLevel.Warning,
        "Whether {Collector} should run now on {Instance} could not be asked, and is asked again in a minute: {Reason}"
    )]
    public static partial void GlanceFailed(ILogger logger, string collector, string instance, string reason);

    [LoggerMessage(1205, LogLevel.Error, "A run of {Key} ended in an unexpected error")]
    public static partial void RunFault(ILogger logger, string key, Exception error);

    [LoggerMessage(
        1300,
        LogLevel.Information,
        "Evaluated: {Opened} opened, {Resolved} resolved, {Open} open, {Notifications} notifications"
    )]
    public static partial void Evaluated(
        ILogger logger,
        Guid runId,
        int opened,
        int resolved,
        int open,
        int notifications,
        long durationMs
    );

    [LoggerMessage(
        1301,
        LogLevel.Error,
        "Evaluating the alert rules failed: {Reason} (alike and left out before: {LeftOut})"
    )]
    public static partial void EvaluateFailed(
        ILogger logger,
        Guid runId,
        int? errorNumber,
        string reason,
        int leftOut,
        Exception? error
    );

    [LoggerMessage(1302, LogLevel.Debug, "Evaluated: nothing new")]
    public static partial void EvaluatedNothingNew(ILogger logger, Guid runId, long durationMs);

    [LoggerMessage(
        1310,
        LogLevel.Information,
        "Repository maintained: {Made} partitions made, {Emptied} emptied, {Deleted} rows deleted, {Merged} partitions merged; left to the next time: {WaitsFor}"
    )]
    public static partial void Maintained(
        ILogger logger,
        Guid runId,
        int made,
        int emptied,
        long deleted,
        int merged,
        string? waitsFor,
        long durationMs
    );

    [LoggerMessage(1311, LogLevel.Error, "Maintaining the repository failed; the next try is in an hour")]
    public static partial void MaintainFailed(ILogger logger, Guid runId, int? errorNumber, Exception error);

    [LoggerMessage(1312, LogLevel.Warning, "Maintenance of the repository: {Warning}")]
    public static partial void MaintainWarned(ILogger logger, Guid runId, string warning);

    [LoggerMessage(1320, LogLevel.Debug, "Rollups folded: {Folded} buckets, {Left} left")]
    public static partial void Folded(ILogger logger, Guid runId, long folded, long left, long durationMs);

    [LoggerMessage(1321, LogLevel.Error, "Folding the rollups failed: {Reason} (alike and left out before: {LeftOut})")]
    public static partial void FoldFailed(
        ILogger logger,
        Guid runId,
        int? errorNumber,
        string reason,
        int leftOut,
        Exception? error
    );

    [LoggerMessage(
        1322,
        LogLevel.Warning,
        "{Refused} buckets got values when their detail had been purged already; their rollups stay as they are"
    )]
    public static partial void FoldRefused(ILogger logger, Guid runId, long refused);

    [LoggerMessage(
        1330,
        LogLevel.Debug,
        "Leaks: {Filled} days computed, {Tested} series tested, {Open} leaks open"
    )]
    public static partial void LeaksSought(ILogger logger, Guid runId, int filled, int tested, int open, long durationMs);

    [LoggerMessage(1331, LogLevel.Error, "Looking for leaks failed: {Reason} (alike and left out before: {LeftOut})")]
    public static partial void LeaksFailed(
        ILogger logger,
        Guid runId,
        int? errorNumber,
        string reason,
        int leftOut,
        Exception? error
    );

    [LoggerMessage(
        1340,
        LogLevel.Debug,
        "Baselines: {Built} series built, {Left} left, {Anomalies} beyond their record"
    )]
    public static partial void BaselinesBuilt(
        ILogger logger,
        Guid runId,
        int built,
        int left,
        int anomalies,
        long durationMs
    );

    [LoggerMessage(1341, LogLevel.Error, "Building baselines failed: {Reason} (alike and left out before: {LeftOut})")]
    public static partial void BaselinesFailed(
        ILogger logger,
        Guid runId,
        int? errorNumber,
        string reason,
        int leftOut,
        Exception? error
    );

    [LoggerMessage(1400, LogLevel.Information, "Delivered notification {NotificationId} ({State}, {Severity}) by {Channel}")]
    public static partial void Delivered(
        ILogger logger,
        long notificationId,
        string messageKey,
        string state,
        string severity,
        string channel,
        int attempt,
        long durationMs
    );

    [LoggerMessage(
        1401,
        LogLevel.Warning,
        "Notification {NotificationId} could not be delivered for now: {Reason}; next try {NextAttemptAt}"
    )]
    public static partial void DeliveryPostponed(
        ILogger logger,
        long notificationId,
        string messageKey,
        string reason,
        DateTime? nextAttemptAt,
        int attempt
    );

    [LoggerMessage(1402, LogLevel.Error, "Notification {NotificationId} cannot be delivered: {Reason}")]
    public static partial void DeliveryGivenUp(
        ILogger logger,
        long notificationId,
        string messageKey,
        string reason,
        int attempt
    );

    [LoggerMessage(
        1403,
        LogLevel.Warning,
        "How the attempt to deliver notification {NotificationId} ended could not be recorded; that is made up for when its claim runs out: {Reason}"
    )]
    public static partial void ResultNotRecorded(
        ILogger logger,
        long notificationId,
        string messageKey,
        string reason,
        Exception? error
    );

    [LoggerMessage(1404, LogLevel.Error, "The outbox could not be read: {Reason}")]
    public static partial void ClaimFailed(ILogger logger, string reason, Exception? error);

    [LoggerMessage(
        1405,
        LogLevel.Warning,
        "Notification {NotificationId}: the mail server took the message, but refused {Refused}"
    )]
    public static partial void RecipientsRefused(ILogger logger, long notificationId, string messageKey, string refused);

    [LoggerMessage(1406, LogLevel.Error, "Mails cannot be written: {Reason}")]
    public static partial void TemplateWrong(ILogger logger, string reason);

    [LoggerMessage(
        1407,
        LogLevel.Warning,
        "Notification {NotificationId} goes out as a plain substitute, because the usual mail cannot be sent: {Reason}"
    )]
    public static partial void Substituted(ILogger logger, long notificationId, string messageKey, string reason);

    [LoggerMessage(1408, LogLevel.Warning, "No mail can be sent: {Reason} Next try in {RetrySeconds} s")]
    public static partial void MailServerUnavailable(ILogger logger, string reason, double retrySeconds);

    [LoggerMessage(1409, LogLevel.Information, "Mail can be sent again after {Seconds} s and {Attempts} attempts")]
    public static partial void MailServerAvailable(ILogger logger, long seconds, int attempts);

    [LoggerMessage(1410, LogLevel.Warning, "Nothing can be sent on channel {Channel}: {Reason} Next try in {RetrySeconds} s")]
    public static partial void ChannelUnavailable(ILogger logger, string channel, string reason, double retrySeconds);

    [LoggerMessage(
        1412,
        LogLevel.Warning,
        "The template of channel {Channel} is not used for notification {NotificationId}: {Reason}"
    )]
    public static partial void ChannelTemplateWrong(ILogger logger, string channel, long notificationId, string reason);

    [LoggerMessage(1411, LogLevel.Information, "Channel {Channel} can be used again after {Seconds} s and {Attempts} attempts")]
    public static partial void ChannelAvailable(ILogger logger, string channel, long seconds, int attempts);

    [LoggerMessage(1500, LogLevel.Information, "Lease {LeaseName} is held by {Owner}")]
    public static partial void LeaseTaken(ILogger logger, string leaseName, string owner);

    [LoggerMessage(1501, LogLevel.Warning, "Lease {LeaseName} is lost to another process")]
    public static partial void LeaseLost(ILogger logger, string leaseName);

    [LoggerMessage(
        1502,
        LogLevel.Warning,
        "Lease {LeaseName} could not be renewed: {Reason} (alike and left out before: {LeftOut})"
    )]
    public static partial void LeaseFailed(ILogger logger, string leaseName, string reason, int leftOut, Exception? error);

    [LoggerMessage(1503, LogLevel.Error, "This process waits: {Fault}")]
    public static partial void ClockRefused(ILogger logger, string fault);

    [LoggerMessage(1504, LogLevel.Information, "The repository accepts this machine's clock again")]
    public static partial void ClockAccepted(ILogger logger);

    [LoggerMessage(1505, LogLevel.Information, "Lease {LeaseName} is held by {Holder} until {ExpiresAt}; this process waits for it")]
    public static partial void LeaseElsewhere(ILogger logger, string leaseName, string holder, DateTime? expiresAt);

    [LoggerMessage(1600, LogLevel.Warning, "The run log could not be written; {Waiting} rows wait for the repository: {Reason}")]
    public static partial void RunLogFailed(ILogger logger, int waiting, string reason, Exception? error);

    [LoggerMessage(1602, LogLevel.Error, "The repository refused the run log row of {JobName}; it is dropped")]
    public static partial void RunLogRefused(ILogger logger, Guid runId, string jobName, int errorNumber, Exception error);

    [LoggerMessage(1601, LogLevel.Error, "The run log has no more room: {Dropped} rows dropped so far")]
    public static partial void RunLogDropped(ILogger logger, long dropped);

    [LoggerMessage(
        1603,
        LogLevel.Information,
        "Slow call to the repository: {Statement} took {DurationMs} ms (alike and left out before: {LeftOut})"
    )]
    public static partial void SlowCall(ILogger logger, string statement, long durationMs, int? errorNumber, int leftOut);

    [LoggerMessage(1700, LogLevel.Information, "Desk on {Address}")]
    public static partial void DeskServed(ILogger logger, string address);

    [LoggerMessage(1701, LogLevel.Error, "The desk is not served: {Reason} Everything else goes on")]
    public static partial void DeskNotServed(ILogger logger, string reason);

    [LoggerMessage(1702, LogLevel.Error, "The desk could not answer {Path}, request {RequestId}")]
    public static partial void DeskRequestFailed(ILogger logger, string path, string requestId, Exception error);

    [LoggerMessage(
        1703,
        LogLevel.Error,
        "The answer of {Path} to {Client} was given but not kept: sent again with its key, the call is refused, request {RequestId}"
    )]
    public static partial void CallNotKept(ILogger logger, string client, string path, string requestId, Exception error);

    [LoggerMessage(1720, LogLevel.Warning, "Somebody could not sign in by {How}: {Reason}, request {RequestId}")]
    public static partial void OutsideSignInFailed(ILogger logger, string how, string reason, string requestId, Exception? error);

    [LoggerMessage(1721, LogLevel.Warning, "{UserName} is no administrator any more by the groups of {Way}, and no other is left")]
    public static partial void NoAdministrator(ILogger logger, string userName, string way);

    [LoggerMessage(1722, LogLevel.Warning, "Nobody signs in to the desk with a password; administrators are those of {Ways} alone")]
    public static partial void NoPasswords(ILogger logger, string ways);

    [LoggerMessage(1710, LogLevel.Information, "Job {JobId} ({Kind}) of {QueuedBy} begins, attempt {Attempt}")]
    public static partial void LongJobBegun(ILogger logger, int jobId, string kind, string queuedBy, int attempt);

    [LoggerMessage(1711, LogLevel.Information, "Job {JobId} is {State} after {DurationMs} ms: {Result}")]
    public static partial void LongJobEnded(ILogger logger, int jobId, string state, long durationMs, string result);

    [LoggerMessage(1712, LogLevel.Warning, "Queued jobs cannot be done: {Reason} (alike and left out before: {LeftOut})")]
    public static partial void LongJobsFailed(ILogger logger, string reason, int leftOut, Exception? error);
}
