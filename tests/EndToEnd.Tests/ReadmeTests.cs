// What README promises a newcomer: its first command, run as it is written there, from the folder of the
// repository.
using System.Diagnostics;
using System.Text.RegularExpressions;
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

    [GeneratedRegex(@"^```\r?\n(?<command>dotnet run [^\r\n]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirstCommand();

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PortalAddress();
}
