// All tables of the simulated AX database.
namespace AxMonitor.Sandbox.AxWorkload.Installation.Schema;

internal static class AxSchema
{
    public static readonly IReadOnlyList<AxTable> Tables =
    [
        .. BatchTables.All,
        .. SessionTables.All,
        .. ConfigurationTables.All,
        .. BusinessTables.All,
    ];
}
