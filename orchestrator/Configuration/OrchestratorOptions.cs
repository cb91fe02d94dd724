// Everything the service needs to know from outside. Filled by OptionsReader from configuration, or directly
// by a program that hosts the service in process.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Settings of one orchestrator process.</summary>
public sealed record OrchestratorOptions
{
    /// <summary>Connection string of the repository database. Without an explicit Encrypt it is
    /// encrypted.</summary>
    public required string RepositoryConnectionString { get; init; }

    /// <summary>Connection strings of the watched instances by connection name
    /// (config.Instance.ConnectionName).</summary>
    public IReadOnlyDictionary<string, string> Instances { get; init; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where mails go out; null when this process delivers none.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>Folder with one .sql file per collector.</summary>
    public string CollectorsFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "Collectors");

    /// <summary>Folder with the mail templates.</summary>
    public string TemplatesFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "Templates");

    /// <summary>The name under which this process holds leases; unique per process.</summary>
    public string Owner { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>How often the schedule is read again from the repository.</summary>
    public TimeSpan ScheduleRefresh { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Alerts are evaluated at least this often, and after every save.</summary>
    public TimeSpan EvaluateInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The outbox is looked at this often, and after every evaluation that queued
    /// something.</summary>
    public TimeSpan DeliverInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A lease that is not renewed for this long passes to another process.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A claimed notification that is not completed for this long is claimed again.</summary>
    public TimeSpan NotificationLease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one attempt to send a mail may take: the mail server's time-out, but well within the
    /// claim, so that no other process sends it too.</summary>
    public TimeSpan SendLimit =>
        Smtp is { } smtp && smtp.Timeout < NotificationLease * 0.75 ? smtp.Timeout : NotificationLease * 0.75;

    /// <summary>Time-out of calls to the repository.</summary>
    public TimeSpan RepositoryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Collector runs at the same time beyond the one that each instance may always have.</summary>
    public int MaxParallel { get; init; } = 8;

    /// <summary>Collector runs at the same time on one instance.</summary>
    public int MaxParallelPerInstance { get; init; } = 2;

    /// <summary>Runs that may wait; more are skipped and counted.</summary>
    public int QueueCapacity { get; init; } = 500;

    /// <summary>Loopback port of /health and /metrics; null leaves them off, 0 takes any free port.</summary>
    public int? ObservePort { get; init; }

    /// <summary>The log.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>Names only: no connection string ever reaches a log.</summary>
    public override string ToString() => $"owner {Owner}, {Instances.Count} instances";
}
