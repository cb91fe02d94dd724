// What the server shows of the event session itself: that it is defined as xe-sessions/AxMonitor_Blocking.sql defines it, that it runs,
// and which file it writes.
using System.Xml.Linq;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>Rows of the event session views.</summary>
internal static class EventSessionRows
{
    /// <summary>Name of the session; the version of its definition stands in the name of its file.</summary>
    public const string SessionName = "AxMonitor_Blocking";

    /// <summary>Name of the session's files, up to what the server appends.</summary>
    public const string FileStem = SessionName + "_v2";

    private const int SessionId = 65_540;
    private const int TargetId = 3;

    private static readonly string[] EventNames = ["xml_deadlock_report", "blocked_process_report"];

    public static IEnumerable<IReadOnlyDictionary<string, object?>> Of(string view, Func<string> file, DateTime createdAt)
    {
        byte[] address = [0, 0, 0x01, 0xA4, 0x10, 0, 0, 1];
        return view switch
        {
            "server_event_sessions" => [new Dictionary<string, object?> { ["event_session_id"] = SessionId, ["name"] = SessionName, ["event_retention_mode"] = "S", ["event_retention_mode_desc"] = "ALLOW_SINGLE_EVENT_LOSS", ["max_dispatch_latency"] = 5_000, ["max_memory"] = 8_192, ["memory_partition_mode"] = "N", ["memory_partition_mode_desc"] = "NONE", ["track_causality"] = false, ["startup_state"] = true }],
            "server_event_session_events" => [Event(1, "xml_deadlock_report"), Event(2, "blocked_process_report")],
            "server_event_session_actions" => [Action(1), Action(2)],
            "server_event_session_targets" => [new Dictionary<string, object?> { ["event_session_id"] = SessionId, ["target_id"] = TargetId, ["name"] = "event_file", ["package"] = "package0", ["module"] = "SQLSERVR.EXE" }],
            "server_event_session_fields" => [Field("filename", FileStem + ".xel"), Field("max_file_size", 20), Field("max_rollover_files", 5)],
            "dm_xe_sessions" => [new Dictionary<string, object?> { ["address"] = address, ["name"] = SessionName, ["create_time"] = createdAt, ["buffer_policy_desc"] = "drop_event", ["session_source"] = "server" }],
            "dm_xe_session_events" => EventNames.Select(name => new Dictionary<string, object?> { ["event_session_address"] = address, ["event_name"] = name, ["event_package_guid"] = Guid.Empty }),
            "dm_xe_session_targets" => [new Dictionary<string, object?>
            {
                ["event_session_address"] = address,
                ["target_name"] = "event_file",
                ["target_package_guid"] = Guid.Empty,
                ["execution_count"] = 1L,
                ["execution_duration_ms"] = 1L,
                ["target_data"] = new XElement("EventFileTarget", new XAttribute("truncated", "0"), new XElement("Buffers", new XAttribute("logged", "1"), new XAttribute("dropped", "0")), new XElement("File", new XAttribute("name", file()))).ToString(SaveOptions.DisableFormatting),
            }],
            _ => [],
        };
    }

    private static Dictionary<string, object?> Event(int id, string name) =>
        new() { ["event_session_id"] = SessionId, ["event_id"] = id, ["name"] = name, ["package"] = "sqlserver", ["module"] = "SQLSERVR.EXE" };

    private static Dictionary<string, object?> Action(int eventId) =>
        new() { ["event_session_id"] = SessionId, ["event_id"] = eventId, ["name"] = "event_sequence", ["package"] = "package0", ["module"] = "SQLSERVR.EXE" };

    private static Dictionary<string, object?> Field(string name, object value) =>
        new() { ["event_session_id"] = SessionId, ["object_id"] = TargetId, ["name"] = name, ["value"] = value };
}
