// A backup in memory: what is restored is the database of that moment, and neither side sees what the other
// does afterwards.
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.Tests.Storage;

[TestFixture]
internal sealed class DatabaseImageTests
{
    private const string Table = """
        CREATE TABLE dbo.T (Id int IDENTITY(1, 1) PRIMARY KEY, Name nvarchar(10) NOT NULL, V rowversion);
        INSERT dbo.T (Name) VALUES (N'one'), (N'two');
        CREATE SEQUENCE dbo.S AS int START WITH 70;
        """;

    private const string Says = "SELECT Id, Name, V = CAST(V AS bigint) FROM dbo.T ORDER BY Id; SELECT DB_NAME(), IDENT_CURRENT(N'dbo.T');";

    [Test]
    public void What_is_restored_on_another_server_goes_its_own_way()
    {
        using var first = new ServerInstance(new EngineOptions());
        first.Storage.CreateDatabase("First");
        Run(first, "First", Table);
        var image = DatabaseImage.Of(first.Storage.FindDatabase("First")!);
        var before = Run(first, "First", Says);
        Run(first, "First", "DELETE dbo.T WHERE Id = 1; INSERT dbo.T (Name) VALUES (N'three'); SELECT NEXT VALUE FOR dbo.S AS n;");
        var after = Run(first, "First", Says);

        using var second = new ServerInstance(new EngineOptions());
        second.Storage.Restore(image, "Second");
        Assert.That(Run(second, "Second", Says), Is.EqualTo(before.Replace("First", "Second", StringComparison.Ordinal)));
        Run(second, "Second", "UPDATE dbo.T SET Name = N'ONE' WHERE Id = 1; INSERT dbo.T (Name) VALUES (N'4'), (N'5');");
        Assert.That(Run(second, "Second", "SELECT MAX(Id) FROM dbo.T;"), Does.Contain("4"), "the next numbers after the image's");
        Assert.That(Run(second, "Second", "SELECT NEXT VALUE FOR dbo.S AS n;"), Does.Contain("70"), "sequences, too");
        Assert.That(Run(first, "First", Says), Is.EqualTo(after));

        second.Storage.Restore(image, "Second");
        Assert.That(Run(second, "Second", Says), Is.EqualTo(before.Replace("First", "Second", StringComparison.Ordinal)), "over the old one");
        Assert.That(second.Storage.Databases.Select(d => d.Id), Is.Unique);
    }

    private static string Run(ServerInstance server, string database, string batch)
    {
        using var session = server.OpenAdministratorSession(database);
        var output = new GoldenOutput();
        session.ExecuteBatch(batch, output, CancellationToken.None);
        return output.Text;
    }
}
