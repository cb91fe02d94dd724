// Extended Events: running sessions, their targets, definitions, and the reader of event files. Rows of
// defined sessions come from the engine, all others from state providers.
using System.Xml.Linq;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.dm_xe_sessions, dm_xe_session_targets, dm_xe_session_events, server_event_sessions,
/// fn_xe_file_target_read_file.</summary>
internal static class EventViews
{
    public static IEnumerable<SystemView> All =>
        [
            SystemView.Server(
                "dm_xe_sessions",
                "address varbinary(8), name nvarchar(256), pending_buffers int, total_regular_buffers int, regular_buffer_size bigint, total_large_buffers int, large_buffer_size bigint, total_buffer_size bigint, "
                    + "buffer_policy_flags int, buffer_policy_desc nvarchar(256), flags int, flag_desc nvarchar(256), dropped_event_count int, dropped_buffer_count int, blocked_event_fire_time int, create_time datetime, "
                    + "largest_event_dropped_size int, session_source nvarchar(256)",
                static (c, _) =>
                    Running(c)
                        .Select(static s =>
                            (object?[])
                                [
                                    Address(s),
                                    s.Name,
                                    0,
                                    3,
                                    s.MaxMemory * 1024L / 3,
                                    0,
                                    0L,
                                    s.MaxMemory * 1024L,
                                    0,
                                    "drop_event",
                                    1,
                                    "flush_on_close",
                                    0,
                                    0,
                                    0,
                                    s.StartedAt,
                                    0,
                                    "server",
                                ]
                        )
            ),
            SystemView.Server(
                "dm_xe_session_targets",
                "event_session_address varbinary(8), target_name nvarchar(60), target_package_guid uniqueidentifier, execution_count bigint, execution_duration_ms bigint, target_data nvarchar(max)?",
                static (c, _) =>
                    Running(c)
                        .SelectMany(
                            static s => s.Targets,
                            static (s, t) => (object?[])[Address(s), t.Name, PackageGuid, 0L, 0L, TargetData(s, t)]
                        )
            ),
            SystemView.Server(
                "dm_xe_session_events",
                "event_session_address varbinary(8), event_name nvarchar(60), event_package_guid uniqueidentifier, event_predicate nvarchar(3072)?",
                static (c, _) =>
                    Running(c)
                        .SelectMany(
                            static s => s.Events,
                            static (s, e) => (object?[])[Address(s), e.Name, ServerPackageGuid, e.Predicate]
                        )
            ),
            SystemView.Server(
                "server_event_sessions",
                "event_session_id int, name sysname, event_retention_mode nchar(1)?, event_retention_mode_desc sysname?, max_dispatch_latency int?, max_memory int?, max_event_size int?, memory_partition_mode nchar(1)?, "
                    + "memory_partition_mode_desc sysname?, track_causality bit?, startup_state bit?",
                static (c, _) =>
                    c.Server.EventSessions.All.Select(static s =>
                        (object?[])
                            [
                                s.Id,
                                s.Name,
                                s.RetentionMode,
                                s.RetentionMode switch
                                {
                                    'M' => "ALLOW_MULTIPLE_EVENT_LOSS",
                                    'N' => "NO_EVENT_LOSS",
                                    _ => "ALLOW_SINGLE_EVENT_LOSS",
                                },
                                s.MaxDispatchLatency,
                                s.MaxMemory,
                                s.MaxEventSize,
                                s.PartitionMode,
                                s.PartitionMode switch
                                {
                                    'C' => "PER_CPU",
                                    'D' => "PER_NODE",
                                    _ => "NONE",
                                },
                                s.TracksCausality,
                                s.StartsWithServer,
                            ]
                    )
            ),
            SystemView.Server(
                "server_event_session_events",
                "event_session_id int, event_id int, name sysname, package sysname, module sysname, predicate nvarchar(3000)?, predicate_xml nvarchar(max)?",
                static (c, _) =>
                    c.Server.EventSessions.All.SelectMany(
                        static s => s.Events,
                        static (s, e) => (object?[])[s.Id, e.Id, e.Name, e.Package, "SQLSERVR.EXE", e.Predicate, null]
                    )
            ),
            SystemView.Server(
                "server_event_session_actions",
                "event_session_id int, event_id int, name sysname, package sysname, module sysname",
                static (c, _) =>
                    c.Server.EventSessions.All.SelectMany(static s =>
                        s.Events.SelectMany(
                            static e => e.Actions,
                            (e, a) => (object?[])[s.Id, e.Id, a.Name, a.Package, "SQLSERVR.EXE"]
                        )
                    )
            ),
            SystemView.Server(
                "server_event_session_targets",
                "event_session_id int, target_id int, name sysname, package sysname, module sysname",
                static (c, _) =>
                    c.Server.EventSessions.All.SelectMany(
                        static s => s.Targets,
                        static (s, t) => (object?[])[s.Id, t.Id, t.Name, t.Package, "SQLSERVR.EXE"]
                    )
            ),
            SystemView.Server(
                "server_event_session_fields",
                "event_session_id int, object_id int, name sysname, value sql_variant?",
                static (c, _) =>
                    c.Server.EventSessions.All.SelectMany(static s =>
                        s.Events.Concat(s.Targets)
                            .SelectMany(static p => p.Fields, (p, f) => (object?[])[s.Id, p.Id, f.Name, f.Value])
                    )
            ),
            SystemView.Function(
                "fn_xe_file_target_read_file",
                "nvarchar(260), nvarchar(260), nvarchar(260), bigint",
                "module_guid uniqueidentifier, package_guid uniqueidentifier, object_name nvarchar(60), event_data nvarchar(max), file_name nvarchar(260), file_offset bigint",
                null
            ),
        ];

    private static readonly Guid PackageGuid = new("60aa9fbf-673b-4553-b7ed-71dca7f5e972");

    // The package sqlserver, to which all known events belong.
    private static readonly Guid ServerPackageGuid = new("655fd93f-3364-40d5-b2ba-330f7ffb6491");

    private static IEnumerable<EventSessionDef> Running(ISystemViewContext context) =>
        context.Server.EventSessions.All.Where(static s => s.StartedAt is not null);

    private static byte[] Address(EventSessionDef session)
    {
        var address = BitConverter.GetBytes(0x0000_01A4_2000_0000L + session.Id);
        Array.Reverse(address);
        return address;
    }

    // The server completes the name with _0_ and a time; without a folder the file is in the log folder.
    private static string TargetData(EventSessionDef session, EventSessionPart target)
    {
        var name = (string)target.Fields.First(static f => f.Name == "filename").Value;
        var stem = name.EndsWith(".xel", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        var folder =
            stem.Contains('\\', StringComparison.Ordinal) || stem.Contains('/', StringComparison.Ordinal)
                ? ""
                : @"C:\Program Files\Microsoft SQL Server\MSSQL13.MSSQLSERVER\MSSQL\Log\";
        var ticks = DateTime.SpecifyKind(session.StartedAt!.Value, DateTimeKind.Utc).ToFileTimeUtc();
        return new XElement(
            "EventFileTarget",
            new XAttribute("truncated", "0"),
            new XElement("Buffers", new XAttribute("logged", "0"), new XAttribute("dropped", "0")),
            new XElement("File", new XAttribute("name", $"{folder}{stem}_0_{ticks}.xel"))
        ).ToString(SaveOptions.DisableFormatting);
    }
}
