// The sandbox as a newcomer meets it: a process with options, output, exit codes and Ctrl+C.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AxMonitor.Sandbox;
using AxMonitor.Tests.Shared;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class SandboxProcessTests
{
    // 128 and the signal's number, as shells and service managers say it.
    private const int EndedByTerm = 143;
    private TempFolder _data = null!;

    [SetUp]
    public void MakeDataFolder() => _data = new TempFolder();

    [TearDown]
    public void RemoveDataFolder() => _data.Dispose();

    [Test]
    public async Task Once_runs_the_scenario_to_the_mail_and_sums_it_up_in_one_line(CancellationToken cancellationToken)
    {
        var run = await RunAsync(cancellationToken, "--once", "--scenario", "blocking-storm");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        var summary = JsonDocument.Parse(run.Output.Trim()).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(summary.GetProperty("scenario").GetString(), Is.EqualTo("blocking-storm"));
            Assert.That(summary.GetProperty("onsetToStoredSeconds").GetDouble(), Is.InRange(0, 60));
            Assert.That(
                summary.GetProperty("onsetToAlertSeconds").GetDouble(),
                Is.InRange(summary.GetProperty("onsetToStoredSeconds").GetDouble(), 60)
            );
            Assert.That(
                summary.GetProperty("onsetToMailSeconds").GetDouble(),
                Is.InRange(summary.GetProperty("onsetToAlertSeconds").GetDouble(), 60)
            );
            Assert.That(summary.GetProperty("rows").GetInt32(), Is.Positive);
            Assert.That(summary.GetProperty("reportBytes").GetInt64(), Is.Positive);
            Assert.That(Directory.GetFiles(Path.Combine(_data.Path, "mail"), "*.eml", SearchOption.AllDirectories), Is.Not.Empty);
        });
    }

    [Test]
    [CancelAfter(900_000)]
    public async Task Once_finds_the_culprit_of_a_scenario_that_takes_longer(CancellationToken cancellationToken)
    {
        var run = await RunAsync(cancellationToken, "--once", "--scenario", "batch-backlog");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        var summary = JsonDocument.Parse(run.Output.Trim()).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(summary.GetProperty("rule").GetString(), Is.EqualTo("Batch threads gone"));
            Assert.That(summary.GetProperty("subject").GetString(), Does.Contain("AX-AOS04").And.Contain("AIF"));
            Assert.That(summary.GetProperty("evidence").GetInt32(), Is.Positive);
        });
    }

    [Test]
    public async Task It_says_where_everything_is_and_ends_cleanly_at_an_interrupt(CancellationToken cancellationToken)
    {
        using var sandbox = Start("--sql-port", "0", "--http-port", "0", "--desk-port", "0", "--data", _data.Path);
        var lines = new List<string>();
        while (await sandbox.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("Ctrl+C", StringComparison.Ordinal))
            {
                break;
            }
        }

        var text = string.Join('\n', lines);
        Assert.That(
            text,
            Does.Contain("login sa")
                .And.Contain("password")
                .And.Contain("Data Source=tcp:127.0.0.1,")
                .And.Contain("/report/Blocking")
                .And.Match(@"desk +http://127\.0\.0\.1:\d+/   user admin   password \S{19}")
                .And.Contain(_data.Path)
                .And.Contain("--seed 1, begun ")
                .And.Contain("AXMONITOR__Instances__sandbox=")
        );

        using (
            var interrupt = Process.Start(
                "kill",
                ["-INT", sandbox.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]
            )
        )
        {
            await interrupt.WaitForExitAsync(cancellationToken);
        }

        await sandbox.WaitForExitAsync(cancellationToken);
        Assert.That(sandbox.ExitCode, Is.Zero, await sandbox.StandardError.ReadToEndAsync(cancellationToken));
    }

    // Twice, with the same folder: what is ended while it starts has left nothing that the next one minds.
    [Test]
    public async Task Each_run_has_a_mail_folder_that_only_its_owner_may_enter_and_ends_cleanly_while_it_starts(
        CancellationToken cancellationToken
    )
    {
        var mail = Path.Combine(_data.Path, "mail");
        for (var run = 1; run <= 2; run++)
        {
            using var sandbox = Start("--sql-port", "0", "--http-port", "0", "--desk-port", "0", "--data", _data.Path);
            using (var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20)))
            {
                while (!Directory.Exists(mail) || Directory.GetDirectories(mail).Length < run)
                {
                    Assert.That(sandbox.HasExited, Is.False, "it has its folder before anything else");
                    await pace.WaitForNextTickAsync(cancellationToken);
                }
            }

            using var signal = Process.Start(
                "kill",
                ["-TERM", sandbox.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]
            );
            await signal.WaitForExitAsync(cancellationToken);
            await sandbox.WaitForExitAsync(cancellationToken);
            var errors = await sandbox.StandardError.ReadToEndAsync(cancellationToken);
            Assert.That(errors, Is.Empty, "to be ended is no failure of the deployment");
            Assert.That(sandbox.ExitCode, Is.Zero.Or.EqualTo(EndedByTerm));
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.That(
                Directory.GetDirectories(mail).Select(File.GetUnixFileMode),
                Has.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)
            );
        }
    }

    [Test]
    public async Task Quiet_hours_are_watched_at_full_speed_and_nothing_is_told(CancellationToken cancellationToken)
    {
        var run = await RunAsync(cancellationToken, "--once", "--quiet", "1h");

        Assert.That(run.ExitCode, Is.Zero, run.Errors + run.Output);
        var summary = JsonDocument.Parse(run.Output.Trim()).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(summary.GetProperty("quietHours").GetDouble(), Is.EqualTo(1));
            Assert.That(summary.GetProperty("messages").GetInt32(), Is.Zero);
            Assert.That(summary.GetProperty("runs").GetInt32(), Is.GreaterThan(1000), "what is not watched is quiet too");
            Assert.That(summary.GetProperty("runsFailed").GetInt32(), Is.Zero);
        });
    }

    [TestCase("--scenario nope", "--scenario 'nope' is unknown. Known scenarios: blocking-storm")]
    [TestCase("--sql-port 99999", "--sql-port '99999' is no TCP port")]
    [TestCase("--sql-port abc", "--sql-port 'abc' is no TCP port")]
    [TestCase("--http-port -1", "--http-port '-1' is no TCP port")]
    [TestCase("--smtp-port 1.5", "--smtp-port '1.5' is no TCP port")]
    [TestCase("--speed fast", "--speed 'fast' is no speed")]
    [TestCase("--speed 0", "--speed '0' is no speed")]
    [TestCase("--speed NaN", "--speed 'NaN' is no speed")]
    [TestCase("--seed x", "--seed")]
    [TestCase("--history soon", "'soon' is no duration")]
    [TestCase("--once", "--once needs --scenario")]
    [TestCase("--once --scenario deadlock --quiet 1d", "and not both")]
    [TestCase("--quiet 1d", "--quiet needs --once")]
    [TestCase("--once --quiet soon", "'soon' is no duration")]
    [TestCase("--captured-events no-such-folder", "does not exist")]
    public async Task Wrong_options_are_refused_by_name(string options, string expected)
    {
        var run = await RunAsync(CancellationToken.None, options.Split(' '));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain(expected).And.Not.Contain("   at "));
    }

    [TestCase("--sql-port")]
    [TestCase("--http-port")]
    [TestCase("--desk-port")]
    [TestCase("--smtp-port")]
    public async Task A_port_that_is_taken_is_named_with_the_option_to_change_it(
        string option,
        CancellationToken cancellationToken
    )
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var run = await RunAsync(cancellationToken, option, port);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain(port).And.Contain(option));
        Assert.That(run.Errors, Does.Not.Contain("   at "), "no stack trace");
    }

    [Test]
    public async Task Every_option_that_a_document_shows_exists(CancellationToken cancellationToken)
    {
        var help = (await RunAsync(cancellationToken, "--help")).Output;
        var shown = Directory
            .EnumerateFiles(RepositoryRoot.Combine("docs"), "*.md", SearchOption.AllDirectories)
            .Append(RepositoryRoot.Combine("README.md"))
            .SelectMany(File.ReadLines)
            .Where(line => line.Contains("AxMonitor.Sandbox -- ", StringComparison.Ordinal))
            .SelectMany(line => line.Split("-- ", 2)[1].Split(' ', '`'))
            .Where(word => word.StartsWith("--", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.That(shown, Has.Count.GreaterThan(4));
        Assert.That(shown.Where(option => !help.Contains(option + " ", StringComparison.Ordinal)), Is.Empty);
    }

    private static Process Start(params string[] options) =>
        Process.Start(
            // What a shell starts in the background ignores interrupts, and so would what we start.
            new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", typeof(SandboxHost).Assembly.Location, .. options])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        CancellationToken cancellationToken,
        params string[] options
    )
    {
        string[] ports = ["--sql-port", "--http-port", "--desk-port"];
        using var sandbox = Start(
            [
                .. ports.Except(options, StringComparer.Ordinal).SelectMany(port => new[] { port, "0" }),
                "--data",
                _data.Path,
                .. options,
            ]
        );
        var output = sandbox.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = sandbox.StandardError.ReadToEndAsync(cancellationToken);
        await sandbox.WaitForExitAsync(cancellationToken);
        return (sandbox.ExitCode, await output, await errors);
    }
}
