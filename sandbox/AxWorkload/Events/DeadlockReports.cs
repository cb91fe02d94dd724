// Writes xml_deadlock_report events as SQL Server's lock monitor does when it finds sessions that wait for
// each other.
using System.Globalization;
using System.Xml.Linq;
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>Makes the event of one deadlock.</summary>
internal sealed class DeadlockReports(string databaseName, BlockedProcessReports processes)
{
    /// <param name="snapshot">State just before the victim was chosen; all participants wait in it.</param>
    /// <param name="at">UTC time of the event.</param>
    /// <param name="participants">Sessions of the circle; the last one is the victim.</param>
    public XeEvent Report(AxSnapshot snapshot, DateTime at, IReadOnlyList<SqlSessionSlot> participants)
    {
        var sessions = participants
            .Select(p =>
                snapshot.Find(p.SessionId)
                ?? throw new InvalidOperationException($"Session {p.SessionId} does nothing at the time of its deadlock.")
            )
            .ToArray();
        var deadlock = new XElement(
            "deadlock",
            new XElement("victim-list", new XElement("victimProcess", new XAttribute("id", Id(participants[^1].SessionId)))),
            new XElement("process-list", sessions.Select(s => Process(s, snapshot))),
            new XElement("resource-list", sessions.Select(Resource))
        );
        return new XeEvent(
            "xml_deadlock_report",
            new XElement(
                "event",
                new XAttribute("name", "xml_deadlock_report"),
                new XAttribute("package", "sqlserver"),
                new XAttribute("timestamp", at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
                new XElement(
                    "data",
                    new XAttribute("name", "xml_report"),
                    new XElement("type", new XAttribute("name", "xml"), new XAttribute("package", "package0")),
                    new XElement("value", deadlock)
                )
            ).ToString(SaveOptions.DisableFormatting)
        );
    }

    // As the process attribute of the lock monitor's other reports has it.
    private static string Id(int sessionId) => "process" + sessionId.ToString("x9", CultureInfo.InvariantCulture);

    // Unlike in a blocked-process report, the frames of a deadlock carry the name of their module and the
    // statement; AX sends prepared statements.
    private XElement Process(SqlSessionState session, AxSnapshot snapshot)
    {
        var process = processes.Process(session, snapshot);
        var frame = process.Element("executionStack")!.Element("frame")!;
        frame.SetAttributeValue("procname", "adhoc");
        var text = session.Statement.Text;
        frame.Value = text[(text.StartsWith('(') ? EndOfParameters(text) : 0)..];
        frame.AddAfterSelf(
            new XElement(
                "frame",
                new XAttribute("procname", "unknown"),
                new XAttribute("line", "1"),
                new XAttribute("sqlhandle", "0x" + new string('0', 88)),
                "unknown"
            )
        );
        return process;
    }

    private static int EndOfParameters(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if (depth == 0)
            {
                return i + 1;
            }
        }

        return 0;
    }

    private XElement Resource(SqlSessionState waiter)
    {
        var wait =
            waiter.Wait
            ?? throw new InvalidOperationException($"Session {waiter.SessionId} does not wait at the time of its deadlock.");
        var hobt = wait.Resource.HobtId.ToString(CultureInfo.InvariantCulture);
        return new XElement(
            "keylock",
            new XAttribute("hobtid", hobt),
            new XAttribute("dbid", wait.Resource.DatabaseId),
            new XAttribute("objectname", $"{databaseName}.dbo.{wait.Resource.ObjectName}"),
            new XAttribute("indexname", wait.Resource.ObjectName == "INVENTSUM" ? "I_698ITEMDIMIDX" : "I_177RECID"),
            new XAttribute("id", "lock" + wait.Resource.KeyHash),
            new XAttribute("mode", "X"),
            new XAttribute("associatedObjectId", hobt),
            new XElement(
                "owner-list",
                new XElement("owner", new XAttribute("id", Id(wait.BlockerSessionId)), new XAttribute("mode", "X"))
            ),
            new XElement(
                "waiter-list",
                new XElement(
                    "waiter",
                    new XAttribute("id", Id(waiter.SessionId)),
                    new XAttribute("mode", wait.Mode),
                    new XAttribute("requestType", "wait")
                )
            )
        );
    }
}
