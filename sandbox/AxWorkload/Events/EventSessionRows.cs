// What the server shows of the event session itself: that it is defined, that it runs, and which file it writes.
using System.Xml.Linq;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>Rows of the event session views.</summary>
internal static class EventSessionRows
{
    private static readonly string[] Events = ["blocked_process_report", "xml_deadlock_report"];

    public static IEnumerable<IReadOnlyDictionary<string, object?>> Of(string view, string session, string file, DateTime createdAt)
    {
        byte[] address = [0, 0, 0x01, 0xA4, 0x10, 0, 0, 1];
        return view switch
        {
            "server_event_sessions" => [new Dictionary<string, object?> { ["event_session_id"] = 65_540, ["name"] = session, ["event_retention_mode"] = "S", ["event_retention_mode_desc"] = "ALLOW_SINGLE_EVENT_LOSS", ["max_dispatch_latency"] = 5_000, ["max_memory"] = 4_096, ["memory_partition_mode"] = "N", ["memory_partition_mode_desc"] = "NONE", ["track_causality"] = false, ["startup_state"] = true }],
            "dm_xe_sessions" => [new Dictionary<string, object?> { ["address"] = address, ["name"] = session, ["create_time"] = createdAt, ["buffer_policy_desc"] = "drop_event", ["session_source"] = "server" }],
            "dm_xe_session_events" => Events.Select(name => new Dictionary<string, object?> { ["event_session_address"] = address, ["event_name"] = name, ["event_package_guid"] = Guid.Empty }),
            _ => [new Dictionary<string, object?>
            {
                ["event_session_address"] = address,
                ["target_name"] = "event_file",
                ["target_package_guid"] = Guid.Empty,
                ["execution_count"] = 1L,
                ["execution_duration_ms"] = 1L,
                ["target_data"] = new XElement("EventFileTarget", new XAttribute("truncated", "0"), new XElement("Buffers", new XAttribute("logged", "1"), new XAttribute("dropped", "0")), new XElement("File", new XAttribute("name", file))).ToString(SaveOptions.DisableFormatting),
            }],
        };
    }
}
