// The header of a collector file, and the errors of a wrong one.
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Tests.Doubles;

namespace AxMonitor.Orchestrator.Tests;

public sealed class CollectorFileTests
{
    private const string Good = """
        -- name: Requests
        -- interval: 10 s
        -- timeout: 500 ms
        -- procedure: collect.SaveRequests
        -- type: stage.Requests
        -- permissions: VIEW SERVER STATE
        -- Reads sessions: all of them.
        SET LOCK_TIMEOUT 100;
        -- interval: 99 s
        SELECT 1;
        """;

    [Test]
    public void The_header_is_read_up_to_the_first_statement()
    {
        var file = CollectorFile.Parse(Good, "Requests.sql");
        Assert.Multiple(() =>
        {
            Assert.That(file.Name, Is.EqualTo("Requests"));
            Assert.That(file.Interval, Is.EqualTo(TimeSpan.FromSeconds(10)));
            Assert.That(file.Timeout, Is.EqualTo(TimeSpan.FromMilliseconds(500)));
            Assert.That(file.Procedure, Is.EqualTo("collect.SaveRequests"));
            Assert.That(file.TableType, Is.EqualTo("stage.Requests"));
            Assert.That(file.Permissions, Is.EqualTo("VIEW SERVER STATE"));
            Assert.That(file.Text, Is.EqualTo(Good));
        });
    }

    [TestCase("-- name: Requests\n", "", "the header line '-- name:' is missing")]
    [TestCase("10 s", "soon", "'-- interval: soon' is no duration")]
    [TestCase("500 ms", "0 s", "'-- timeout: 0 s' is no duration")]
    [TestCase("collect.SaveRequests", "SaveRequests", "'-- procedure: SaveRequests' is not schema.Name")]
    [TestCase("stage.Requests", "stage.Requests; DROP", "is not schema.Name")]
    public void A_wrong_header_is_named(string part, string replacement, string expected)
    {
        var text = Good.ReplaceLineEndings("\n").Replace(part, replacement, StringComparison.Ordinal);
        var error = Assert.Throws<CollectorFileException>(() => CollectorFile.Parse(text, "Requests.sql"));
        Assert.That(error!.Message, Does.StartWith("Requests.sql").And.Contain(expected));
    }

    [Test]
    public void An_indented_line_goes_on_with_the_value_above_it()
    {
        var text = Good.ReplaceLineEndings("\n")
            .Replace(
                "VIEW SERVER STATE\n",
                "VIEW SERVER STATE; for names: SELECT\n--              on dbo.BATCH\n"
                    + "-- uses: table AX dbo.BATCH(RECID,\n--       STATUS)\n--\n--   kind: none\n",
                StringComparison.Ordinal
            );
        var file = CollectorFile.Parse(text, "Requests.sql");
        Assert.Multiple(() =>
        {
            Assert.That(file.Permissions, Is.EqualTo("VIEW SERVER STATE; for names: SELECT on dbo.BATCH"));
            Assert.That(file.Needs.Single().Parts, Is.EqualTo(new[] { "RECID", "STATUS" }));
        });
    }

    [Test]
    public void Needs_are_read_from_any_number_of_lines_and_none_is_required()
    {
        Assert.That(CollectorFile.Parse(Good, "Requests.sql").Needs, Is.Empty);

        var needs = CollectorFile
            .Parse(
                "-- needs: VIEW SERVER STATE; table AX dbo.BATCHJOB(RECID, STATUS)\n-- uses: xe AxMonitor_Blocking(xml_deadlock_report); AX VIEW DEFINITION\n"
                    + "-- needs: option 'blocked process threshold (s)' > 0; feature query-store; table msdb dbo.suspect_pages\n"
                    + Good,
                "Requests.sql"
            )
            .Needs;

        Assert.That(
            needs.Select(n => $"{n.Kind}|{n.Name}|{n.Database}|{string.Join('+', n.Parts)}|{n.Operator}{n.Value}|{n.IsOptional}"),
            Is.EqualTo(
                new[]
                {
                    "permission|VIEW SERVER STATE||||False",
                    "table|dbo.BATCHJOB|AX|RECID+STATUS||False",
                    "xe|AxMonitor_Blocking||xml_deadlock_report||True",
                    "ax-permission|VIEW DEFINITION||||True",
                    "option|blocked process threshold (s)|||>0|False",
                    "feature|query-store||||False",
                    "table|dbo.suspect_pages|msdb|||False",
                }
            )
        );
    }

    [TestCase("see the manual")]
    [TestCase("table dbo.BATCH")]
    [TestCase("option 'x' < 3")]
    [TestCase("feature time-travel")]
    public void A_need_that_cannot_be_read_is_named(string need)
    {
        var error = Assert.Throws<CollectorFileException>(() =>
            CollectorFile.Parse($"-- needs: VIEW SERVER STATE; {need}\n{Good}", "Requests.sql")
        );
        Assert.That(error!.Message, Does.StartWith($"Requests.sql: '{need}' is no need."));
    }

    [Test]
    public void The_catalog_names_a_missing_file_and_reads_a_changed_one_again()
    {
        using var folder = new TempFolder();
        var catalog = new CollectorCatalog(folder.Path);
        Assert.That(() => catalog.Get("Requests"), Throws.TypeOf<CollectorFileException>().With.Message.Contains("Requests.sql"));
        Assert.That(
            () => catalog.Get("../secret"),
            Throws.TypeOf<CollectorFileException>().With.Message.Contains("is no collector name")
        );

        var path = folder.Write("Requests.sql", Good);
        Assert.That(catalog.Get("Requests").Interval, Is.EqualTo(TimeSpan.FromSeconds(10)));
        folder.Write("Requests.sql", Good.Replace("10 s", "20 s", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        Assert.That(catalog.Get("Requests").Interval, Is.EqualTo(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public void Every_shipped_collector_has_a_complete_header()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Collectors");
        var catalog = new CollectorCatalog(folder);
        var names = Directory.GetFiles(folder, "*.sql").Select(f => Path.GetFileNameWithoutExtension(f)!).ToList();

        Assert.That(names, Does.Contain("Requests").And.Contain("BlockedProcesses").And.Contain("Deadlocks"));
        Assert.Multiple(() =>
        {
            foreach (var name in names)
            {
                Assert.That(() => catalog.Get(name), Throws.Nothing, name);
            }
        });
    }

    [Test]
    public void The_manual_grants_what_the_headers_ask_for()
    {
        var manual = File.ReadAllText(RepositoryRoot.Combine("docs", "operations.md"));
        var folder = Path.Combine(AppContext.BaseDirectory, "Collectors");
        var catalog = new CollectorCatalog(folder);
        var grants = Directory
            .GetFiles(folder, "*.sql")
            .SelectMany(f => catalog.Get(Path.GetFileNameWithoutExtension(f)).Needs)
            .Select(n =>
                n.Kind switch
                {
                    "permission" or "ax-permission" => $"GRANT {n.Name} TO axmonitor_service;",
                    "table" => $"GRANT SELECT ON OBJECT::{n.Name} TO axmonitor_service;",
                    _ => "",
                }
            )
            .Distinct(StringComparer.Ordinal);
        Assert.That(grants.Where(g => !manual.Contains(g, StringComparison.Ordinal)), Is.Empty);
    }
}
