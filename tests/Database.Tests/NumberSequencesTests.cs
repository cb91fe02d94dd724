// The collector NumberSequences against AX databases as they are found: whole, with another collation,
// without the table of companies, without access.

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class NumberSequencesTests
{
    private const string Sequences = """
        CREATE TABLE dbo.NUMBERSEQUENCETABLE (NUMBERSEQUENCE nvarchar(10) NOT NULL, TXT nvarchar(60) NOT NULL, FORMAT nvarchar(20) NOT NULL, LOWEST int NOT NULL, HIGHEST int NOT NULL,
            NEXTREC int NOT NULL, CONTINUOUS int NOT NULL, FETCHAHEAD int NOT NULL, FETCHAHEADQTY int NOT NULL, NUMBERSEQUENCESCOPE bigint NOT NULL, RECID bigint NOT NULL);
        INSERT dbo.NUMBERSEQUENCETABLE VALUES
            (N'Sale_101', N'Sales order', N'SO-######', 1, 2147483647, 48213, 1, 0, 0, 1, 11),
            (N'WHSW_107', N'Work ID', N'WK######', 1, 999999, 831000, 0, 1, 10, 2, 12),
            (N'Wide', N'', N'##########', -2147483648, 2147483647, 7, 0, 0, 50, 0, 13),
            (N'Unused', N'', N'####', 1, 9999, 1, 0, 0, 0, 1, 14),
            (N'Odd', N'', N'', 5, 5, 5, 0, 0, 0, 1, 15);
        """;

    private const string Scopes = """
        CREATE TABLE dbo.NUMBERSEQUENCESCOPE (RECID bigint NOT NULL, DATAAREA nvarchar(4) NOT NULL);
        INSERT dbo.NUMBERSEQUENCESCOPE VALUES (1, N'usmf'), (2, N'demf');
        """;

    [TestCase(null)]
    [TestCase("Latin1_General_BIN2")]
    [TestCase("Latin1_General_CS_AS")]
    public async Task Used_sequences_come_with_their_company_and_the_last_number_that_their_format_allows(string? collation)
    {
        await using var ax = await CollectorStage.WithAxAsync(Sequences + Scopes, collation: collation);
        var reading = await ax.RunAsync("NumberSequences");
        var work = reading.Row("SequenceCode", "WHSW_107");
        var wide = reading.Row("SequenceCode", "Wide");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                reading.All.Select(row => row["SequenceCode"]),
                Is.EquivalentTo(new[] { "Sale_101", "WHSW_107", "Wide" }),
                "what has given out no number, or has no room, has no end to come near"
            );
            Assert.That(
                (work["CompanyName"], work["LastNumber"], work["NextNumber"], work["IsContinuous"], work["FetchAheadCount"]),
                Is.EqualTo(((object)"demf", (object)999_999L, (object)831_000L, (object)false, (object)10))
            );
            Assert.That(
                reading.Row("SequenceCode", "Sale_101")["LastNumber"],
                Is.EqualTo(999_999L),
                "six digits end before the highest number does"
            );
            Assert.That((wide["LastNumber"], wide["CompanyName"]), Is.EqualTo(((object)2_147_483_647L, (object)DBNull.Value)));
        }
    }

    [Test]
    public async Task The_row_limit_keeps_those_that_are_used_up_most()
    {
        await using var ax = await CollectorStage.WithAxAsync(Sequences + Scopes);
        var reading = await ax.RunAsync("NumberSequences", rowLimit: 1);
        Assert.That(reading.All.Single()["SequenceCode"], Is.EqualTo("WHSW_107"));
    }

    [Test]
    public async Task Without_the_table_of_companies_sequences_come_without_one()
    {
        await using var ax = await CollectorStage.WithAxAsync(Sequences);
        var reading = await ax.RunAsync("NumberSequences");
        Assert.That(reading.Row("SequenceCode", "WHSW_107")["CompanyName"], Is.EqualTo(DBNull.Value));
    }

    [Test]
    public async Task Without_the_table_there_are_no_rows()
    {
        await using var ax = await CollectorStage.WithAxAsync(Scopes);
        Assert.That((await ax.RunAsync("NumberSequences")).All, Is.Empty);
    }
}
