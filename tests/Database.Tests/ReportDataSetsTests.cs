// The datasets of all report pages against the procedures they call: parameters are taken, every declared
// field comes back under its name.

using System.Data;
using System.Globalization;
using System.Xml.Linq;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class ReportDataSetsTests
{
    private static readonly XNamespace Rdl = "http://schemas.microsoft.com/sqlserver/reporting/2016/01/reportdefinition";
    private static readonly XNamespace Rsd = "http://schemas.microsoft.com/sqlserver/reporting/2010/01/shareddatasetdefinition";
    private TestServer _server = null!;

    private static IEnumerable<string> Reports =>
        Directory
            .EnumerateFiles(Path.Combine(RepositoryFolders.Root, "reports"), "*.rdl")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal);

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.HaveRepositoryAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCaseSource(nameof(Reports))]
    public async Task Every_dataset_gets_the_fields_it_declares(string report)
    {
        var document = XDocument.Load(Path.Combine(RepositoryFolders.Root, "reports", report + ".rdl"));
        var sets = document.Descendants(Rdl + "DataSet").ToList();
        Assert.That(sets, Is.Not.Empty);
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        foreach (var set in sets)
        {
            // A shared dataset calls its procedure with all that any page asks by.
            var shared = set.Descendants(Rdl + "SharedDataSetReference").SingleOrDefault() is { Value: var reference }
                ? XDocument.Load(Path.Combine(RepositoryFolders.Root, "reports", reference + ".rsd"))
                : null;
            await using SqlCommand command = new(
                (shared?.Descendants(Rsd + "CommandText") ?? set.Descendants(Rdl + "CommandText")).Single().Value,
                connection
            )
            {
                CommandType = CommandType.StoredProcedure,
            };
            foreach (
                var parameter in (
                    shared?.Descendants(Rsd + "DataSetParameter") ?? set.Descendants(Rdl + "QueryParameter")
                ).Select(p => p.Attribute("Name")!.Value)
            )
            {
                // An hour of time; no instance, incident or other key.
                object value =
                    parameter == "@FromAt" ? new DateTime(2026, 1, 1, 9, 0, 0)
                    : parameter == "@ToAt" ? new DateTime(2026, 1, 1, 10, 0, 0)
                    : DBNull.Value;
                command.Parameters.AddWithValue(parameter, value);
            }

            await using var reader = await command.ExecuteReaderAsync();
            var returned = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
            var declared = set.Descendants(Rdl + "DataField").Select(field => field.Value);
            Assert.That(declared, Is.SubsetOf(returned), command.CommandText);
        }
    }

    // Whoever clicks back by years, or writes an address by hand, gets an empty page and no error.
    [TestCase("0001-01-01", "9999-12-31T23:59:59.999")]
    [TestCase("1900-01-01", "2026-01-01")]
    [TestCase("2026-01-01", "2126-01-01")]
    [TestCase("9999-12-31", "9999-12-31T23:59:59.999")]
    [TestCase("2026-01-02", "2026-01-01")]
    [TestCase("2026-01-01", "2026-01-01")]
    public async Task Every_procedure_of_a_report_takes_any_window(string from, string to)
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        List<string> refused = [];
        foreach (var (procedure, parameters) in await ProceduresAsync(connection))
        {
            await using SqlCommand command = new(procedure, connection) { CommandType = CommandType.StoredProcedure };
            foreach (var (name, type) in parameters)
            {
                object value =
                    type != "datetime2" ? DBNull.Value
                    : name == "@FromAt" ? DateTime.Parse(from, CultureInfo.InvariantCulture)
                    : DateTime.Parse(to, CultureInfo.InvariantCulture);
                command.Parameters.Add(name, type == "datetime2" ? SqlDbType.DateTime2 : SqlDbType.NVarChar).Value = value;
            }

            try
            {
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync() || await reader.NextResultAsync())
                {
                    // An error may come with any row.
                }
            }
            catch (SqlException exception) when (exception.Number < 50000)
            {
                refused.Add($"{procedure}: {exception.Number} {exception.Message}");
            }
        }

        Assert.That(refused, Is.Empty);
    }

    // What somebody writes into an address by hand, or pastes into a search box.
    [TestCase(int.MinValue, "%_[^]'--\u2014")]
    [TestCase(-1, " ")]
    [TestCase(int.MaxValue, "(none)")]
    public async Task Every_procedure_of_a_report_takes_any_key_and_filter(int number, string text)
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        List<string> refused = [];
        foreach (var (procedure, parameters) in await ProceduresAsync(connection))
        {
            await using SqlCommand command = new(procedure, connection) { CommandType = CommandType.StoredProcedure };
            foreach (var (name, type) in parameters)
            {
                // A name that is no zone is an error, as report.WindowOf says, and JSON is no filter.
                object value =
                    name == "@TimeZone" || name.EndsWith("Json", StringComparison.Ordinal) ? DBNull.Value
                    : type is "int" or "bigint" ? number
                    : type is "nvarchar" or "varchar" ? text
                    : DBNull.Value;
                command.Parameters.AddWithValue(name, value);
            }

            try
            {
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync() || await reader.NextResultAsync())
                {
                    // An error may come with any row.
                }
            }
            catch (SqlException exception) when (exception.Number < 50000)
            {
                refused.Add($"{procedure}: {exception.Number} {exception.Message}");
            }
        }

        Assert.That(refused, Is.Empty);
    }

    [Test]
    public async Task Every_procedure_says_what_it_tells_when_asked_for_help()
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        List<string> silent = [];
        foreach (var procedure in (await ProceduresAsync(connection)).Keys.Where(name => name != "report.Help"))
        {
            await using SqlCommand command = new($"EXEC {procedure} @Help = 1;", connection);
            await using var reader = await command.ExecuteReaderAsync();
            if (
                !await reader.ReadAsync()
                || !string.Equals(reader.GetString(0), procedure, StringComparison.Ordinal)
                || !reader.GetString(2).StartsWith(procedure + ": ", StringComparison.Ordinal)
                || await reader.ReadAsync()
            )
            {
                silent.Add(procedure);
            }
        }

        Assert.That(silent, Is.Empty);
    }

    [Test]
    public async Task Every_procedure_runs_without_any_parameter()
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        List<string> refused = [];
        foreach (var procedure in (await ProceduresAsync(connection)).Keys)
        {
            await using SqlCommand command = new($"EXEC {procedure};", connection);
            try
            {
                await command.ExecuteNonQueryAsync();
            }
            catch (SqlException exception)
            {
                refused.Add($"{procedure}: {exception.Number} {exception.Message}");
            }
        }

        Assert.That(refused, Is.Empty);
    }

    private static async Task<Dictionary<string, List<(string Name, string Type)>>> ProceduresAsync(SqlConnection connection)
    {
        await using SqlCommand command = new(
            """
            SELECT CONCAT(N'report.', o.name), p.name, TYPE_NAME(p.user_type_id)
            FROM sys.procedures AS o
            INNER JOIN sys.parameters AS p ON p.object_id = o.object_id
            WHERE o.schema_id = SCHEMA_ID(N'report')
            ORDER BY o.name, p.parameter_id;
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<string, List<(string Name, string Type)>> procedures = new(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            if (!procedures.TryGetValue(reader.GetString(0), out var parameters))
            {
                procedures.Add(reader.GetString(0), parameters = []);
            }

            parameters.Add((reader.GetString(1), reader.GetString(2)));
        }

        Assert.That(procedures, Has.Count.GreaterThan(10));
        return procedures;
    }
}
