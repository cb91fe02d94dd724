// What people at a terminal see of `check` and `status`: a table with the remedy below its reason.
// Redirected, the same facts are plain lines.
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Tests;

public sealed class TerminalTests
{
    private static readonly CheckFinding[] Findings =
    [
        new("repository", IsGood: true, "sql01/AxMonitor answers", Remedy: null),
        new("Batch on [PRD]", IsGood: true, "says less: no dbo.BATCHJOB", "GRANT SELECT"),
        new("mail server", IsGood: false, "none is configured", "set AXMONITOR__Smtp__Host"),
    ];

    private static readonly CollectorStatus[] Status =
    [
        new()
        {
            InstanceName = "PRD",
            CollectorName = "Requests",
            State = "collecting",
            IsCollecting = true,
            Standing = "collecting",
            EffectiveIntervalMs = 10_000,
            DataAgeMs = 4_000,
            LastSourceMs = 12,
        },
        new()
        {
            InstanceName = "PRD",
            CollectorName = "Batch",
            State = "waiting",
            Standing = "not collecting, because: dbo.BATCH is gone.",
            Remedy = "Bring it [back].",
            Missing = "dbo.BATCHJOB",
            EffectiveIntervalMs = 60_000,
        },
    ];

    private readonly StringWriter _output = new();

    [TearDown]
    public void CleanUp() => _output.Dispose();

    [Test]
    public async Task Findings_are_a_table_at_a_terminal()
    {
        await CheckCommand.WriteAsync(Terminal.Of(_output, width: 70), Findings);
        var lines = Lines();
        Assert.Multiple(() =>
        {
            Assert.That(lines[0], Does.StartWith("╭").And.EndsWith("╮"));
            Assert.That(lines, Has.Some.Match("│ ok +│ repository +│ sql01/AxMonitor answers"));
            Assert.That(lines, Has.Some.Match(@"│ note │ Batch on \[PRD\] │ says less: no dbo.BATCHJOB"));
            Assert.That(lines, Has.Some.Match("│ +│ +│ remedy: set AXMONITOR__Smtp__Host"));
        });
    }

    [Test]
    public async Task Findings_are_plain_lines_where_the_output_is_redirected()
    {
        await CheckCommand.WriteAsync(Terminal.Of(_output), Findings);
        Assert.That(
            Lines(),
            Is.EqualTo(
                new[]
                {
                    "ok    repository: sql01/AxMonitor answers",
                    "note  Batch on [PRD]: says less: no dbo.BATCHJOB",
                    "      remedy: GRANT SELECT",
                    "FAIL  mail server: none is configured",
                    "      remedy: set AXMONITOR__Smtp__Host",
                }
            )
        );
    }

    [Test]
    public async Task States_are_a_table_at_a_terminal()
    {
        await StatusCommand.WriteAsync(Terminal.Of(_output, width: 120), Status);
        var lines = Lines();
        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Some.Match("│ Instance │ Collector │ Every +│ Latest data │ Source │ Standing"));
            Assert.That(lines, Has.Some.Match("│ PRD +│ Requests +│ 10 s +│ 4 s ago +│ 12 ms +│ collecting"));
            Assert.That(lines, Has.Some.Match(@"│ +│ +│ +│ +│ +│ remedy: Bring it \[back\]\."));
            Assert.That(lines, Has.Some.Contains("without: dbo.BATCHJOB"));
        });
    }

    [Test]
    public async Task States_are_plain_lines_where_the_output_is_redirected()
    {
        await StatusCommand.WriteAsync(Terminal.Of(_output), Status);
        Assert.That(
            Lines(),
            Is.EqualTo(
                new[]
                {
                    "Instance  Collector  Every       Latest data  Source  Standing",
                    "PRD       Requests   10 s        4 s ago      12 ms   collecting",
                    "PRD       Batch      1 min 00 s  none                 not collecting, because: dbo.BATCH is gone.",
                    "                                                      remedy: Bring it [back].",
                    "                                                      without: dbo.BATCHJOB",
                }
            )
        );
    }

    [Test]
    public async Task Progress_changes_nothing_about_the_result_and_leaves_no_trace_in_redirected_output()
    {
        var steps = new List<string>();
        async Task<int> WorkAsync(Action<string> step)
        {
            step("one [1]");
            steps.Add("one");
            await Task.Yield();
            return 7;
        }

        Assert.That(await Terminal.Of(_output).WithProgressAsync(WorkAsync), Is.EqualTo(7));
        Assert.That(_output.ToString(), Is.Empty);
        Assert.That(await Terminal.Of(_output, width: 40).WithProgressAsync(WorkAsync), Is.EqualTo(7));
        Assert.That(steps, Has.Count.EqualTo(2));
    }

    private string[] Lines() => _output.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n');
}
