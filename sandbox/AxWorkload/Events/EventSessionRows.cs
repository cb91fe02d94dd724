// What the server shows of its event sessions themselves: that they are defined as xe-sessions defines them,
// that they run, and which files they write.
using System.Xml.Linq;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>Rows of the event session views.</summary>
internal static class EventSessionRows
{
    /// <param name="view">Name of the view.</param>
    /// <param name="file">Full name of the file a session writes at present.</param>
    /// <param name="createdAt">Start of the sessions, server's local time.</param>
    public static IEnumerable<IReadOnlyDictionary<string, object?>> Of(
        string view,
        Func<SimulatedEventSession, string> file,
        DateTime createdAt
    ) => SimulatedEventSession.All.SelectMany(session => Of(view, session, file, createdAt));

    private static IEnumerable<IReadOnlyDictionary<string, object?>> Of(
        string view,
        SimulatedEventSession s,
        Func<SimulatedEventSession, string> file,
        DateTime createdAt
    )
    {
        byte[] address = [0, 0, 0x01, 0xA4, 0x10, 0, 0, (byte)(s.Id & 0xFF)];
        return view switch
        {
            "server_event_sessions" =>
            [
                new Dictionary<string, object?>
                {
                    ["event_session_id"] = s.Id,
                    ["name"] = s.Name,
                    ["event_retention_mode"] = "S",
                    ["event_retention_mode_desc"] = "ALLOW_SINGLE_EVENT_LOSS",
                    ["max_dispatch_latency"] = s.LatencySeconds * 1_000,
                    ["max_memory"] = s.MaxMemoryKb,
                    ["memory_partition_mode"] = "N",
                    ["memory_partition_mode_desc"] = "NONE",
                    ["track_causality"] = false,
                    ["startup_state"] = true,
                },
            ],
            "server_event_session_events" => s.Events.Select(
                (e, i) =>
                    new Dictionary<string, object?>
                    {
                        ["event_session_id"] = s.Id,
                        ["event_id"] = i + 1,
                        ["name"] = e.Event,
                        ["package"] = "sqlserver",
                        ["module"] = "SQLSERVR.EXE",
                    }
            ),
            "server_event_session_actions" => s.Events.SelectMany(
                (e, i) =>
                    e.Actions.Select(a => new Dictionary<string, object?>
                    {
                        ["event_session_id"] = s.Id,
                        ["event_id"] = i + 1,
                        ["name"] = a,
                        ["package"] = a == "event_sequence" ? "package0" : "sqlserver",
                        ["module"] = "SQLSERVR.EXE",
                    })
            ),
            "server_event_session_targets" =>
            [
                new Dictionary<string, object?>
                {
                    ["event_session_id"] = s.Id,
                    ["target_id"] = s.TargetId,
                    ["name"] = "event_file",
                    ["package"] = "package0",
                    ["module"] = "SQLSERVR.EXE",
                },
            ],
            "server_event_session_fields" =>
            [
                Field(s, "filename", s.FileStem + ".xel"),
                Field(s, "max_file_size", s.MaxFileMb),
                Field(s, "max_rollover_files", 5),
            ],
            "dm_xe_sessions" =>
            [
                new Dictionary<string, object?>
                {
                    ["address"] = address,
                    ["name"] = s.Name,
                    ["create_time"] = createdAt,
                    ["buffer_policy_desc"] = "drop_event",
                    ["dropped_event_count"] = 0,
                    ["dropped_buffer_count"] = 0,
                    ["session_source"] = "server",
                },
            ],
            "dm_xe_session_events" => s.Events.Select(e => new Dictionary<string, object?>
            {
                ["event_session_address"] = address,
                ["event_name"] = e.Event,
                ["event_package_guid"] = Guid.Empty,
            }),
            "dm_xe_session_targets" =>
            [
                new Dictionary<string, object?>
                {
                    ["event_session_address"] = address,
                    ["target_name"] = "event_file",
                    ["target_package_guid"] = Guid.Empty,
                    ["execution_count"] = 1L,
                    ["execution_duration_ms"] = 1L,
                    ["target_data"] = new XElement(
                        "EventFileTarget",
                        new XAttribute("truncated", "0"),
                        new XElement("Buffers", new XAttribute("logged", "1"), new XAttribute("dropped", "0")),
                        new XElement("File", new XAttribute("name", file(s)))
                    ).ToString(SaveOptions.DisableFormatting),
                },
            ],
            _ => [],
        };
    }

    private static Dictionary<string, object?> Field(SimulatedEventSession session, string name, object value) =>
        new()
        {
            ["event_session_id"] = session.Id,
            ["object_id"] = session.TargetId,
            ["name"] = name,
            ["value"] = value,
        };
}
