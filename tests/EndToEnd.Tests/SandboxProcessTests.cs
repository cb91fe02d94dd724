// The sandbox as a newcomer meets it: a process with options, output, exit codes and Ctrl+C.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AxMonitor.Sandbox;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(150_000)]
internal sealed class SandboxProcessTests
{
    private DirectoryInfo _data = null!;

    [SetUp]
    public void MakeDataFolder() => _data = Directory.CreateTempSubdirectory("axmonitor-sandbox-test-");

    [TearDown]
    public void RemoveDataFolder() => _data.Delete(recursive: true);

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
            Assert.That(Directory.GetFiles(Path.Combine(_data.FullName, "mail"), "*.eml"), Is.Not.Empty);
        });
    }

    [Test]
    public async Task It_says_where_everything_is_and_ends_cleanly_at_an_interrupt(CancellationToken cancellationToken)
    {
        using var sandbox = Start("--sql-port", "0", "--http-port", "0", "--data", _data.FullName);
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
                .And.Contain(_data.FullName)
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

    [TestCase("--scenario nope", "--scenario 'nope' is unknown. Known scenarios: blocking-storm")]
    [TestCase("--sql-port 99999", "--sql-port 99999 is no TCP port")]
    [TestCase("--once", "--once needs --scenario")]
    [TestCase("--captured-events no-such-folder", "does not exist")]
    public async Task Wrong_options_are_refused_by_name(string options, string expected)
    {
        var run = await RunAsync(CancellationToken.None, options.Split(' '));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain(expected));
    }

    [Test]
    public async Task A_port_that_is_taken_is_named_with_the_option_to_change_it(CancellationToken cancellationToken)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var run = await RunAsync(cancellationToken, "--sql-port", port);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain(port).And.Contain("--sql-port"));
        Assert.That(run.Errors, Does.Not.Contain("   at "), "no stack trace");
    }

    private static Process Start(params string[] options) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [typeof(SandboxHost).Assembly.Location, .. options])
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
        var places = options.Contains("--sql-port") ? Array.Empty<string>() : ["--sql-port", "0"];
        using var sandbox = Start([.. places, "--http-port", "0", "--data", _data.FullName, .. options]);
        var output = sandbox.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = sandbox.StandardError.ReadToEndAsync(cancellationToken);
        await sandbox.WaitForExitAsync(cancellationToken);
        return (sandbox.ExitCode, await output, await errors);
    }
}
