// Definitions cost the same in a small database and in a large one: they look at what they name, not at all
// there is.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Tests.Ddl;

[TestFixture]
internal sealed class CatalogGrowthTests
{
    [TestCase("CREATE TABLE dbo.X{0} (Id int NOT NULL CONSTRAINT PK_X{0} PRIMARY KEY, A int CONSTRAINT DF_X{0} DEFAULT 1);")]
    [TestCase("CREATE PROCEDURE dbo.P{0} AS SELECT Id FROM dbo.T1;")]
    [TestCase("CREATE VIEW dbo.V{0} AS SELECT Id FROM dbo.T1;")]
    [TestCase("CREATE SEQUENCE dbo.S{0};")]
    [TestCase("CREATE INDEX IX_{0} ON dbo.T1 (Id);")]
    [TestCase("SELECT Id INTO dbo.I{0} FROM dbo.T1;")]
    public void A_definition_does_not_look_at_all_others(string definition)
    {
        using var server = new ServerInstance(new EngineOptions { AdministratorPassword = "golden" });
        using var session = server.OpenSession(
            new LoginRequest(server.Options.AdministratorLogin, "golden", null, "golden", "golden", 1)
        );
        Run(session, "CREATE DATABASE growth;");
        Run(session, "USE growth;");
        Tables(session, 1, 5);
        var small = Visits(session, string.Format(System.Globalization.CultureInfo.InvariantCulture, definition, 1));
        Tables(session, 6, 80);
        var large = Visits(session, string.Format(System.Globalization.CultureInfo.InvariantCulture, definition, 2));
        Assert.That(large - small, Is.LessThanOrEqualTo(3), $"{small} visits among 5 tables, {large} among 80");
    }

    private static void Tables(Session session, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            Run(session, $"CREATE TABLE dbo.T{i} (Id int NOT NULL CONSTRAINT PK_T{i} PRIMARY KEY);");
        }
    }

    private static long Visits(Session session, string sql)
    {
        var before = CatalogVisits.Count;
        Run(session, sql);
        return CatalogVisits.Count - before;
    }

    private static void Run(Session session, string sql)
    {
        var output = new GoldenOutput();
        session.ExecuteBatch(sql, output, CancellationToken.None);
        Assert.That(output.Text, Does.Not.Contain("! Msg").Or.Contain("Level 0"), sql);
    }
}
