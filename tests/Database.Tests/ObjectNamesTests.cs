// The collector ObjectNames: what the ids in wait resources of an AX database are called.

using System.Data;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class ObjectNamesTests
{
    private const string Tables = """
        CREATE TABLE dbo.INVENTSUM (ITEMID nvarchar(20) NOT NULL, RECID bigint NOT NULL, CONSTRAINT I_1RECID PRIMARY KEY CLUSTERED (RECID));
        CREATE INDEX I_1ITEMIDX ON dbo.INVENTSUM (ITEMID);
        CREATE TABLE dbo.HEAP (ITEMID nvarchar(20) NOT NULL);
        """;

    [TestCase(null)]
    [TestCase("Latin1_General_BIN2")]
    public async Task Objects_and_their_trees_come_with_names(string? collation)
    {
        await using var ax = await CollectorStage.WithAxAsync(Tables, collation: collation);
        var reading = await ax.RunAsync("ObjectNames");
        DataRow[] rows = [.. reading.Rows.Rows.Cast<DataRow>()];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["DatabaseName"], Is.EqualTo("AX"));
            Assert.That((int)reading.Header["DatabaseId"], Is.GreaterThan(4));
            Assert.That(
                rows.Where(row => (string)row["IdKind"] == "object").Select(row => row["ObjectName"]),
                Is.SupersetOf(new object[] { "INVENTSUM", "HEAP" })
            );
            Assert.That(
                rows.Where(row => (string)row["IdKind"] == "hobt").Select(row => $"{row["ObjectName"]}.{row["IndexName"]}"),
                Is.EquivalentTo(new[] { "INVENTSUM.I_1RECID", "INVENTSUM.I_1ITEMIDX", "HEAP." })
            );
        }
    }

    [Test]
    public async Task The_row_limit_is_kept_and_said()
    {
        await using var ax = await CollectorStage.WithAxAsync(Tables);
        var reading = await ax.RunAsync("ObjectNames", rowLimit: 2);
        Assert.That((reading.Rows.Rows.Count, reading.Header["IsTruncated"]), Is.EqualTo((2, (object)true)));
    }

    [TestCase(null)]
    [TestCase("Gone")]
    public async Task Without_an_AX_database_there_is_nothing_to_name(string? database)
    {
        await using var ax = await CollectorStage.WithAxAsync(Tables);
        if (database is null)
        {
            var reading = await ax.RunAsync("ObjectNames", axDatabase: null);
            Assert.That((reading.Rows.Rows.Count, reading.Header["DatabaseId"]), Is.EqualTo((0, (object)DBNull.Value)));
        }
        else
        {
            Assert.That(
                async () => await ax.RunAsync("ObjectNames", axDatabase: database),
                Throws.TypeOf<Microsoft.Data.SqlClient.SqlException>().With.Message.Contains("Gone")
            );
        }
    }
}
