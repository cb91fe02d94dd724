// Events captured on real servers, saved as their collectors would and compared with an independent reading
// by LINQ to XML, in every spelling of them: blocked processes, long queries, errors. Deadlocks have a test
// of their own.

using System.Globalization;
using System.Xml.Linq;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class CapturedEventTests
{
    private const string BlockedQuery = """
        SELECT CONCAT(b.BlockedSessionId, N'|', b.BlockedEcid, N'|', b.BlockedTransactionId, N'|', b.BlockedApp, N'|', b.BlockedHost, N'|', b.BlockedHostProcessId, N'|', b.BlockedLogin, N'|', b.BlockedStatus, N'|', b.BlockedTransactionName, N'|',
            b.BlockedIsolationLevel, N'|', b.WaitResource, N'|', b.WaitMs, N'|', b.LockMode, N'|', b.MonitorLoop, N'|', b.BlockingSessionId, N'|', b.BlockingEcid, N'|', b.BlockingTransactionId, N'|', b.BlockingApp, N'|', b.BlockingHost, N'|',
            b.BlockingHostProcessId, N'|', b.BlockingLogin, N'|', b.BlockingStatus, N'|', b.BlockingTranCount, N'|', b.BlockingIsolationLevel, N'|', t.TextValue, N'|', g.TextValue)
        FROM fact.BlockedProcess AS b
        LEFT JOIN dim.StatementText AS t ON t.TextHash = b.BlockedStatementHash
        LEFT JOIN dim.StatementText AS g ON g.TextHash = b.BlockingStatementHash
        WHERE b.InstanceId = @InstanceId;
        """;

    private const string LongQuery = """
        SELECT CONCAT(q.EventName, N'|', CONVERT(nvarchar(30), q.EventAt, 126), N'|', q.DurationMs, N'|', q.CpuMs, N'|', q.LogicalReads, N'|', q.PhysicalReads, N'|', q.Writes, N'|', q.ResultRows, N'|', q.ResultText, N'|', q.ProcedureName, N'|',
            q.SessionId, N'|', q.DatabaseName, N'|', q.HostName, N'|', q.ProgramName, N'|', q.LoginName, N'|', CONVERT(nvarchar(20), q.QueryHash, 1), N'|', t.TextValue)
        FROM fact.LongQuery AS q
        LEFT JOIN dim.StatementText AS t ON t.TextHash = q.StatementHash
        WHERE q.InstanceId = @InstanceId;
        """;

    private const string ErrorQuery = """
        SELECT CONCAT(N'error_reported|', CONVERT(nvarchar(30), e.EventAt, 126), N'|', e.ErrorNumber, N'|', e.Severity, N'|', e.State, N'|', e.IsUserDefined, N'|', e.IsIntercepted, N'|', m.TextValue, N'|', e.SessionId, N'|', e.HostName)
        FROM fact.ErrorEvent AS e
        LEFT JOIN dim.StatementText AS m ON m.TextHash = e.MessageHash
        WHERE e.InstanceId = @InstanceId;
        """;

    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.HaveRepositoryAsync();
        await _server.SimulateTimeAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Every_captured_file_is_read_by_a_collector_once_and_leaves_nothing_in_quarantine()
    {
        var files = CapturedEvents.Files();
        using (Assert.EnterMultipleScope())
        {
            foreach (var file in files)
            {
                var text = await File.ReadAllTextAsync(file);
                var collector = CapturedEvents.CollectorOf(XElement.Parse(text));
                var instanceId = await RegisterAsync("whole " + Path.GetFileName(file));
                Assert.That(await CapturedEvents.SaveAsync(_server, collector, instanceId, text, text), Is.EqualTo(1), file);
                Assert.That(
                    await _server.ScalarAsync<int>($"SELECT COUNT(*) FROM collect.Quarantine WHERE InstanceId = {instanceId};"),
                    Is.Zero,
                    file
                );
            }
        }
    }

    [Test]
    public async Task A_torn_file_goes_to_quarantine_wherever_it_is_torn()
    {
        var files = CapturedEvents.Files();
        using (Assert.EnterMultipleScope())
        {
            foreach (var file in files)
            {
                var text = await File.ReadAllTextAsync(file);
                var collector = CapturedEvents.CollectorOf(XElement.Parse(text));
                var instanceId = await RegisterAsync("torn " + Path.GetFileName(file));
                string[] torn = [.. new[] { 1, 2, 3, 5, 8 }.Select(part => text[..(text.TrimEnd().Length * part / 9)])];
                Assert.That(await CapturedEvents.SaveAsync(_server, collector, instanceId, torn), Is.Zero, file);
                Assert.That(
                    await _server.ScalarAsync<int>(
                        $"SELECT SUM(OccurrenceCount) FROM collect.Quarantine WHERE InstanceId = {instanceId};"
                    ),
                    Is.EqualTo(torn.Length),
                    file
                );
            }
        }
    }

    [TestCase("BlockedProcesses", BlockedQuery)]
    [TestCase("LongQueries", LongQuery)]
    [TestCase("Errors", ErrorQuery)]
    public async Task Every_captured_event_arrives_whole_however_it_is_written(string collector, string query)
    {
        var files = CapturedEvents
            .Files()
            .Select(file => (File: file, Text: File.ReadAllText(file)))
            .Where(f => CapturedEvents.CollectorOf(XElement.Parse(f.Text)) == collector)
            .ToArray();
        Assert.That(files, Is.Not.Empty);
        using (Assert.EnterMultipleScope())
        {
            foreach ((var file, var text) in files)
            {
                var root = XElement.Parse(text, LoadOptions.PreserveWhitespace);
                var expected = collector switch
                {
                    "BlockedProcesses" => Blocked(root),
                    "LongQueries" => Query(root),
                    _ => Error(root),
                };
                foreach ((var name, var spelling) in CapturedEvents.Spellings(text))
                {
                    var label = $"{Path.GetFileName(file)} {name}";
                    var instanceId = await RegisterAsync(label);
                    Assert.That(await CapturedEvents.SaveAsync(_server, collector, instanceId, spelling), Is.EqualTo(1), label);
                    Assert.That(
                        await CapturedEvents.LinesAsync(_server, query, instanceId),
                        Is.EqualTo(new[] { expected }),
                        label
                    );
                }
            }
        }
    }

    private static string Blocked(XElement root)
    {
        var report = root.DescendantsAndSelf("blocked-process-report").Single();
        var blocked = report.Element("blocked-process")!.Element("process")!;
        var blocking = report.Element("blocking-process")!.Element("process")!;
        return string.Join(
            '|',
            Of(blocked, "spid"),
            Of(blocked, "ecid"),
            Of(blocked, "xactid"),
            Of(blocked, "clientapp"),
            Of(blocked, "hostname"),
            Of(blocked, "hostpid"),
            Of(blocked, "loginname"),
            Of(blocked, "status"),
            Of(blocked, "transactionname"),
            Of(blocked, "isolationlevel"),
            Of(blocked, "waitresource").Trim(),
            Of(blocked, "waittime"),
            Of(blocked, "lockMode"),
            Of(report, "monitorLoop"),
            Of(blocking, "spid"),
            Of(blocking, "ecid"),
            Of(blocking, "xactid"),
            Of(blocking, "clientapp"),
            Of(blocking, "hostname"),
            Of(blocking, "hostpid"),
            Of(blocking, "loginname"),
            Of(blocking, "status"),
            Of(blocking, "trancount"),
            Of(blocking, "isolationlevel"),
            Text(blocked.Element("inputbuf")),
            Text(blocking.Element("inputbuf"))
        );
    }

    private static string Query(XElement root) =>
        string.Join(
            '|',
            Of(root, "name"),
            Time(root),
            Number(root, "duration") / 1000,
            Number(root, "cpu_time") / 1000,
            Number(root, "logical_reads"),
            Number(root, "physical_reads"),
            Number(root, "writes"),
            Number(root, "row_count"),
            root.Elements("data").Single(d => Of(d, "name") == "result").Element("text")!.Value,
            Field(root, "data", "object_name"),
            Field(root, "action", "session_id"),
            Field(root, "action", "database_name"),
            Field(root, "action", "client_hostname"),
            Field(root, "action", "client_app_name"),
            Field(root, "action", "server_principal_name"),
            Field(root, "action", "query_hash") == "0" ? "" : "?",
            (Field(root, "data", "statement") + Field(root, "data", "batch_text")).Trim()
        );

    private static string Error(XElement root) =>
        string.Join(
            '|',
            Of(root, "name"),
            Time(root),
            Field(root, "data", "error_number"),
            Field(root, "data", "severity"),
            Field(root, "data", "state"),
            Field(root, "data", "user_defined") == "true" ? 1 : 0,
            Field(root, "data", "is_intercepted") == "true" ? 1 : 0,
            Field(root, "data", "message").Trim(),
            Field(root, "action", "session_id"),
            Field(root, "action", "client_hostname")
        );

    private static string Of(XElement element, string attribute) => (string?)element.Attribute(attribute) ?? "";

    private static string Field(XElement root, string kind, string name) =>
        root.Elements(kind).SingleOrDefault(f => Of(f, "name") == name)?.Element("value")!.Value ?? "";

    private static long Number(XElement root, string name) => long.Parse(Field(root, "data", name), CultureInfo.InvariantCulture);

    private static string Time(XElement root) => Of(root, "timestamp").TrimEnd('Z');

    private static string Text(XElement? element) => (element?.Value ?? "").Trim(' ', '\t', '\r', '\n');

    private Task<int> RegisterAsync(string name) =>
        _server.ScalarAsync<int>($"EXEC ops.RegisterInstance N'{name}', N'none', NULL, '2026-01-01';");
}
