// The tSQLt classes of the release and how they come into a database: the genuine tSQLt where the server's
// 'model' database brings it, otherwise the interface without CLR that lies beside the classes.
using AxMonitor.Database.Deploy;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify;

/// <summary>A folder of test classes.</summary>
/// <param name="folder">Holds CLASS.class.sql, Given.sql and framework/tSQLt.sql.</param>
public sealed class TestClasses(string folder)
{
    private const string Suffix = ".class.sql";
    private const int BatchSeconds = 120;

    /// <summary>Where the classes are beside the program.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "tsqlt");

    /// <summary>The files: one class each.</summary>
    public IReadOnlyList<string> Files =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*" + Suffix).Order(StringComparer.Ordinal)]
            : throw new InvalidOperationException($"There are no test classes in '{folder}'; restore them from the release.");

    /// <summary>The files whose class is one of those named, where * stands for any characters; all of them
    /// when none is named.</summary>
    public IReadOnlyList<string> Matching(IReadOnlyList<string> names) =>
        names.Count == 0
            ? Files
            :
            [
                .. Files.Where(file =>
                    names.Any(name => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(name, ClassOf(file)))
                ),
            ];

    /// <summary>The class that a file makes.</summary>
    public static string ClassOf(string file) => Path.GetFileName(file)[..^Suffix.Length];

    /// <summary>Puts framework, common parts and classes into the database.</summary>
    /// <param name="connection">Open, in a database with the repository.</param>
    /// <param name="files">The classes wanted.</param>
    /// <param name="cancel">Gives up between batches.</param>
    /// <exception cref="InvalidOperationException">A batch failed; the message says which and
    /// why.</exception>
    public async Task InstallAsync(SqlConnection connection, IReadOnlyList<string> files, CancellationToken cancel)
    {
        if (!await IsThereAsync(connection, cancel))
        {
            await RunAsync(connection, Path.Combine(folder, "framework", "tSQLt.sql"), cancel);
        }

        foreach (var file in files.Prepend(Path.Combine(folder, "Given.sql")))
        {
            await RunAsync(connection, file, cancel);
        }
    }

    private static async Task<bool> IsThereAsync(SqlConnection connection, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT CAST(CASE WHEN OBJECT_ID(N'tSQLt.Run') IS NULL THEN 0 ELSE 1 END AS bit);";
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task RunAsync(SqlConnection connection, string file, CancellationToken cancel)
    {
        var number = 0;
        foreach (var batch in ScriptBatches.Split(await File.ReadAllTextAsync(file, cancel)))
        {
            number++;
            await using SqlCommand command = new(batch, connection) { CommandTimeout = BatchSeconds };
            try
            {
                await command.ExecuteNonQueryAsync(cancel);
            }
            catch (SqlException failure) when (!cancel.IsCancellationRequested)
            {
                throw new InvalidOperationException(
                    $"{Path.GetFileName(file)}, batch {number}, line {failure.LineNumber}: error {failure.Number}: {failure.Message}",
                    failure
                );
            }
        }
    }
}
