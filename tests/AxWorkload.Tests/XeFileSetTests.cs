// Event files keep the server's rules: bookmarks point behind a block, files roll over and vanish, and a lost
// bookmark is an error with a number.
using AxMonitor.Engine.Errors;
using AxMonitor.Sandbox.AxWorkload.Events;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class XeFileSetTests
{
    private static readonly DateTime Created = new(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc);

    [Test]
    public void Reading_from_a_bookmark_skips_its_whole_block()
    {
        var files = Files();
        files.Append([Event("a"), Event("b")]);
        files.Append([Event("c")]);
        var first = files.Read(null, null).First();

        Assert.That(files.Read(first.File, first.Offset).Select(e => e.Event.Xml), Is.EqualTo(new[] { "c" }));
    }

    [Test]
    public void A_bookmark_in_an_older_file_leads_on_into_the_newer_ones()
    {
        var files = Files();
        files.Append([Event("a")]);
        var bookmark = files.Read(null, null).Single();
        files.RollOver();
        files.Append([Event("b")]);

        Assert.That(files.Read(bookmark.File, bookmark.Offset).Select(e => e.Event.Xml), Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void A_file_that_is_full_rolls_over_and_the_oldest_vanishes()
    {
        var files = Files(maxBytes: 1000, keep: 2);
        for (var i = 0; i < 10; i++)
        {
            files.Append([Event(new string('x', 1000) + i)]);
        }

        Assert.That(files.Read(null, null).Select(e => e.File).Distinct().Count(), Is.EqualTo(2));
        Assert.That(files.Read(null, null).Last().Event.Xml, Does.EndWith("9"));
    }

    [Test]
    public void A_bookmark_whose_file_has_vanished_raises_25718()
    {
        var files = Files(maxBytes: 1000, keep: 1);
        files.Append([Event("a")]);
        var bookmark = files.Read(null, null).Single();
        files.RollOver();

        var error = Assert.Throws<SqlError>(() => files.Read(bookmark.File, bookmark.Offset));
        Assert.That(error.Number, Is.EqualTo(25718));
        Assert.That(error.Message, Does.Contain(bookmark.File));
    }

    [Test]
    public void An_offset_at_which_no_block_begins_raises_25722()
    {
        var files = Files();
        files.Append([Event("a")]);
        var bookmark = files.Read(null, null).Single();

        var error = Assert.Throws<SqlError>(() => files.Read(bookmark.File, bookmark.Offset + 1));
        Assert.That(error.Number, Is.EqualTo(25722));
    }

    [TestCase("AxMonitor_Blocked*.xel", true)]
    [TestCase(@"C:\Log\AxMonitor_Blocked*.xel", true)]
    [TestCase("system_health*.xel", false)]
    public void A_path_with_a_star_matches_by_its_beginning(string path, bool expected)
    {
        Assert.That(Files().Matches(path), Is.EqualTo(expected));
    }

    private static XeFileSet Files(int maxBytes = 1_000_000, int keep = 4) =>
        new(@"C:\Log", "AxMonitor_Blocked", maxBytes, keep, Created);

    private static XeEvent Event(string xml) => new("blocked_process_report", xml);
}
