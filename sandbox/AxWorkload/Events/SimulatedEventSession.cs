// The event sessions of the simulated server, as the scripts in xe-sessions define them: deploying them there
// finds nothing to do.
namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>Definition of an event session that the simulation writes.</summary>
/// <param name="Id">event_session_id.</param>
/// <param name="Name">Name of the session.</param>
/// <param name="FileStem">Name of its files, up to what the server appends; version and checksum of the
/// script are part of it.</param>
/// <param name="MaxFileMb">max_file_size of the definition.</param>
/// <param name="MaxMemoryKb">max_memory.</param>
/// <param name="LatencySeconds">max_dispatch_latency.</param>
/// <param name="Events">Events with the actions they collect.</param>
internal sealed record SimulatedEventSession(
    int Id,
    string Name,
    string FileStem,
    int MaxFileMb,
    int MaxMemoryKb,
    int LatencySeconds,
    IReadOnlyList<(string Event, IReadOnlyList<string> Actions)> Events
)
{
    /// <summary>Target id: ids of events and targets are unique within a session.</summary>
    public int TargetId => Events.Count + 1;

    private static readonly string[] Client =
    [
        "event_sequence",
        "session_id",
        "database_name",
        "client_app_name",
        "client_hostname",
        "server_principal_name",
        "context_info",
        "query_hash",
    ];

    public static SimulatedEventSession Blocking { get; } =
        new(
            65_540,
            "AxMonitor_Blocking",
            "AxMonitor_Blocking_v003_09CAF5A7",
            20,
            8_192,
            5,
            [("xml_deadlock_report", ["event_sequence"]), ("blocked_process_report", ["event_sequence"])]
        );

    public static SimulatedEventSession LongQueries { get; } =
        new(
            65_541,
            "AxMonitor_LongQueries",
            "AxMonitor_LongQueries_v002_5A4D9DB6",
            50,
            4_096,
            10,
            [
                ("rpc_completed", [.. Client, "query_plan_hash", "sql_text"]),
                ("sql_batch_completed", [.. Client, "query_plan_hash"]),
            ]
        );

    public static SimulatedEventSession Errors { get; } =
        new(
            65_542,
            "AxMonitor_Errors",
            "AxMonitor_Errors_v002_794DA9F7",
            20,
            4_096,
            10,
            [("error_reported", [.. Client, "sql_text"]), ("attention", [.. Client, "sql_text"])]
        );

    public static IReadOnlyList<SimulatedEventSession> All { get; } = [Blocking, LongQueries, Errors];
}
