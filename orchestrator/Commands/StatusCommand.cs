// `axmonitor status`: the facts of report.CollectorStatus as a table or as JSON.
using System.CommandLine;
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Tells how the collectors stand.</summary>
public static class StatusCommand
{
    private const int NoSuchObject = 208;
    private const int NotAllowed = 229;
    private const int NoSuchProcedure = 2812;
    private static readonly string[] Headings = ["Instance", "Collector", "Every", "Latest data", "Source", "Standing"];
    private static readonly JsonSerializerOptions JsonFormat = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The command; exit code 1 when an enabled collector is not collecting.</summary>
    public static Command Build(TextWriter output, Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded)
    {
        var instance = new Option<string?>("--instance") { Description = "Only this instance." };
        var daily = new Option<bool>("--daily")
        {
            Description = "What wants attention this morning: alerts, data, messages and service levels, in a few lines.",
        };
        var json = new Option<bool>("--json") { Description = "Prints the result as one JSON document." };
        var command = new Command(
            "status",
            "Tells of each collector on each instance whether it is collecting, and if not, why and what to do."
        )
        {
            instance,
            daily,
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
                        var (clock, lines) = await AskAsync(options, operations, parsed.GetValue(instance), cancel);
                        if (lines.Count == 0)
                        {
                            throw new ConfigurationException([
                                parsed.GetValue(instance) is { } name
                                    ? $"The repository knows no instance '{name}'."
                                    : "The repository knows no instance; add one with: axmonitor instance add --name NAME",
                            ]);
                        }

                        if (parsed.GetValue(daily))
                        {
                            var alerting = host.Services.GetRequiredService<IAlerting>();
                            var day = DailyStatus.Of(
                                lines,
                                await alerting.GetGaugesAsync(cancel),
                                await alerting.GetServiceLevelsAsync(cancel),
                                clock.Fault,
                                clock.HeldPurges
                            );
                            await output.WriteLineAsync(
                                parsed.GetValue(json)
                                    ? JsonSerializer.Serialize(day, JsonFormat)
                                    : string.Join(Environment.NewLine, day.Lines)
                            );
                            return day.WantsAttention ? 1 : 0;
                        }

                        if (parsed.GetValue(json))
                        {
                            await output.WriteLineAsync(JsonSerializer.Serialize(lines, JsonFormat));
                        }
                        else
                        {
                            await output.WriteLineAsync(Heading(lines));
                            await WriteAsync(Terminal.Of(output), lines);
                            if (clock.Fault is { } fault)
                            {
                                await output.WriteLineAsync("An orchestrator on this machine does nothing: " + fault);
                            }

                            if (clock.IsSimulated)
                            {
                                await output.WriteLineAsync(
                                    "Setting ClockIsSimulated is 1: the repository accepts any time as the present."
                                );
                            }

                            if (clock.HeldPurges is { } held)
                            {
                                await output.WriteLineAsync(held);
                            }
                        }

                        return lines.Any(l => !l.IsCollecting && l.State is not ("disabled" or "paused")) ? 1 : 0;
                    }
                )
        );
        return command;
    }

    private static async Task<(RepositoryClock Clock, IReadOnlyList<CollectorStatus> Lines)> AskAsync(
        OrchestratorOptions options,
        IOperations operations,
        string? instance,
        CancellationToken cancel
    )
    {
        try
        {
            return (await operations.GetClockAsync(cancel), await operations.GetCollectorStatusAsync(instance, cancel));
        }
        catch (SqlException e)
        {
            var remedy = e.Number is NoSuchProcedure or NoSuchObject or NotAllowed
                ? "Deploy the AxMonitor database there (axmonitor deploy database), and give the login the role axmonitor_collector."
                : "axmonitor check says what to do.";
            throw new InvalidOperationException(
                $"the repository {ConnectionStrings.Describe(options.RepositoryConnectionString)} does not answer as it should: {e.Message} {remedy}",
                e
            );
        }
    }

    /// <summary>Of each instance, how old what is known of it is, or that nothing comes.</summary>
    internal static string Heading(IReadOnlyList<CollectorStatus> lines) =>
        string.Join(
            Environment.NewLine,
            lines.Where(l => l.State != "disabled").GroupBy(l => l.InstanceName, StringComparer.Ordinal).Select(Sentence)
        );

    private static string Sentence(IGrouping<string, CollectorStatus> instance)
    {
        var on = instance.Count(l => l.IsCollecting);
        var latest = instance.MaxBy(l => l.LastSuccessAt);
        var age = latest is { LastSuccessAt: { } at, DataAgeMs: { } ms }
            ? $"data as of {at:yyyy-MM-dd HH:mm:ss} UTC ({DurationText.Of(ms)} ago)"
            : "no data yet";
        return on == 0 ? $"{instance.Key}: NOT COLLECTING; {age}"
            : on < instance.Count() ? $"{instance.Key}: {instance.Count() - on} of {instance.Count()} collectors are not collecting; {age}"
            : $"{instance.Key}: {age}";
    }

    internal static Task WriteAsync(Terminal terminal, IReadOnlyList<CollectorStatus> lines) =>
        terminal.WriteAsync(Headings, lines.Select(Row), Lines(lines));

    /// <summary>At a terminal the state has a colour, and what to do about it stands below the
    /// reason.</summary>
    private static string[] Row(CollectorStatus line)
    {
        string[] cells = [.. Cells(line).Select(Terminal.Escape)];
        var color =
            line.IsCollecting ? "green"
            : line.State == "disabled" ? "grey"
            : "red";
        cells[^1] = string.Join(
            '\n',
            Notes(line).Select(n => $"[grey]{Terminal.Escape(n)}[/]").Prepend($"[{color}]{cells[^1]}[/]")
        );
        return cells;
    }

    private static IEnumerable<string> Lines(IReadOnlyList<CollectorStatus> lines)
    {
        var cells = lines.Select(Cells).ToList();
        var widths = Headings[..^1].Select((h, c) => cells.Append(Headings).Max(r => r[c].Length) + 2).ToArray();
        yield return Padded(Headings);
        for (var i = 0; i < lines.Count; i++)
        {
            yield return Padded(cells[i]);
            foreach (var note in Notes(lines[i]))
            {
                yield return new string(' ', widths.Sum()) + note;
            }
        }

        string Padded(string[] row) => string.Concat(widths.Select((w, c) => row[c].PadRight(w))) + row[^1];
    }

    private static string[] Cells(CollectorStatus line) =>
        [
            line.InstanceName,
            line.CollectorName,
            DurationText.Of(line.EffectiveIntervalMs),
            line.DataAgeMs is { } age ? DurationText.Of(age) + " ago" : "none",
            line.LastSourceMs is { } ms ? $"{ms} ms" : "",
            line.Standing + (line.TruncatedAt is { } at ? $"; left something out at {at:yyyy-MM-dd HH:mm:ss} UTC" : ""),
        ];

    private static IEnumerable<string> Notes(CollectorStatus line)
    {
        if (line.Remedy is { } remedy)
        {
            yield return "remedy: " + remedy;
        }

        if (line.Missing is { } missing)
        {
            yield return "without: " + missing;
        }
    }
}
