// `axmonitor check`: shows what the checks find, as a table, as lines or as JSON.
using System.CommandLine;
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>The command and its output.</summary>
internal static class CheckCommand
{
    private static readonly JsonSerializerOptions JsonFormat = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The command; exit code 1 when something is wrong.</summary>
    public static Command Build(TextWriter output, Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded)
    {
        var json = new Option<bool>("--json") { Description = "Prints the result as one JSON document." };
        var instance = new Option<string?>("--instance") { Description = "Looks at this instance only." };
        var command = new Command(
            "check",
            "Checks configuration, repository, instances, what the collectors need there, and mail server; prints what is wrong and the remedy."
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
                        var terminal = Terminal.Of(output);
                        var findings = await terminal.WithProgressAsync(step =>
                            new Checks(options, parsed.GetValue(instance), step).RunAsync(cancel)
                        );
                        if (parsed.GetValue(json))
                        {
                            await output.WriteLineAsync(JsonSerializer.Serialize(findings, JsonFormat));
                        }
                        else
                        {
                            await WriteAsync(terminal, findings);
                        }

                        return findings.All(f => f.IsGood) ? 0 : 1;
                    }
                )
        );
        return command;
    }

    internal static Task WriteAsync(Terminal terminal, IReadOnlyList<CheckFinding> findings) =>
        terminal.WriteAsync(["", "What", "Finding"], findings.Select(f => f.ToRow()), findings.Select(f => f.ToString()));
}
