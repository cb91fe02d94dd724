// What README promises a newcomer: each of its commands is run as it is written there, or what runs it is
// named here.
using System.Diagnostics;
using System.Text.RegularExpressions;
using AxMonitor.Sandbox;
using AxMonitor.Tests.Shared;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(900_000)]
internal sealed partial class ReadmeTests
{
    [Test]
    public async Task The_first_command_starts_what_README_says_where_it_says(CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(RepositoryRoot.Combine("README.md"), cancellationToken);
        var command = FirstCommand().Match(text).Groups["command"].Value;
        var portal = PortalAddress().Match(text).Value;
        Assert.That(command, Does.StartWith("dotnet run "));
        using var sandbox = Process.Start(
            new ProcessStartInfo("dotnet", command.Split(' ')[1..])
            {
                WorkingDirectory = RepositoryRoot.Path,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        try
        {
            var errors = sandbox.StandardError.ReadToEndAsync(cancellationToken);
            var output = "";
            while (!output.Contains(portal, StringComparison.Ordinal))
            {
                var line = await sandbox.StandardOutput.ReadLineAsync(cancellationToken);
                if (line is null)
                {
                    Assert.Fail($"It ended before it named {portal}:\n{output}\n{await errors}");
                }

                output += line + "\n";
            }

            using var browser = new HttpClient();
            using var answer = await browser.GetAsync(new Uri(portal), cancellationToken);
            Assert.That(answer.IsSuccessStatusCode, Is.True, portal);
        }
        finally
        {
            sandbox.Kill(entireProcessTree: true);
        }
    }

    [Test]
    public void Its_commands_are_those_that_something_runs()
    {
        var commands = ReadmeCommands();
        // The first and the last are run by the tests here. The published folder is made, and run from
        // another place, by .ci/published.
        Assert.That(
            commands.Select(command => string.Join(' ', command.Split(' ').Take(2))),
            Is.EqualTo(new[] { "dotnet run", "dotnet test", "dotnet publish", "artifacts/axmonitor/axmonitor verify" })
        );
        Assert.That(File.ReadAllText(RepositoryRoot.Combine(".ci", "run")), Does.Contain(".ci/published"));
        var published = File.ReadAllText(RepositoryRoot.Combine(".ci", "published"));
        Assert.That(published, Does.Contain(commands[2].Split(" -o ")[0] + " -o "), commands[2]);
    }

    [Test]
    public void Its_test_command_runs_every_test_project()
    {
        var command = ReadmeCommands().Single(c => c.StartsWith("dotnet test ", StringComparison.Ordinal));
        var solution = File.ReadAllText(RepositoryRoot.Combine(command.Split(' ')[2]));
        var projects = Directory
            .EnumerateFiles(RepositoryRoot.Path, "*.Tests.csproj", SearchOption.AllDirectories)
            .Select(Path.GetFileName)
            .ToList();
        Assert.That(projects, Has.Count.GreaterThan(7));
        Assert.That(projects.Where(project => !solution.Contains(project!, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Its_verify_command_proves_a_server(CancellationToken cancellationToken)
    {
        await using var server = await SqlStandIn.StartAsync("SQL01", 0, "Watched-1", TimeProvider.System, cancellationToken);
        using TempFolder folder = new();
        // As it is written, with a server that exists and an administrator of it; short, by what it leaves
        // out.
        var connection = ConnectionArgument().Match(ReadmeCommands()[^1]).Groups["connection"].Value;
        Assert.That(connection, Is.EqualTo("Server=sql01;User ID=dba;Password={secret:Dba}"));
        connection = connection
            .Replace("sql01", $"127.0.0.1,{server.Port}", StringComparison.Ordinal)
            .Replace("ID=dba", "ID=sa", StringComparison.Ordinal);
        ProcessStartInfo start = new(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "axmonitor.dll"),
                "verify",
                "--connection",
                connection + ";Encrypt=false",
                "--classes",
                "Cpu*",
                "--seconds",
                "1",
                "--victims",
                "1",
            ]
        )
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AXMONITOR__Secrets__Dba"] = server.Password;
        using var verify = Process.Start(start)!;
        var output = verify.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = verify.StandardError.ReadToEndAsync(cancellationToken);
        await verify.WaitForExitAsync(cancellationToken);
        var files = Directory.GetFiles(folder.Path, "*.md");
        Assert.That(files, Has.Length.EqualTo(1), $"{await output}\n{await errors}");
        var result = await File.ReadAllTextAsync(files[0], cancellationToken);
        Assert.That(result, Does.Contain("| version | ok | 13.0.5026.0 SP2, ").And.Not.Contain(server.Password));
    }

    private static List<string> ReadmeCommands() =>
        [
            .. Commands()
                .Matches(File.ReadAllText(RepositoryRoot.Combine("README.md")))
                .Select(match => match.Groups["command"].Value.TrimEnd()),
        ];

    [GeneratedRegex(@"^```\r?\n(?<command>[^\r\n]+)\r?\n```", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Commands();

    [GeneratedRegex(@"--connection ""(?<connection>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ConnectionArgument();

    [GeneratedRegex(@"^```\r?\n(?<command>dotnet run [^\r\n]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirstCommand();

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PortalAddress();
}
