// The files of databases. The engine keeps data in memory, so a database has one data and one log file in
// name only, unless a state provider tells which files the simulated server has.
using System.Globalization;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.SystemViews;

/// <summary>Rows of sys.database_files; those of sys.master_files begin with the database's id.</summary>
internal static class DatabaseFiles
{
    /// <summary>sys.master_files shows nothing without one of these permissions.</summary>
    public static bool AreVisible(ISystemViewContext context) =>
        Array.Exists(
            ["VIEW ANY DEFINITION", "ALTER ANY DATABASE", "CREATE ANY DATABASE"],
            p => context.Server.Security.Has(context.LoginName, p)
        );

    /// <summary>The files of one database. A provider tells them as rows of "master_files".</summary>
    public static IEnumerable<object?[]> Of(Database database, ISystemViewContext context)
    {
        var told = context
            .Providers.SelectMany(static p => p.Rows("master_files", [], []))
            .Where(r => Convert.ToInt32(r["database_id"], CultureInfo.InvariantCulture) == database.Id)
            .Select(Told)
            .ToList();
        return told.Count > 0
            ? told
            :
            [
                File(1, 0, "ROWS", 1, database.Name, $@"C:\Data\{database.Name}.mdf", 8192, -1, 8192, false),
                File(2, 1, "LOG", 0, database.Name + "_log", $@"C:\Data\{database.Name}_log.ldf", 1024, -1, 8192, false),
            ];
    }

    private static object?[] Told(IReadOnlyDictionary<string, object?> row) =>
        File(
            row["file_id"],
            row["type"],
            row["type_desc"],
            row["data_space_id"],
            row["name"],
            row["physical_name"],
            row["size"],
            row["max_size"],
            row["growth"],
            row["is_percent_growth"]
        );

    private static object?[] File(
        object? id,
        object? type,
        object? description,
        object? space,
        object? name,
        object? path,
        object? pages,
        object? maxPages,
        object? growth,
        object? isPercent
    ) =>
        [
            id,
            null,
            type,
            description,
            space,
            name,
            path,
            0,
            "ONLINE",
            pages,
            maxPages,
            growth,
            false,
            false,
            false,
            isPercent,
            false,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
        ];
}
