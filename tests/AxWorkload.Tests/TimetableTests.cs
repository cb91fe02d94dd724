// The text form of a timetable of incidents.
namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class TimetableTests
{
    [Test]
    public void Entries_are_read_with_time_duration_repetition_and_settings()
    {
        var entries = AxTimetable.Parse(
            """
            # a day of trouble
            blocking-storm at +30m for 90s
            slow-leak at -14d percent=7.5 class=ReqCalcTask   # since two weeks
            aos-down at 2026-03-02T09:00 for 20m server=2; deadlock at +1h every 2h
            """
        );

        Assert.That(entries.Select(e => e.Name), Is.EqualTo(new[] { "blocking-storm", "slow-leak", "aos-down", "deadlock" }));
        Assert.That(entries[0].After, Is.EqualTo(TimeSpan.FromMinutes(30)));
        Assert.That(entries[0].Parameters.Duration, Is.EqualTo(TimeSpan.FromSeconds(90)));
        Assert.That(entries[1].After, Is.EqualTo(TimeSpan.FromDays(-14)));
        Assert.That(entries[1].Parameters.PercentPerDay, Is.EqualTo(7.5));
        Assert.That(entries[1].Parameters.ClassName, Is.EqualTo("ReqCalcTask"));
        Assert.That(entries[2].At, Is.EqualTo(new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc)));
        Assert.That(entries[2].Parameters.ServerId, Is.EqualTo(2));
        Assert.That(entries[3].Every, Is.EqualTo(TimeSpan.FromHours(2)));
    }

    [TestCase("blocking-strom at +5m", "blocking-strom")]
    [TestCase("deadlock in 5m", "NAME at WHEN")]
    [TestCase("deadlock at noon", "noon")]
    [TestCase("deadlock at +5x", "5x")]
    [TestCase("deadlock at +5m colour=red", "colour=red")]
    [TestCase("deadlock at +5m every 1s", "every minute at most")]
    public void What_cannot_be_read_is_named(string text, string named) =>
        Assert.That(() => AxTimetable.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(named));

    [Test]
    public void A_class_that_does_not_exist_is_named() =>
        Assert.That(
            () => AxTimetable.Parse("slow-leak at -1d class=Nothing"),
            Throws.ArgumentException.With.Message.Contains("Nothing")
        );
}
