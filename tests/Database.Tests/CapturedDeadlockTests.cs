// Deadlocks captured on real servers, saved as the collector would and compared with an independent reading
// by LINQ to XML: nothing of a report may be lost or doubled on its way into the tables.

using System.Xml.Linq;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class CapturedDeadlockTests
{
    private const string Query = """
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
    public async Task Every_captured_deadlock_arrives_whole_however_it_is_written()
    {
        string[] files =
        [
            .. CapturedEvents.Files().Where(file => File.ReadAllText(file).Contains("<deadlock", StringComparison.Ordinal)),
        ];
        Assume.That(files, Is.Not.Empty);
        using (Assert.EnterMultipleScope())
        {
            foreach (var file in files)
            {
                var text = await File.ReadAllTextAsync(file);
                var expected = Expected(XElement.Parse(text).DescendantsAndSelf("deadlock").Single());
                foreach ((var name, var spelling) in CapturedEvents.Spellings(text))
                {
                    var label = $"{Path.GetFileName(file)} {name}";
                    var instanceId = await _server.ScalarAsync<int>(
                        $"EXEC ops.RegisterInstance N'{label}', N'none', NULL, '2026-01-01';"
                    );
                    Assert.That(
                        await CapturedEvents.SaveAsync(_server, "Deadlocks", instanceId, spelling, text),
                        Is.EqualTo(1),
                        label
                    );
                    Assert.That(await CapturedEvents.LinesAsync(_server, Query, instanceId), Is.EqualTo(expected), label);
                }
            }
        }
    }

    private static string[] Expected(XElement deadlock)
    {
        XElement[] processes = [.. deadlock.Elements("process-list").Elements("process")];
        string[] victims =
        [
            .. deadlock
                .Elements("victim-list")
                .Elements("victimProcess")
                .Attributes("id")
                .Concat(deadlock.Attributes("victim"))
                .Select(id => id.Value),
        ];
        var resources = deadlock
            .Elements("resource-list")
            .Elements()
            .GroupBy(element =>
                (
                    element.Name,
                    Key: (string?)element.Attribute("id")
                        ?? element.ElementsBeforeSelf().Count().ToString(System.Globalization.CultureInfo.InvariantCulture)
                )
            )
            .ToArray();
        List<string> lines = [];
        lines.AddRange(
            processes.Select(process =>
                $"process {process.Attribute("id")?.Value} {process.Attribute("spid")?.Value} {process.Attribute("lockMode")?.Value} {(victims.Contains(process.Attribute("id")?.Value) ? 1 : 0)} {process.Elements("executionStack").Elements("frame").Count()}"
            )
        );
        lines.AddRange(
            processes.SelectMany(process =>
                process
                    .Elements("executionStack")
                    .Elements("frame")
                    .Select(
                        (frame, index) =>
                            $"frame {process.Attribute("id")?.Value} {index + 1} {frame.Attribute("procname")?.Value} {frame.Attribute("line")?.Value} {Statement(frame)}"
                    )
            )
        );
        foreach (var resource in resources)
        {
            var first = resource.First();
            lines.Add(
                $"resource {first.Name.LocalName} {first.Attribute("id")?.Value} {first.Attribute("objectname")?.Value} {first.Attribute("indexname")?.Value} {first.Attribute("mode")?.Value} {first.Attributes().Count()}"
            );
            lines.AddRange(
                resource
                    .Elements()
                    .Where(list => list.Name == "owner-list" || list.Name == "waiter-list")
                    .Elements()
                    .Select(holder =>
                        $"{holder.Name.LocalName} {first.Attribute("id")?.Value} {holder.Attribute("id")?.Value} {holder.Attribute("mode")?.Value} {holder.Attribute("requestType")?.Value}"
                    )
                    .Distinct()
            );
        }

        lines.Add(
            $"deadlock {processes.Length} {processes.Count(process => victims.Contains(process.Attribute("id")?.Value))} {resources.Length}"
        );
        return [.. lines.Order(StringComparer.Ordinal)];

        static int Statement(XElement frame) =>
            frame.Value.Trim(' ', '\t', '\n', '\r') is var text && text == "unknown" ? 0 : text.Length;
    }
}
