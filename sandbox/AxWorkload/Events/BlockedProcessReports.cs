// Writes blocked_process_report events as SQL Server's lock monitor does: one sweep every threshold seconds,
// one event per task that has waited that long.
using System.Globalization;
using System.Xml.Linq;
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>Makes the events of one sweep.</summary>
internal sealed class BlockedProcessReports(int databaseId, string databaseName, TimeProvider time)
{
    /// <param name="snapshot">State at the instant of the sweep.</param>
    /// <param name="threshold">Waits shorter than this are not reported.</param>
    /// <param name="loop">monitorLoop: the number of the sweep since the server started.</param>
    public IReadOnlyList<XeEvent> Sweep(AxSnapshot snapshot, TimeSpan threshold, long loop) =>
        snapshot
            .Blocked.Where(s => snapshot.At - s.Wait!.BeganAt >= threshold)
            .Select(s => new XeEvent("blocked_process_report", Event(snapshot, s, loop).ToString(SaveOptions.DisableFormatting)))
            .ToArray();

    private static string Number(long n) => n.ToString(CultureInfo.InvariantCulture);

    private XElement Event(AxSnapshot snapshot, SqlSessionState victim, long loop)
    {
        var wait = victim.Wait!;
        var waited = snapshot.At - wait.BeganAt;
        var report = new XElement(
            "blocked-process-report",
            new XAttribute("monitorLoop", Number(loop)),
            new XElement("blocked-process", Process(victim, snapshot)),
            new XElement(
                "blocking-process",
                snapshot.Find(wait.BlockerSessionId) is { } blocker ? Process(blocker, snapshot) : new XElement("process")
            )
        );
        return new XElement(
            "event",
            new XAttribute("name", "blocked_process_report"),
            new XAttribute("package", "sqlserver"),
            new XAttribute("timestamp", snapshot.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            Data("duration", Number((long)waited.TotalMicroseconds)),
            Data("database_id", Number(databaseId)),
            Data("object_id", "0"),
            Data("index_id", "1"),
            Data(
                "lock_mode",
                wait.Mode switch
                {
                    "S" => "3",
                    "U" => "4",
                    _ => "5",
                },
                wait.Mode
            ),
            Data("transaction_id", Number(victim.TransactionId)),
            Data("resource_owner_type", "0x00000001", "LOCK"),
            new XElement("data", new XAttribute("name", "blocked_process"), new XElement("value", report)),
            Data("database_name", databaseName)
        );
    }

    /// <summary>A process as the lock monitor describes it, in these reports and in deadlocks.</summary>
    internal XElement Process(SqlSessionState s, AxSnapshot snapshot)
    {
        var process = new XElement("process");
        if (s.Wait is { } wait)
        {
            process.Add(
                new XAttribute("id", "process" + s.SessionId.ToString("x9", CultureInfo.InvariantCulture)),
                new XAttribute("taskpriority", "0"),
                new XAttribute("logused", Number(s.LogBytesUsed)),
                new XAttribute("waitresource", wait.Resource.WaitResource + " "),
                new XAttribute("waittime", Number((long)(snapshot.At - wait.BeganAt).TotalMilliseconds)),
                new XAttribute("ownerId", Number(s.TransactionId)),
                new XAttribute("transactionname", "user_transaction"),
                new XAttribute("lasttranstarted", Local(s.TransactionBeganAt ?? wait.BeganAt)),
                new XAttribute("XDES", "0x" + s.TransactionId.ToString("x10", CultureInfo.InvariantCulture)),
                new XAttribute("lockMode", wait.Mode),
                new XAttribute("schedulerid", Number(1 + (s.SessionId % 8))),
                new XAttribute("kpid", Number(1000 + s.SessionId))
            );
        }

        process.Add(
            new XAttribute(
                "status",
                s.Wait is not null ? "suspended"
                    : s.IsRunning ? "running"
                    : "sleeping"
            ),
            new XAttribute("spid", Number(s.SessionId)),
            new XAttribute("sbid", "0"),
            new XAttribute("ecid", "0"),
            new XAttribute("priority", "0"),
            new XAttribute("trancount", s.TransactionBeganAt is null ? "0" : "1"),
            new XAttribute("lastbatchstarted", Local(s.LastRequestStartedAt)),
            new XAttribute("lastbatchcompleted", Local(s.LastRequestEndedAt)),
            new XAttribute("lastattention", "1900-01-01T00:00:00"),
            new XAttribute("clientapp", AxTopology.ProgramName),
            new XAttribute("hostname", s.Slot.Server.HostName),
            new XAttribute("hostpid", Number(s.Slot.Server.ProcessId)),
            new XAttribute("loginname", AxTopology.LoginName),
            new XAttribute("isolationlevel", "read committed (2)"),
            new XAttribute("xactid", Number(s.TransactionId)),
            new XAttribute("currentdb", Number(databaseId)),
            new XAttribute("lockTimeout", "4294967295"),
            new XAttribute("clientoption1", "671098976"),
            new XAttribute("clientoption2", "128056"),
            new XElement(
                "executionStack",
                s.IsRunning
                    ? new XElement(
                        "frame",
                        new XAttribute("line", "1"),
                        new XAttribute("stmtend", "-1"),
                        new XAttribute("sqlhandle", "0x" + Convert.ToHexString(s.Statement.Handle).ToLowerInvariant())
                    )
                    : null
            ),
            new XElement("inputbuf", "\n" + s.Statement.Text + "   ")
        );
        return process;
    }

    private static XElement Data(string name, string value, string? text = null) =>
        new("data", new XAttribute("name", name), new XElement("value", value), text is null ? null : new XElement("text", text));

    // The process attributes are server-local, the event's timestamp is UTC.
    private string Local(DateTime utc) =>
        TimeZoneInfo
            .ConvertTimeFromUtc(utc, time.LocalTimeZone)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
