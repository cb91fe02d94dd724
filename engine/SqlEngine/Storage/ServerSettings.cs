// The server's options: what is configured and what is in use. sp_configure changes the former, RECONFIGURE
// makes it the latter.
using System.Collections.Immutable;

namespace AxMonitor.Engine.Storage;

/// <summary>sys.configurations as a changeable state. Thread-safe.</summary>
public sealed class ServerSettings
{
    internal const string ShowAdvanced = "show advanced options";
    internal const string BlockedProcessThreshold = "blocked process threshold (s)";

    private static readonly ServerSetting[] Initial =
    [
        new(101, "recovery interval (min)", 0, 0, 32767, "Maximum recovery interval in minutes", true, true),
        new(115, "nested triggers", 1, 0, 1, "Allow triggers to be invoked within triggers", true, false),
        new(117, "remote access", 1, 0, 1, "Allow remote access", false, false),
        new(503, "max worker threads", 0, 128, 65535, "Maximum worker threads", true, true),
        new(505, "network packet size (B)", 4096, 512, 32767, "Network packet size", true, true),
        new(518, ShowAdvanced, 0, 0, 1, "show advanced options", true, false),
        new(1538, "cost threshold for parallelism", 5, 0, 32767, "cost threshold for parallelism", true, true),
        new(1539, "max degree of parallelism", 1, 0, 32767, "maximum degree of parallelism", true, true),
        new(1540, "min memory per query (KB)", 1024, 512, int.MaxValue, "minimum memory per query (kBytes)", true, true),
        new(1541, "query wait (s)", -1, -1, int.MaxValue, "maximum time to wait for query memory (s)", true, true),
        new(1543, "min server memory (MB)", 0, 0, int.MaxValue, "Minimum size of server memory (MB)", true, true),
        new(1544, "max server memory (MB)", int.MaxValue, 128, int.MaxValue, "Maximum size of server memory (MB)", true, true),
        new(1569, BlockedProcessThreshold, 5, 0, 86400, "Blocked process reporting threshold", true, true),
        new(1579, "backup compression default", 0, 0, 1, "Enable compression of backups by default", true, false),
        new(
            1581,
            "optimize for ad hoc workloads",
            0,
            0,
            1,
            "When this option is set, plan cache size is further reduced for single-use adhoc OLTP workload.",
            true,
            true
        ),
        new(16384, "Agent XPs", 1, 0, 1, "Enable or disable Agent XPs", true, true),
        new(16390, "xp_cmdshell", 0, 0, 1, "Enable or disable command shell", true, true),
    ];

    private readonly Lock _gate = new();
    private ImmutableArray<ServerSetting> _settings = [.. Initial];

    internal IReadOnlyList<ServerSetting> All
    {
        get
        {
            lock (_gate)
            {
                return _settings;
            }
        }
    }

    /// <summary>The setting of that name; advanced ones are hidden until they are shown. Null: there is none,
    /// or it is hidden.</summary>
    internal ServerSetting? Find(string name)
    {
        var all = All;
        var showsAdvanced = all.First(static s => s.Name == ShowAdvanced).InUse == 1;
        return all.FirstOrDefault(s =>
            s.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && (showsAdvanced || !s.IsAdvanced)
        );
    }

    internal void Configure(ServerSetting setting, int value)
    {
        lock (_gate)
        {
            var index = _settings.IndexOf(_settings.First(s => s.Id == setting.Id));
            _settings = _settings.SetItem(index, _settings[index] with { Configured = value });
        }
    }

    internal void Reconfigure()
    {
        lock (_gate)
        {
            _settings = [.. _settings.Select(static s => s with { InUse = s.Configured })];
        }
    }
}

/// <summary>An option of the server.</summary>
internal sealed record ServerSetting(
    int Id,
    string Name,
    int Configured,
    int Minimum,
    int Maximum,
    string Description,
    bool IsDynamic,
    bool IsAdvanced
)
{
    public int InUse { get; init; } = Configured;
}
