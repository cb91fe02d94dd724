// An installation several times the ordinary one.
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

internal sealed class LoadFactorTests
{
    private static readonly DateTime Start = new(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc);

    [Test]
    public void Four_times_the_load_is_four_times_the_servers_people_and_sql_sessions()
    {
        var (once, four) = (new AxTopology(7, Start), new AxTopology(7, Start, 4));

        Assert.That(four.Servers, Has.Count.EqualTo(4 * once.Servers.Count));
        Assert.That(four.Servers.Count(s => s.IsBatch), Is.EqualTo(4 * once.Servers.Count(s => s.IsBatch)));
        Assert.That(four.People.Select(p => p.UserId).Distinct().Count(), Is.EqualTo(4 * once.People.Count));
        Assert.That(four.People.Select(p => p.UserId.Length), Is.All.LessThanOrEqualTo(8));
        Assert.That(four.Sessions.Select(s => s.SessionId).Distinct().Count(), Is.EqualTo(4 * once.Sessions.Count));
        Assert.That(four.BatchUsers.Select(u => u.AxSessionId).Distinct().Count(), Is.EqualTo(4 * once.BatchUsers.Count));
    }

    [TestCase(0)]
    [TestCase(17)]
    public void A_factor_out_of_range_is_refused(int factor) =>
        Assert.That(
            () => new AxTopology(7, Start, factor),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("1 to 16")
        );
}
