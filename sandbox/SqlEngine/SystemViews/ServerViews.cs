// Views of the server's configuration.
namespace AxMonitor.Sandbox.SqlEngine.SystemViews;

/// <summary>sys.configurations.</summary>
internal static class ServerViews
{
    // id, name, value, minimum, maximum, description, dynamic, advanced
    private static readonly (int Id, string Name, int Value, int Minimum, int Maximum, string Description, bool IsDynamic, bool IsAdvanced)[] Settings =
    [
        (101, "recovery interval (min)", 0, 0, 32767, "Maximum recovery interval in minutes", true, true),
        (115, "nested triggers", 1, 0, 1, "Allow triggers to be invoked within triggers", true, false),
        (117, "remote access", 1, 0, 1, "Allow remote access", false, false),
        (503, "max worker threads", 0, 128, 65535, "Maximum worker threads", true, true),
        (505, "network packet size (B)", 4096, 512, 32767, "Network packet size", true, true),
        (518, "show advanced options", 0, 0, 1, "show advanced options", true, false),
        (1538, "cost threshold for parallelism", 5, 0, 32767, "cost threshold for parallelism", true, true),
        (1539, "max degree of parallelism", 1, 0, 32767, "maximum degree of parallelism", true, true),
        (1540, "min memory per query (KB)", 1024, 512, int.MaxValue, "minimum memory per query (kBytes)", true, true),
        (1541, "query wait (s)", -1, -1, int.MaxValue, "maximum time to wait for query memory (s)", true, true),
        (1543, "min server memory (MB)", 0, 0, int.MaxValue, "Minimum size of server memory (MB)", true, true),
        (1544, "max server memory (MB)", int.MaxValue, 128, int.MaxValue, "Maximum size of server memory (MB)", true, true),
        (1569, "blocked process threshold (s)", 5, 0, 86400, "Blocked process reporting threshold", true, true),
        (1579, "backup compression default", 0, 0, 1, "Enable compression of backups by default", true, false),
        (1581, "optimize for ad hoc workloads", 0, 0, 1, "When this option is set, plan cache size is further reduced for single-use adhoc OLTP workload.", true, true),
        (16384, "Agent XPs", 1, 0, 1, "Enable or disable Agent XPs", true, true),
        (16390, "xp_cmdshell", 0, 0, 1, "Enable or disable command shell", true, true),
    ];

    public static IEnumerable<SystemView> All =>
    [
        SystemView.Server(
            "configurations",
            "configuration_id int, name nvarchar(35), value sql_variant?, minimum sql_variant?, maximum sql_variant?, value_in_use sql_variant?, description nvarchar(255), is_dynamic bit, is_advanced bit",
            static (_, _) => Settings.Select(static s => (object?[])[s.Id, s.Name, s.Value, s.Minimum, s.Maximum, s.Value, s.Description, s.IsDynamic, s.IsAdvanced]),
            permission: null) with { HasProviders = false },
    ];
}
