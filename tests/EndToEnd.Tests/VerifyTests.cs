// axmonitor verify as an administrator runs it, against the sandbox's engine with a simulated AX
// installation: what the result says, and that nothing is left on the server.
using System.Text.Json;
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Sandbox;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Tests.Shared;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.EndToEnd.Tests;

public sealed class VerifyTests
{
    private readonly TempFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private SqlStandIn _server = null!;
    private AxInstallation _ax = null!;

    private string Connection =>
        $"Server=127.0.0.1,{_server.Port};User ID=sa;Password={{secret:Dba}};Encrypt=false";

    private string ResultFile => Path.Combine(_folder.Path, "result.md");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await SqlStandIn.StartAsync("AXPROD", 0, "Watched-1", TimeProvider.System, CancellationToken.None);
        _ax = new AxInstallation(new AxInstallationOptions { Time = TimeProvider.System });
        _ax.Attach(_server.Engine);
        await ServiceLogins.CreateForWatchedAsync(_server, _ax.DatabaseName, CancellationToken.None);
        _folder.Write(".env", $"AXMONITOR__Secrets__Dba={_server.Password}\n");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _ax.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
        await _output.DisposeAsync();
        await _errors.DisposeAsync();
    }

    [Test]
    public async Task A_whole_run_tells_of_every_check_and_leaves_nothing_behind()
    {
        var before = await DatabasesAsync();
        var code = await VerifyAsync(
            "--ax-database",
            _ax.DatabaseName,
            "--least-privilege-login",
            $"User ID={ServiceLogins.Orchestrator};Password={{secret:Dba}}",
            "--classes",
            "Cpu*,DeadlocksTests",
            "--seconds",
            "5",
            "--victims",
            "3",
            "--json"
        );
        var text = await File.ReadAllTextAsync(ResultFile);
        TestContext.Out.WriteLine(text);
        using var json = JsonDocument.Parse(_output.ToString());
        var checks = json.RootElement.GetProperty("checks").EnumerateArray().ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_errors.ToString(), Is.Empty);
            Assert.That(code, Is.Zero);
            Assert.That(
                checks.Select(check => check.GetProperty("check").GetString()),
                Is.EqualTo(
                    new[]
                    {
                        "Server",
                        "Deployment",
                        "Inline functions",
                        "Test classes",
                        "Collectors",
                        "Reports",
                        "Parallel saves",
                        "Collations",
                        "Permissions",
                        "Event sessions",
                        "Open questions",
                    }
                )
            );
            Assert.That(text, Does.Contain("Nothing differs from what the sandbox promises"));
            Assert.That(text, Does.Contain("| version | ok | 13.0.5026.0 SP2, "));
            Assert.That(text, Does.Match(@"\| Batch \| ok \| [1-9]\d* rows read in \d+ ms, [1-9]\d* saved"));
            Assert.That(text, Does.Match(@"\| collector Batch \| ok \| [1-9]\d* rows read"), "as the service's login");
            Assert.That(text, Does.Contain("| reading a table | ok | is refused: error 229 |"));
            Assert.That(text, Does.Contain("| deadlock victims (1205) | ok | none |"));
            Assert.That(text, Does.Match(@"\| maintenance meanwhile \| ok \| \d+ calls, [1-9]\d* partitions made \|"));
            Assert.That(text, Does.Match(@"\| lib.MaskLiterals \| ok \| compiles \| \d+ \|"));
            Assert.That(text, Does.Match(@"\| 3: Requests with 3 sessions waiting \| ok \| [1-9]\d* rows read"));
            Assert.That(Questions(text), Is.EqualTo(new[] { "1", "2", "3", "4", "5", "6", "7" }));
            Assert.That(text, Does.Not.Contain(_server.Password), "no secret in the result");
            Assert.That(await DatabasesAsync(), Is.EqualTo(before));
        }
    }

    /// <summary>The numbers of the open questions that have an answer.</summary>
    private static IEnumerable<string> Questions(string text) =>
        text.Split('\n')
            .Where(line => line.Length > 4 && line[2] is >= '1' and <= '9' && line[3] == ':')
            .Select(line => line[2..3])
            .Distinct(StringComparer.Ordinal);

    private async Task<int> VerifyAsync(params string[] arguments)
    {
        _output.GetStringBuilder().Clear();
        _errors.GetStringBuilder().Clear();
        return await CommandLine
            .Build(_output, _errors)
            .Parse([
                "verify",
                "--connection",
                Connection,
                "--result",
                ResultFile,
                .. arguments,
                "--config",
                _folder.Path,
                "--environment",
                "Test",
            ])
            .InvokeAsync();
    }

    private async Task<IReadOnlyList<string>> DatabasesAsync()
    {
        await using SqlConnection connection = new(_server.ConnectionString("master"));
        return [.. await connection.QueryAsync<string>("SELECT name FROM sys.databases ORDER BY name;")];
    }
}
