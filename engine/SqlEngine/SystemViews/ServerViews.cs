// Views of the server's configuration.
namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.configurations, database_scoped_configurations, time_zone_info, dm_server_services,
/// syslanguages.</summary>
internal static class ServerViews
{
    /// <summary>By the names that Windows has for them, which are SQL Server's.</summary>
    private static readonly SortedDictionary<string, TimeZoneInfo> TimeZones = WindowsZones();

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Server(
                "configurations",
                "configuration_id int, name nvarchar(35), value sql_variant?, minimum sql_variant?, maximum sql_variant?, value_in_use sql_variant?, description nvarchar(255), is_dynamic bit, is_advanced bit",
                static (c, _) =>
                    c.Server.Settings.All.Select(static s =>
                        (object?[])
                            [s.Id, s.Name, s.Configured, s.Minimum, s.Maximum, s.InUse, s.Description, s.IsDynamic, s.IsAdvanced]
                    ),
                permission: null
            ) with
            {
                HasProviders = false,
            },
            SystemView.Catalog(
                "database_scoped_configurations",
                "configuration_id int, name nvarchar(60)?, value sql_variant?, value_for_secondary sql_variant?",
                static (_, _) =>
                    [
                        [1, "MAXDOP", 0, null],
                        [2, "LEGACY_CARDINALITY_ESTIMATION", 0, null],
                        [3, "PARAMETER_SNIFFING", 1, null],
                        [4, "QUERY_OPTIMIZER_HOTFIXES", 0, null],
                    ]
            ),
            SystemView.Server(
                "syslanguages",
                "langid smallint, dateformat nchar(3), datefirst tinyint, upgrade int?, name sysname, alias sysname, months nvarchar(372)?, "
                    + "shortmonths nvarchar(132)?, days nvarchar(217)?, lcid int, msglangid smallint",
                static (_, _) => Types.Languages.All.Select(Language),
                permission: null
            ) with
            {
                HasProviders = false,
            },
            SystemView.Server(
                "time_zone_info",
                "name nvarchar(128), current_utc_offset nvarchar(6), is_currently_dst bit",
                static (c, _) =>
                    TimeZones.Select(zone =>
                    {
                        var now = c.Server.Time.GetUtcNow();
                        var offset = zone.Value.GetUtcOffset(now);
                        return (object?[])
                            [
                                zone.Key,
                                $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}",
                                zone.Value.IsDaylightSavingTime(now),
                            ];
                    }),
                permission: null
            ) with
            {
                HasProviders = false,
            },
            SystemView.Server(
                "dm_server_services",
                "servicename nvarchar(256), startup_type int?, startup_type_desc nvarchar(256), status int?, status_desc nvarchar(256), process_id int?, last_startup_time datetimeoffset(7)?, "
                    + "service_account nvarchar(256), filename nvarchar(256), is_clustered nvarchar(1), cluster_nodename nvarchar(256)?, instant_file_initialization_enabled nvarchar(1)?",
                null
            ),
        ];

    private static SortedDictionary<string, TimeZoneInfo> WindowsZones()
    {
        SortedDictionary<string, TimeZoneInfo> zones = new(StringComparer.Ordinal) { ["UTC"] = TimeZoneInfo.Utc };
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            var name =
                !zone.HasIanaId ? zone.Id
                : TimeZoneInfo.TryConvertIanaIdToWindowsId(zone.Id, out var windows) ? windows
                : null;
            if (name is not null && !zones.ContainsKey(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found))
            {
                zones.Add(name, found);
            }
        }

        return zones;
    }

    private static object?[] Language(Types.Language language) =>
        [
            language.Id,
            language.DateFormat,
            language.DateFirst,
            0,
            language.Name,
            language.Alias,
            string.Join(',', language.Months),
            string.Join(',', language.ShortMonths),
            string.Join(',', language.Days),
            language.Lcid,
            language.MessageLcid,
        ];
}
