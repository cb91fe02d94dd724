// FreeTDS' tools on db-lib against the real engine: defncopy, bsqldb, freebcp.
using Dapper;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

[TestFixture]
internal sealed class FreeTdsToolTests : EngineServerFixture
{
    [Test]
    public async Task Defncopy_writes_the_text_of_modules_and_tables()
    {
        await using (var connection = await OpenClientsAsync())
        {
            await connection.ExecuteAsync("CREATE PROCEDURE dbo.Two @a int AS\nSELECT @a AS a;\nSELECT 'b' AS b;");
            await connection.ExecuteAsync("CREATE TABLE dbo.Def (Id int NOT NULL PRIMARY KEY, N varchar(5) NULL, D decimal(9, 2) NULL);");
        }

        var run = await ClientProgram.FreeTdsAsync("defncopy", Server.Port, Password, ["-D", "Clients", "dbo.Two", "dbo.Def"]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("CREATE PROCEDURE dbo.Two @a int AS\nSELECT @a AS a;\nSELECT 'b' AS b;"));
        Assert.That(run.Output, Does.Contain("CREATE TABLE dbo.Def").And.Match(@", D +decimal\(9,2\) +NULL"));
        Assert.That(run.Output + run.Error, Does.Not.Contain("Incorrect syntax").And.Not.Contain("Msg "));
    }

    [Test]
    public async Task Bsqldb_runs_batches()
    {
        var run = await ClientProgram.FreeTdsAsync(
            "bsqldb",
            Server.Port,
            Password,
            ["-D", "Clients"],
            "SELECT 41 + 1 AS a, N'grün' AS b\nGO\nSELECT DB_NAME() AS d\nGO\n"
        );

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("42").And.Contain("grün").And.Contain("Clients"));
    }
}
