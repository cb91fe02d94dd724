// pymssql, the client of Python that stands on FreeTDS' db-lib, against the real engine.
using System.Text.Json;
using Dapper;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

[TestFixture]
internal sealed class PymssqlTests : EngineServerFixture
{
    [OneTimeSetUp]
    public async Task MakeProcedure()
    {
        await using var connection = await OpenClientsAsync();
        await connection.ExecuteAsync("CREATE PROCEDURE dbo.AddOne @a int AS SET NOCOUNT ON; SELECT @a + 1 AS b;");
    }

    [TestCase("7.1")]
    [TestCase("7.2")]
    [TestCase("7.3")]
    public async Task Pymssql_reads_writes_and_is_told_errors(string version)
    {
        var run = await ClientProgram.PymssqlAsync(Server.Port, Password, version);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var seen = JsonDocument.Parse(run.Output).RootElement;

        Assert.That(seen.GetProperty("columns").ToString(), Is.EqualTo("""["id", "name", "price", "at"]"""));
        Assert.That(
            seen.GetProperty("rows").ToString(),
            Is.EqualTo("""[[1, "gr\u00fcn", "1.50", "2026-02-03 04:05:06"], [2, null, null, null]]""")
        );
        Assert.That(seen.GetProperty("after rollback").ToString(), Is.EqualTo("[[2]]"));
        Assert.That(seen.GetProperty("long").ToString(), Is.EqualTo("""[["long \u00fc", "<a/>", "2026-02-03", "0102"]]"""));
        Assert.That(seen.GetProperty("at every place").GetInt32(), Is.EqualTo(2000));
        Assert.That(seen.GetProperty("error").GetInt32(), Is.EqualTo(8134));
        Assert.That(seen.GetProperty("procedure").ToString(), Is.EqualTo("[[42]]"));
    }
}
