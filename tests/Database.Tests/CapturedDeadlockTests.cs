// Deadlocks captured on real servers, saved as the collector would and compared with an independent reading by LINQ to XML:
// nothing of a report may be lost or doubled on its way into the tables.

using System.Data;
using System.Xml.Linq;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class CapturedDeadlockTests
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.DeployAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Every_captured_deadlock_arrives_whole()
    {
        string[] files = [.. Captured()];
        Assume.That(files, Is.Not.Empty);
        using (Assert.EnterMultipleScope())
        {
            foreach (string file in files)
            {
                string text = await File.ReadAllTextAsync(file);
                XElement deadlock = XElement.Parse(text).DescendantsAndSelf("deadlock").Single();
                int instanceId = await _server.ScalarAsync<int>($"EXEC ops.RegisterInstance N'{Path.GetFileName(file)}', N'none', NULL, '2026-01-01';");

                Assert.That(await SaveAsync(instanceId, text, text), Is.EqualTo(1), Path.GetFileName(file));
                Assert.That(await StoredAsync(instanceId), Is.EqualTo(Expected(deadlock)), Path.GetFileName(file));
            }
        }
    }

    private static IEnumerable<string> Captured()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string shared = Path.Combine(folder.FullName, "shared", "testdata");
            if (Directory.Exists(shared))
            {
                return Directory.EnumerateFiles(Path.Combine(shared, "deadlocks"), "*.xdl")
                    .Concat(Directory.EnumerateFiles(Path.Combine(shared, "xe-events"), "*deadlock*.xml"))
                    .Order(StringComparer.Ordinal);
            }
        }

        Assert.Ignore("There is no folder shared/testdata beside this checkout.");
        return [];
    }

    private static string[] Expected(XElement deadlock)
    {
        XElement[] processes = [.. deadlock.Elements("process-list").Elements("process")];
        string[] victims = [.. deadlock.Elements("victim-list").Elements("victimProcess").Attributes("id").Concat(deadlock.Attributes("victim")).Select(id => id.Value)];
        var resources = deadlock.Elements("resource-list").Elements().GroupBy(element => (element.Name, Key: (string?)element.Attribute("id") ?? element.ElementsBeforeSelf().Count().ToString(System.Globalization.CultureInfo.InvariantCulture))).ToArray();
        List<string> lines = [];
        lines.AddRange(processes.Select(process => $"process {process.Attribute("id")?.Value} {process.Attribute("spid")?.Value} {process.Attribute("lockMode")?.Value} {(victims.Contains(process.Attribute("id")?.Value) ? 1 : 0)} {process.Elements("executionStack").Elements("frame").Count()}"));
        lines.AddRange(processes.SelectMany(process => process.Elements("executionStack").Elements("frame").Select((frame, index) =>
            $"frame {process.Attribute("id")?.Value} {index + 1} {frame.Attribute("procname")?.Value} {frame.Attribute("line")?.Value} {Statement(frame)}")));
        foreach (var resource in resources)
        {
            XElement first = resource.First();
            lines.Add($"resource {first.Name.LocalName} {first.Attribute("id")?.Value} {first.Attribute("objectname")?.Value} {first.Attribute("indexname")?.Value} {first.Attribute("mode")?.Value} {first.Attributes().Count()}");
            lines.AddRange(resource.Elements().Where(list => list.Name == "owner-list" || list.Name == "waiter-list").Elements()
                .Select(holder => $"{holder.Name.LocalName} {first.Attribute("id")?.Value} {holder.Attribute("id")?.Value} {holder.Attribute("mode")?.Value} {holder.Attribute("requestType")?.Value}").Distinct());
        }

        lines.Add($"deadlock {processes.Length} {processes.Count(process => victims.Contains(process.Attribute("id")?.Value))} {resources.Length}");
        return [.. lines.Order(StringComparer.Ordinal)];

        static int Statement(XElement frame) => frame.Value.Trim(' ', '\t', '\n', '\r') is var text && text == "unknown" ? 0 : text.Length;
    }

    private async Task<string[]> StoredAsync(int instanceId)
    {
        const string query = """
            SELECT CONCAT(N'process ', p.ProcessKey, N' ', p.SessionId, N' ', p.LockMode, N' ', p.IsVictim, N' ', (SELECT COUNT(*) FROM fact.DeadlockFrame AS f WHERE f.DeadlockId = p.DeadlockId AND f.ProcessNumber = p.ProcessNumber))
            FROM fact.Deadlock AS d INNER JOIN fact.DeadlockProcess AS p ON p.DeadlockId = d.DeadlockId WHERE d.InstanceId = @InstanceId
            UNION ALL
            SELECT CONCAT(N'frame ', p.ProcessKey, N' ', f.FrameNumber, N' ', f.ProcedureName, N' ', f.LineNumber, N' ', COALESCE(DATALENGTH(t.TextValue) / 2, 0))
            FROM fact.Deadlock AS d INNER JOIN fact.DeadlockProcess AS p ON p.DeadlockId = d.DeadlockId INNER JOIN fact.DeadlockFrame AS f ON f.DeadlockId = p.DeadlockId AND f.ProcessNumber = p.ProcessNumber
            LEFT JOIN dim.StatementText AS t ON t.TextHash = f.StatementHash WHERE d.InstanceId = @InstanceId
            UNION ALL
            SELECT CONCAT(N'resource ', r.ResourceKind, N' ', r.ResourceKey, N' ', r.ObjectName, N' ', r.IndexName, N' ', r.LockMode, N' ', (LEN(r.Attributes) - LEN(REPLACE(r.Attributes, N'"', N''))) / 2)
            FROM fact.Deadlock AS d INNER JOIN fact.DeadlockResource AS r ON r.DeadlockId = d.DeadlockId WHERE d.InstanceId = @InstanceId
            UNION ALL
            SELECT CONCAT(h.HolderRole, N' ', r.ResourceKey, N' ', h.ProcessKey, N' ', h.LockMode, N' ', h.RequestType)
            FROM fact.Deadlock AS d INNER JOIN fact.DeadlockResource AS r ON r.DeadlockId = d.DeadlockId INNER JOIN fact.DeadlockResourceHolder AS h ON h.DeadlockId = r.DeadlockId AND h.ResourceNumber = r.ResourceNumber
            WHERE d.InstanceId = @InstanceId
            UNION ALL
            SELECT CONCAT(N'deadlock ', d.ProcessCount, N' ', d.VictimCount, N' ', d.ResourceCount) FROM fact.Deadlock AS d WHERE d.InstanceId = @InstanceId;
            """;
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(query, connection);
        command.Parameters.Add("@InstanceId", SqlDbType.Int).Value = instanceId;
        await using SqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private async Task<int> SaveAsync(int instanceId, params string[] texts)
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new("collect.SaveDeadlocks", connection) { CommandType = CommandType.StoredProcedure };
        DataTable rows = new();
        rows.Columns.Add("FileName", typeof(string));
        rows.Columns.Add("FileOffset", typeof(long));
        rows.Columns.Add("EventData", typeof(string));
        foreach (string text in texts)
        {
            rows.Rows.Add("a_0_1.xel", 100L, text);
        }

        command.Parameters.Add("@InstanceId", SqlDbType.Int).Value = instanceId;
        command.Parameters.Add("@RunId", SqlDbType.UniqueIdentifier).Value = Guid.NewGuid();
        command.Parameters.Add("@CapturedAt", SqlDbType.DateTime2).Value = new DateTime(2026, 1, 2, 10, 0, 0);
        command.Parameters.Add("@NextFile", SqlDbType.NVarChar, 512).Value = "a_0_1.xel";
        command.Parameters.Add("@NextOffset", SqlDbType.BigInt).Value = 100L;
        command.Parameters.Add("@HasPossibleGap", SqlDbType.Bit).Value = false;
        SqlParameter table = command.Parameters.Add("@Rows", SqlDbType.Structured);
        table.TypeName = "stage.Event";
        table.Value = rows;
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
