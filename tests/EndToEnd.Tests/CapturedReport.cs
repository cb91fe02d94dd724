// What a captured blocked-process report says, read with LINQ to XML: an oracle that shares nothing with the
// T-SQL that reads the same text.
using System.Globalization;
using System.Xml.Linq;

namespace AxMonitor.EndToEnd.Tests;

/// <summary>The facts of one wait, as report.BlockedProcessReports names them.</summary>
internal sealed class CapturedReport
{
    public int BlockedSessionId { get; init; }

    public int BlockingSessionId { get; init; }

    public string BlockedApp { get; init; } = "";

    public string BlockedHost { get; init; } = "";

    public string BlockedLogin { get; init; } = "";

    public string BlockingApp { get; init; } = "";

    public string BlockingHost { get; init; } = "";

    public string BlockingLogin { get; init; } = "";

    public string BlockingStatus { get; init; } = "";

    public string WaitResource { get; init; } = "";

    public long WaitMs { get; init; }

    public string LockMode { get; init; } = "";

    public string BlockedIsolationLevel { get; init; } = "";

    public string BlockingIsolationLevel { get; init; } = "";

    public string BlockedStatement { get; init; } = "";

    public string BlockingStatement { get; init; } = "";

    /// <summary>All reports in a folder. A wait that is there as a whole event and as a bare report, whose
    /// time has lost its zone, counts as two.</summary>
    public static IReadOnlyList<CapturedReport> ReadAll(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories)
            .SelectMany(file => XElement.Load(file).DescendantsAndSelf("blocked-process-report"))
            .Select(Read)
            .ToArray();

    /// <summary>All facts in one text, without the blanks around statements and resources.</summary>
    public string Normalised() =>
        string.Join(
            " | ",
            BlockedSessionId,
            BlockingSessionId,
            BlockedApp,
            BlockedHost,
            BlockedLogin,
            BlockingApp,
            BlockingHost,
            BlockingLogin,
            BlockingStatus,
            WaitResource.Trim(),
            WaitMs,
            LockMode,
            BlockedIsolationLevel,
            BlockingIsolationLevel,
            BlockedStatement.Trim(),
            BlockingStatement.Trim()
        );

    private static CapturedReport Read(XElement report)
    {
        var blocked = report.Element("blocked-process")!.Element("process")!;
        var blocking = report.Element("blocking-process")!.Element("process")!;
        return new CapturedReport
        {
            BlockedSessionId = Number(blocked, "spid"),
            BlockingSessionId = Number(blocking, "spid"),
            BlockedApp = Text(blocked, "clientapp"),
            BlockedHost = Text(blocked, "hostname"),
            BlockedLogin = Text(blocked, "loginname"),
            BlockingApp = Text(blocking, "clientapp"),
            BlockingHost = Text(blocking, "hostname"),
            BlockingLogin = Text(blocking, "loginname"),
            BlockingStatus = Text(blocking, "status"),
            WaitResource = Text(blocked, "waitresource"),
            WaitMs = Number(blocked, "waittime"),
            LockMode = Text(blocked, "lockMode"),
            BlockedIsolationLevel = Text(blocked, "isolationlevel"),
            BlockingIsolationLevel = Text(blocking, "isolationlevel"),
            BlockedStatement = blocked.Element("inputbuf")!.Value,
            BlockingStatement = blocking.Element("inputbuf")!.Value,
        };
    }

    private static string Text(XElement process, string attribute) => (string?)process.Attribute(attribute) ?? "";

    private static int Number(XElement process, string attribute) =>
        int.Parse(Text(process, attribute), CultureInfo.InvariantCulture);
}
