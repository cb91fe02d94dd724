// The events, actions and targets that sessions may name here, with the types of the events' fields: what a
// predicate is checked by.
using System.Collections.Frozen;

namespace AxMonitor.Engine.Programs.EventSessions;

/// <summary>A part of what the Extended Events packages of SQL Server 2016 hold.</summary>
internal static class KnownEvents
{
    private const string Completed =
        "cpu_time uint64, duration uint64, physical_reads uint64, logical_reads uint64, writes uint64, row_count uint64, result uint32";

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> Events = new Dictionary<string, string>(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["xml_deadlock_report"] = "xml_report xml",
        ["blocked_process_report"] =
            "duration uint64, database_id uint32, object_id int32, index_id int32, lock_mode uint32, transaction_id int64, resource_owner_type uint32, blocked_process xml, database_name unicode_string",
        ["rpc_completed"] =
            Completed
            + ", connection_reset_option uint32, object_name unicode_string, statement unicode_string, data_stream binary_data, output_parameters unicode_string",
        ["sql_batch_completed"] = Completed + ", batch_text unicode_string",
        ["attention"] = "duration uint64, request_id uint32",
        ["error_reported"] =
            "error_number int32, severity int32, state int32, user_defined boolean, category uint32, destination uint32, is_intercepted boolean, message unicode_string",
    }.ToFrozenDictionary(static e => e.Key, static e => Fields(e.Value), StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> GlobalSources = Fields(
        "session_id uint16, database_id uint16, database_name unicode_string, client_app_name unicode_string, client_hostname unicode_string, client_pid uint32, username unicode_string, "
            + "server_principal_name unicode_string, sql_text unicode_string, query_hash uint64, query_plan_hash uint64, plan_handle binary_data, tsql_stack xml, tsql_frame xml, context_info binary_data, "
            + "request_id uint32, is_system boolean, event_sequence uint64, collect_system_time uint64"
    );

    public static FrozenDictionary<string, string>? FieldsOf(string eventName) => Events.GetValueOrDefault(eventName);

    public static string? TypeOfSource(string name) => GlobalSources.GetValueOrDefault(name);

    private static FrozenDictionary<string, string> Fields(string list) =>
        list.Split(", ")
            .Select(static f => f.Split(' '))
            .ToFrozenDictionary(static f => f[0], static f => f[1], StringComparer.OrdinalIgnoreCase);
}
