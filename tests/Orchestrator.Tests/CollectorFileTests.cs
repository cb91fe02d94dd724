// The header of a collector file, and the errors of a wrong one.
using AxMonitor.Collectors;

namespace AxMonitor.Orchestrator.Tests;

public sealed class CollectorFileTests
{
    private const string Good = """
        -- interval: 10 s
        -- timeout: 500 ms
        -- rows: 5000
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
            Assert.That((file.RowLimit, file.Budget, file.BudgetPercent), Is.EqualTo((5000, (TimeSpan?)null, (int?)null)));
            Assert.That((file.Kind, file.Source), Is.EqualTo((CollectorKind.Data, CollectorSource.Sample)));
            Assert.That(file.Procedure, Is.EqualTo("collect.SaveRequests"));
            Assert.That(file.TableType, Is.EqualTo("stage.Requests"));
            Assert.That(file.Permissions, Is.EqualTo("VIEW SERVER STATE"));
            Assert.That(file.Text, Is.EqualTo(Good.ReplaceLineEndings("\n") + "\n"));
        });
    }

    [Test]
    public void Budgets_and_kind_are_declared_where_they_differ_from_the_default()
    {
        var file = CollectorFile.Parse("-- budget: 90 s; 40 %\n-- kind: check\n" + Good, "Checks.sql");
        Assert.That(
            (file.Budget, file.BudgetPercent, file.Kind),
            Is.EqualTo(((TimeSpan?)TimeSpan.FromSeconds(90), (int?)40, CollectorKind.Check))
        );
    }

    [Test]
    public void A_collector_that_reads_a_log_says_so() =>
        Assert.That(CollectorFile.Parse("-- source: log\n" + Good, "Events.sql").Source, Is.EqualTo(CollectorSource.Log));

    [TestCase("-- interval: 10 s\n", "", "the header line '-- interval:' is missing")]
    [TestCase("-- rows: 5000\n", "", "the header line '-- rows:' is missing")]
    [TestCase("10 s", "soon", "'-- interval: soon' is no duration")]
    [TestCase("500 ms", "0 s", "'-- timeout: 0 s' is no duration")]
    [TestCase("rows: 5000", "rows: many", "'-- rows: many' is no number")]
    [TestCase("-- rows", "-- budget: 0 %\n-- rows", "'-- budget: 0' is no number")]
    [TestCase("-- rows", "-- kind: other\n-- rows", "'-- kind: other' is neither data nor check")]
    [TestCase("-- rows", "-- source: file\n-- rows", "'-- source: file' is neither sample nor log")]
    [TestCase("-- rows", "-- procedure: collect.SaveOther\n-- rows", "'-- procedure:' is unknown")]
    public void A_wrong_header_is_named(string part, string replacement, string expected)
    {
        var text = Good.ReplaceLineEndings("\n").Replace(part, replacement, StringComparison.Ordinal);
        var error = Assert.Throws<ScriptFileException>(() => CollectorFile.Parse(text, "Requests.sql"));
        Assert.That(error!.Message, Does.StartWith("Requests.sql").And.Contain(expected));
    }

    [Test]
    public void An_indented_line_goes_on_with_the_value_above_it()
    {
        var text = Good.ReplaceLineEndings("\n")
            .Replace(
                "VIEW SERVER STATE\n",
                "VIEW SERVER STATE; for names: SELECT\n--              on dbo.BATCH\n"
                    + "-- uses: table AX dbo.BATCH(RECID,\n--       STATUS)\n--\n-- kind: none\n",
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
        var error = Assert.Throws<ScriptFileException>(() =>
            CollectorFile.Parse($"-- needs: VIEW SERVER STATE; {need}\n{Good}", "Requests.sql")
        );
        Assert.That(error!.Message, Does.StartWith($"Requests.sql: '{need}' is no need."));
    }

    [Test]
    public void The_catalog_names_a_missing_file_and_reads_a_changed_one_again()
    {
        using var folder = new TempFolder();
        var catalog = new CollectorCatalog(folder.Path);
        Assert.That(() => catalog.Get("Requests"), Throws.TypeOf<ScriptFileException>().With.Message.Contains("Requests.sql"));
        Assert.That(
            () => catalog.Get("../secret"),
            Throws.TypeOf<ScriptFileException>().With.Message.Contains("is no collector name")
        );

        var path = folder.Write("Requests.sql", Good);
        Assert.That(catalog.Get("Requests").Interval, Is.EqualTo(TimeSpan.FromSeconds(10)));
        folder.Write("Requests.sql", Good.Replace("10 s", "20 s", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        Assert.That(catalog.Get("Requests").Interval, Is.EqualTo(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public void A_file_whose_include_makes_the_rows_has_its_type()
    {
        using var folder = new TempFolder();
        folder.Write("Shared/Events.sql", "-- type: Event\n--\nSELECT 2;\n");
        folder.Write("Shared/Plain.sql", "SELECT 3;\n");
        folder.Write("Errors.sql", Good + "\n-- include: Plain\n-- include: Events\n");
        var file = new CollectorCatalog(folder.Path).Get("Errors");
        Assert.That((file.TableType, file.Procedure), Is.EqualTo(("stage.Event", "collect.SaveErrors")));
    }

    [Test]
    public void The_catalog_reads_a_collector_again_when_what_it_includes_has_changed()
    {
        using var folder = new TempFolder();
        var shared = folder.Write("Shared/Clock.sql", "SELECT 1;\n");
        folder.Write("Requests.sql", Good + "\n-- include: Clock\n");
        Age(folder.Path);
        var catalog = new CollectorCatalog(folder.Path);
        var first = catalog.Get("Requests");
        Assert.That(catalog.Get("Requests"), Is.SameAs(first), "nothing has changed");

        File.WriteAllText(shared, "SELECT 2;\n");
        Assert.That(catalog.Get("Requests").Text, Does.Contain("SELECT 2;"));

        File.Delete(shared);
        Assert.That(() => catalog.Get("Requests"), Throws.TypeOf<ScriptFileException>().With.Message.Contains("Clock.sql"));
    }

    [Test]
    public void Every_shipped_collector_has_a_complete_header()
    {
        var catalog = new CollectorCatalog(Path.Combine(AppContext.BaseDirectory, "Collectors"));
        Assert.That(catalog.Names, Does.Contain("Requests").And.Contain("BlockedProcesses").And.Contain("Deadlocks"));
        Assert.Multiple(() =>
        {
            foreach (var name in catalog.Names)
            {
                Assert.That(() => catalog.Get(name), Throws.Nothing, name);
            }
        });
    }

    [Test]
    public void The_manual_grants_what_the_headers_ask_for()
    {
        var manual = File.ReadAllText(RepositoryRoot.Combine("docs", "operations.md"));
        var catalog = new CollectorCatalog(Path.Combine(AppContext.BaseDirectory, "Collectors"));
        var grants = catalog
            .Names.SelectMany(name => catalog.Get(name).Needs)
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

    private static void Age(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, "*.sql", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        }
    }
}
