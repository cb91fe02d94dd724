// How the simulated server is set up: its services and the trace flags that are on.
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>dm_server_services and DBCC TRACESTATUS.</summary>
internal sealed class ServerArea : IServerArea
{
    // 4136 is on although sources disagree about it, as on many AX servers.
    private static readonly int[] TraceFlags = [1224, 4136, 4199];

    public IReadOnlyCollection<string> Views => ["dm_server_services", "dbcc.tracestatus"];

    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(
        string view,
        IReadOnlyList<SqlValue> arguments,
        ServerMoment moment
    ) =>
        view switch
        {
            "dm_server_services" =>
            [
                Service("SQL Server (MSSQLSERVER)", @"CONTOSO\svc-sql", "sqlservr.exe", "N"),
                Service("SQL Server Agent (MSSQLSERVER)", @"CONTOSO\svc-sqlagent", "SQLAGENT.EXE", null),
            ],
            _ => [.. TraceFlags.Select(static f => new Dictionary<string, object?> { ["TraceFlag"] = f, ["Global"] = true })],
        };

    private static Dictionary<string, object?> Service(string name, string account, string program, string? instantFiles) =>
        new()
        {
            ["servicename"] = name,
            ["startup_type"] = 2,
            ["startup_type_desc"] = "Automatic",
            ["status"] = 4,
            ["status_desc"] = "Running",
            ["process_id"] = 2208,
            ["service_account"] = account,
            ["filename"] = $@"""C:\Program Files\Microsoft SQL Server\MSSQL13.MSSQLSERVER\MSSQL\Binn\{program}""",
            ["is_clustered"] = "N",
            ["instant_file_initialization_enabled"] = instantFiles,
        };
}
