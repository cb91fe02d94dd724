// Whatever tells a duration, mails, pages, desk or commands, tells it in the same words.
using System.Globalization;
using AxMonitor.Orchestrator.Observe;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class DurationTextTests
{
    // A clock that stepped back between two readings gives a negative one: never '-1719 ms ago'.
    private static readonly long[] Durations =
    [
        long.MinValue,
        -86_400_000,
        -1,
        0,
        1,
        999,
        1_000,
        59_999,
        60_000,
        185_000,
        3_599_999,
        3_600_000,
        7_620_000,
        86_399_999,
        86_400_000,
        273_600_000,
        315_360_000_000,
    ];

    [Test]
    public async Task The_service_says_durations_as_the_repository_does()
    {
        await using var server = await TestServer.StartAsync();
        await server.ExecuteAsync("CREATE SCHEMA lib;");
        await server.RunScriptAsync(
            await File.ReadAllTextAsync(Path.Combine(RepositoryFolders.Database, "lib", "Functions", "DurationText.sql"))
        );
        foreach (var ms in Durations)
        {
            Assert.That(
                DurationText.Of(ms),
                Is.EqualTo(
                    await server.ScalarAsync<string>(
                        string.Create(CultureInfo.InvariantCulture, $"SELECT d.DurationText FROM lib.DurationText({ms}) AS d;")
                    )
                )
            );
        }
    }
}
