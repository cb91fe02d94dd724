// The datasets of all report pages against the procedures they call: parameters are taken, every declared
// field comes back under its name.

using System.Data;
using System.Xml.Linq;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class ReportDataSetsTests
{
    private static readonly XNamespace Rdl = "http://schemas.microsoft.com/sqlserver/reporting/2016/01/reportdefinition";
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
        await _server.DeployAsync();
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
            await using SqlCommand command = new(set.Descendants(Rdl + "CommandText").Single().Value, connection)
            {
                CommandType = CommandType.StoredProcedure,
            };
            foreach (var parameter in set.Descendants(Rdl + "QueryParameter").Select(p => p.Attribute("Name")!.Value))
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
}
