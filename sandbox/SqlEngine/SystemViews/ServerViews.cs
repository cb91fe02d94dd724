// Views of the server's configuration.
namespace AxMonitor.Sandbox.SqlEngine.SystemViews;

/// <summary>sys.configurations.</summary>
internal static class ServerViews
{
    public static IEnumerable<SystemView> All =>
    [
        SystemView.Server(
            "configurations",
            "configuration_id int, name nvarchar(35), value sql_variant?, minimum sql_variant?, maximum sql_variant?, value_in_use sql_variant?, description nvarchar(255), is_dynamic bit, is_advanced bit",
            static (c, _) => c.Server.Settings.All.Select(static s => (object?[])[s.Id, s.Name, s.Configured, s.Minimum, s.Maximum, s.InUse, s.Description, s.IsDynamic, s.IsAdvanced]),
            permission: null) with { HasProviders = false },
    ];
}
