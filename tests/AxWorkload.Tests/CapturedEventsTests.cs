// Captured XML becomes events: whole events as they are, bare reports with the event around them put back.
using System.Xml.Linq;
using AxMonitor.Sandbox.AxWorkload.Events;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class CapturedEventsTests
{
    private const string Report = """
        <blocked-process-report monitorLoop="9"><blocked-process><process waittime="16912" lastbatchstarted="2018-04-13T23:46:39.333" currentdb="7" spid="425" /></blocked-process>
        <blocking-process><process spid="315" /></blocking-process></blocked-process-report>
        """;

    [Test]
    public void A_bare_report_gets_an_event_with_time_duration_and_database()
    {
        var loaded = XElement.Parse(Load(("a.xml", Report)).Single().Xml);

        Assert.That((string?)loaded.Attribute("name"), Is.EqualTo("blocked_process_report"));
        Assert.That((string?)loaded.Attribute("timestamp"), Is.EqualTo("2018-04-13T23:46:56.245Z"));
        Assert.That(
            loaded
                .Elements("data")
                .Select(d =>
                    $"{(string?)d.Attribute("name")}={(d.Element("value")!.HasElements ? "xml" : d.Element("value")!.Value)}"
                ),
            Is.EqualTo(new[] { "duration=16912000", "database_id=7", "blocked_process=xml" })
        );
    }

    [Test]
    public void A_whole_event_stays_as_it_is()
    {
        var text =
            $"<event name=\"blocked_process_report\" timestamp=\"2018-04-14T04:46:56.248Z\"><data name=\"blocked_process\"><value>{Report}</value></data></event>";

        Assert.That(Load(("a.xml", text)).Single().Xml, Is.EqualTo(text));
    }

    [Test]
    public void Files_without_a_report_are_passed_over()
    {
        Assert.That(Load(("a.xml", "<event name=\"rpc_completed\" />"), ("b.xml", Report)), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_report_that_is_no_XML_is_refused_with_the_name_of_its_file()
    {
        var error = Assert.Throws<InvalidDataException>(() => Load(("torn.xml", "<blocked-process-report><oops>")));
        Assert.That(error.Message, Does.Contain("torn.xml"));
    }

    [Test]
    public void A_missing_folder_is_refused_by_name()
    {
        Assert.That(
            () => CapturedEvents.Load("no-such-folder"),
            Throws.InstanceOf<DirectoryNotFoundException>().With.Message.Contains("no-such-folder")
        );
    }

    private static IReadOnlyList<XeEvent> Load(params (string Name, string Text)[] files)
    {
        using TempFolder folder = new();
        foreach (var (name, text) in files)
        {
            folder.Write(name, text);
        }

        return CapturedEvents.Load(folder.Path);
    }
}
