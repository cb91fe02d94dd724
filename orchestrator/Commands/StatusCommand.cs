// `axmonitor status`: the facts of report.CollectorStatus as a table or as JSON.
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Tells how the collectors stand.</summary>
public static class StatusCommand
{
    private static readonly JsonSerializerOptions JsonFormat = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The command; exit code 1 when an enabled collector is not collecting.</summary>
    public static Command Build(TextWriter output, Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded)
    {
        var instance = new Option<string?>("--instance") { Description = "Only this instance." };
        var json = new Option<bool>("--json") { Description = "Prints the result as one JSON document." };
        var command = new Command(
            "status",
            "Tells of each collector on each instance whether it is collecting, and if not, why and what to do."
        )
        {
            instance,
            json,
        };
        command.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    async options =>
                    {
                        using var host = OrchestratorHost.Build(options);
                        var operations = host.Services.GetRequiredService<IOperations>();
                        var lines = await operations.GetCollectorStatusAsync(parsed.GetValue(instance), cancel);
                        if (lines.Count == 0)
                        {
                            throw new ConfigurationException([
                                parsed.GetValue(instance) is { } name
                                    ? $"The repository knows no instance '{name}'."
                                    : "The repository knows no instance; add one with: axmonitor instance add --name NAME",
                            ]);
                        }

                        await output.WriteLineAsync(
                            parsed.GetValue(json) ? JsonSerializer.Serialize(lines, JsonFormat) : Table(lines)
                        );
                        return lines.Any(l => !l.IsCollecting && l.State != "disabled") ? 1 : 0;
                    }
                )
        );
        return command;
    }

    private static string Table(IReadOnlyList<CollectorStatus> lines)
    {
        string[][] rows =
        [
            ["Instance", "Collector", "Every", "Latest data", "Source", "Standing"],
            .. lines.Select(l =>
                (string[])
                    [
                        l.InstanceName,
                        l.CollectorName,
                        Duration(l.EffectiveIntervalMs),
                        l.DataAgeMs is { } age ? Duration(age) + " ago" : "none",
                        l.LastSourceMs is { } ms ? $"{ms} ms" : "",
                        l.Standing + (l.TruncatedAt is { } at ? $"; left something out at {at:yyyy-MM-dd HH:mm:ss} UTC" : ""),
                    ]
            ),
        ];
        var widths = Enumerable.Range(0, rows[0].Length - 1).Select(c => rows.Max(r => r[c].Length)).ToArray();
        var text = new List<string>();
        for (var i = 0; i < rows.Length; i++)
        {
            text.Add(string.Concat(rows[i].Take(widths.Length).Select((cell, c) => cell.PadRight(widths[c] + 2))) + rows[i][^1]);
            if (i > 0)
            {
                var indent = new string(' ', widths.Sum() + 2 * widths.Length);
                text.AddRange(
                    new[] { lines[i - 1].Remedy, lines[i - 1].Missing is { } missing ? "without: " + missing : null }
                        .Where(t => t is not null)
                        .Select((t, n) => indent + (n == 0 && lines[i - 1].Remedy is not null ? "remedy: " : "") + t)
                );
            }
        }

        return string.Join(Environment.NewLine, text);
    }

    private static string Duration(long ms) =>
        ms switch
        {
            < 1000 => $"{ms} ms",
            < 120_000 => string.Create(CultureInfo.InvariantCulture, $"{ms / 1000.0:0.#} s"),
            < 7_200_000 => string.Create(CultureInfo.InvariantCulture, $"{ms / 60_000.0:0.#} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{ms / 3_600_000.0:0.#} h"),
        };
}
