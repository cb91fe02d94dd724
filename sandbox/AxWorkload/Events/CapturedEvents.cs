// Reads blocked-process-report XML that was captured on real servers, whole events or bare reports, as the
// content of an event file.
using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>Captured events from a folder.</summary>
internal static class CapturedEvents
{
    private const string EventName = "blocked_process_report";

    /// <summary>All blocked-process reports below a folder, in order of their paths.</summary>
    /// <exception cref="InvalidDataException">A file that holds such a report is no well-formed XML; the
    /// message names it.</exception>
    public static IReadOnlyList<XeEvent> Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The folder of captured events '{folder}' does not exist.");
        }

        return Directory
            .EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(Read)
            .ToArray();
    }

    private static IEnumerable<XeEvent> Read(string file)
    {
        var text = File.ReadAllText(file);
        if (!text.Contains("<blocked-process-report", StringComparison.Ordinal))
        {
            return [];
        }

        try
        {
            var root = XElement.Parse(text, LoadOptions.PreserveWhitespace);
            return root.Name.LocalName == "event"
                ? [new XeEvent(EventName, text)]
                : root.DescendantsAndSelf("blocked-process-report")
                    .Select(report => new XeEvent(EventName, Wrap(report)))
                    .ToArray();
        }
        catch (XmlException failure)
        {
            throw new InvalidDataException(
                $"{file} holds a blocked-process-report but is no well-formed XML: {failure.Message}",
                failure
            );
        }
    }

    // A bare report lacks the event around it. The event fields that follow from the report are put back; the
    // time is when the report was due: the start of the blocked batch plus its wait, which is server-local,
    // taken as UTC for want of a better one.
    private static string Wrap(XElement report)
    {
        var blocked = report.Element("blocked-process")?.Element("process");
        var started = DateTime.Parse(
            (string?)blocked?.Attribute("lastbatchstarted") ?? "2000-01-01T00:00:00",
            CultureInfo.InvariantCulture
        );
        var waitMs = long.Parse((string?)blocked?.Attribute("waittime") ?? "0", CultureInfo.InvariantCulture);
        return new XElement(
            "event",
            new XAttribute("name", EventName),
            new XAttribute("package", "sqlserver"),
            new XAttribute(
                "timestamp",
                started.AddMilliseconds(waitMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            ),
            Data("duration", (waitMs * 1000).ToString(CultureInfo.InvariantCulture)),
            Data("database_id", (string?)blocked?.Attribute("currentdb") ?? "0"),
            new XElement("data", new XAttribute("name", "blocked_process"), new XElement("value", report))
        ).ToString(SaveOptions.DisableFormatting);
    }

    private static XElement Data(string name, string value) =>
        new("data", new XAttribute("name", name), new XElement("value", value));
}
