// Every tSQLt test as an NUnit test: deployed once, each run by tSQLt.Run, its message reported as it stands
// in tSQLt.TestResult.

using System.Collections.Concurrent;
using AxMonitor.Orchestrator.Verify;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class TSqltTests
{
    private static readonly string[] OwnSchemas =
    [
        "alert.",
        "audit.",
        "baseline.",
        "collect.",
        "config.",
        "dim.",
        "fact.",
        "lib.",
        "ops.",
        "report.",
    ];
    private readonly ConcurrentDictionary<string, bool> _conversions = new(StringComparer.Ordinal);
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync(conversion => _conversions.TryAdd(conversion.ToString(), true));
        await _server.DeployAsync();
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        TestClasses classes = new(RepositoryFolders.TestClasses);
        await classes.InstallAsync(connection, classes.Files, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    // After the tests, which have run the statements by then.
    [Test, Order(2)]
    public void No_statement_of_the_repository_converts_a_column_that_it_compares() =>
        Assert.That(
            _conversions.Keys.Where(conversion =>
                OwnSchemas.Any(schema => conversion.StartsWith(schema, StringComparison.Ordinal))
            ),
            Is.Empty
        );

    [Test, Order(3)]
    public async Task A_statement_that_converts_a_column_is_found()
    {
        await _server.ExecuteAsync(
            "CREATE PROCEDURE dbo.Converts AS DECLARE @Name nvarchar(10) = N'a'; SELECT v.Name FROM (SELECT Name = CAST('a' AS varchar(10))) AS v WHERE v.Name = @Name;"
        );
        await _server.ExecuteAsync("EXEC dbo.Converts;");
        Assert.That(_conversions.Keys, Has.Some.EqualTo("dbo.Converts: v.Name varchar(10) is converted to nvarchar(10)"));
    }

    [TestCaseSource(typeof(TSqltTestCases), nameof(TSqltTestCases.All)), Order(1)]
    public async Task Passes(string className, string testName)
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        var summary = "";
        try
        {
            await using SqlCommand run = new("EXEC tSQLt.Run @TestName;", connection) { CommandTimeout = 120 };
            run.Parameters.AddWithValue("@TestName", $"[{className}].[{testName}]");
            await run.ExecuteNonQueryAsync();
        }
        catch (SqlException exception)
        {
            summary = $"{exception.Message} (error {exception.Number}, {exception.Procedure}, line {exception.LineNumber})";
        }

        await using SqlCommand ask = new(
            "SELECT TOP (1) Result, Msg FROM tSQLt.TestResult WHERE Class = @Class AND TestCase = @Test ORDER BY Id DESC;",
            connection
        );
        ask.Parameters.AddWithValue("@Class", className);
        ask.Parameters.AddWithValue("@Test", testName);
        await using var reader = await ask.ExecuteReaderAsync();
        Assert.That(await reader.ReadAsync(), Is.True, $"tSQLt has no result: {summary}");
        Assert.That(reader.GetString(0), Is.EqualTo("Success"), reader.IsDBNull(1) ? summary : reader.GetString(1));
    }
}
