// The files for containers fit the repository: what they copy and mount is there, what they set is a setting,
// what they start is a command. Whether an engine builds them is tried where there is one.
using System.Text.RegularExpressions;
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Tests;

public sealed partial class ContainerFilesTests
{
    private static readonly string Folder = RepositoryRoot.Combine("deploy", "container");
    private static readonly string Dockerfile = File.ReadAllText(Path.Combine(Folder, "Dockerfile"));
    private static readonly string Compose = File.ReadAllText(Path.Combine(Folder, "compose.yml"));

    [Test]
    public void Every_line_of_the_Dockerfile_begins_with_an_instruction()
    {
        var lines = Dockerfile
            .Replace("\\\n", "", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'));
        Assert.That(lines, Has.All.Matches("^(FROM|WORKDIR|COPY|RUN|ENV|USER|ENTRYPOINT|CMD) "));
        Assert.That(Dockerfile, Does.Contain("ENTRYPOINT [\"dotnet\", \"axmonitor.dll\"]").And.Contain("CMD [\"run\"]"));
        Assert.That(Dockerfile, Does.Contain("USER app"), "it does not run as root");
    }

    [Test]
    public void What_is_mounted_is_there() =>
        Assert.That(
            Mounts()
                .Matches(Compose)
                .Select(m => m.Groups["source"].Value)
                .Where(source => source != "./secrets")
                .Where(source => !Path.Exists(Path.Combine(Folder, source))),
            Is.Empty
        );

    [Test]
    public void What_they_set_is_a_setting()
    {
        var root = new ConfigurationBuilder()
            .AddInMemoryCollection(
                Variables()
                    .Matches(Dockerfile + Compose)
                    .Select(m => KeyValuePair.Create("AxMonitor:" + m.Groups["key"].Value.Replace("__", ":", StringComparison.Ordinal), (string?)m.Groups["value"].Value))
                    .Append(KeyValuePair.Create("AxMonitor:Repository:ConnectionString", (string?)"Server=x;Database=y"))
            )
            .Build();
        var options = OptionsReader.Read(root);
        Assert.That(
            (options.Observe.Port, options.Desk.Port, options.Owner),
            Is.EqualTo(((int?)9464, (int?)null, "compose:axmonitor"))
        );
    }

    [Test]
    public void The_services_that_Prometheus_looks_for_share_one_network()
    {
        var prometheus = File.ReadAllText(RepositoryRoot.Combine("deploy", "prometheus", "prometheus.yml"));
        Assert.That(prometheus, Does.Contain("127.0.0.1:9464").And.Contain("127.0.0.1:9093"));
        Assert.That(
            Regex.Count(Compose, "network_mode: service:axmonitor", RegexOptions.None, TimeSpan.FromSeconds(1)),
            Is.EqualTo(3)
        );
    }

    [GeneratedRegex(@"- (?<source>\.[^:\s]*):/", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mounts();

    [GeneratedRegex(
        @"AXMONITOR__(?<key>\w+)(=|: )(?<value>[^\s\\]*)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Variables();
}
