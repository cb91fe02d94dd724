// Every tSQLt test as an NUnit test: deployed once, each run by tSQLt.Run, its message reported as it stands in tSQLt.TestResult.

using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class TSqltTests
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.DeployAsync();
        if (!await _server.ScalarAsync<bool>("SELECT CAST(CASE WHEN OBJECT_ID(N'tSQLt.Run') IS NULL THEN 0 ELSE 1 END AS bit);"))
        {
            await _server.RunScriptAsync(await File.ReadAllTextAsync(Path.Combine(RepositoryFolders.TestClasses, "framework", "tSQLt.sql")));
        }

        foreach (string file in TSqltTestCases.Files)
        {
            await _server.RunScriptAsync(await File.ReadAllTextAsync(file));
        }
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCaseSource(typeof(TSqltTestCases), nameof(TSqltTestCases.All))]
    public async Task Passes(string className, string testName)
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        string summary = "";
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

        await using SqlCommand ask = new("SELECT TOP (1) Result, Msg FROM tSQLt.TestResult WHERE Class = @Class AND TestCase = @Test ORDER BY Id DESC;", connection);
        ask.Parameters.AddWithValue("@Class", className);
        ask.Parameters.AddWithValue("@Test", testName);
        await using SqlDataReader reader = await ask.ExecuteReaderAsync();
        Assert.That(await reader.ReadAsync(), Is.True, $"tSQLt has no result: {summary}");
        Assert.That(reader.GetString(0), Is.EqualTo("Success"), reader.IsDBNull(1) ? summary : reader.GetString(1));
    }
}
