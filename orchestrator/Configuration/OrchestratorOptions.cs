// Everything the service needs to know from outside. Filled by OptionsReader from configuration, or directly
// by a program that hosts the service in process.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Settings of one orchestrator process.</summary>
public sealed record OrchestratorOptions
{
    /// <summary>Environment variable in which the service manager gives the service's name.</summary>
    public const string ServiceVariable = "AXMONITOR_SERVICE";

    /// <summary>Connection string of the repository database. Without an explicit Encrypt it is
    /// encrypted.</summary>
    public required string RepositoryConnectionString { get; init; }

    /// <summary>Connection strings of the watched instances by connection name
    /// (config.Instance.ConnectionName).</summary>
    public IReadOnlyDictionary<string, string> Instances { get; init; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where mails go out; null when this process delivers none.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>Database Mail, which sends mails instead of <see cref="Smtp"/>; null for none.</summary>
    public DatabaseMailOptions? DatabaseMail { get; init; }

    /// <summary>The way that mails go, for people; null when there is none.</summary>
    public string? MailWay => Smtp?.ToString() ?? DatabaseMail?.ToString();

    /// <summary>Addresses and keys of the other channels by name (config.Channel.AddressText).</summary>
    public IReadOnlyDictionary<string, ChannelOptions> Channels { get; init; } =
        new Dictionary<string, ChannelOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Folder with one .sql file per collector.</summary>
    public string CollectorsFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "Collectors");

    /// <summary>Folder with the mail templates.</summary>
    public string TemplatesFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "Templates");

    /// <summary>The name under which this process holds leases; unique per process.</summary>
    public string Owner { get; init; } = DefaultOwner(Environment.GetEnvironmentVariable(ServiceVariable));

    /// <summary>Intervals and time-outs.</summary>
    public IntervalOptions Intervals { get; init; } = new();

    /// <summary>Limits of the work queue.</summary>
    public QueueOptions Queue { get; init; } = new();

    /// <summary>The endpoint of /health and /metrics.</summary>
    public ObserveOptions Observe { get; init; } = new();

    /// <summary>The desk.</summary>
    public DeskOptions Desk { get; init; } = new();

    /// <summary>The log.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>Folder with one file a secret, read again while the service runs; null for none.</summary>
    public string? SecretsFolder { get; init; }

    /// <summary>The vault that secrets are also taken from.</summary>
    public KeyVaultOptions KeyVault { get; init; } = new();

    /// <summary>Follows the places of secrets that change; null where there are none.</summary>
    internal LiveOptions? Live { get; init; }

    /// <summary>The same settings with the secrets as they are now: connection strings, mail login, addresses
    /// and keys of channels are taken from here at each use.</summary>
    public OrchestratorOptions Current() => Live?.Current() ?? this;

    /// <summary>The value of a secret by its name, null for one that is not set. A function, so that no log
    /// shows them all.</summary>
    public Func<string, string?> SecretOf { get; init; } = static _ => null;

    /// <summary>What is wrong with where the settings stand, though they can be used.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How long one attempt to send a mail may take: its time-out, but well within the
    /// claim, so that no other process sends it too.</summary>
    public TimeSpan SendLimit =>
        (Smtp?.Timeout ?? DatabaseMail?.Timeout) is { } timeout && timeout < Intervals.NotificationLease * 0.75
            ? timeout
            : Intervals.NotificationLease * 0.75;

    /// <summary>How long one attempt to post a message may take.</summary>
    public TimeSpan PostLimit =>
        TimeSpan.FromSeconds(Math.Min(PostTimeout.TotalSeconds, Intervals.NotificationLease.TotalSeconds * 0.75));

    /// <summary>Time-out of one attempt to post a message.</summary>
    public TimeSpan PostTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A service goes by its name, of which a machine has one at a time; any other process by its
    /// number.</summary>
    internal static string DefaultOwner(string? service) =>
        string.IsNullOrWhiteSpace(service)
            ? $"{Environment.MachineName}:{Environment.ProcessId}"
            : $"{Environment.MachineName}:{service.Trim()}";

    /// <summary>Names only: no connection string ever reaches a log.</summary>
    public override string ToString() => $"owner {Owner}, {Instances.Count} instances";
}
