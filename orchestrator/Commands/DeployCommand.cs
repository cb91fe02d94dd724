// `axmonitor deploy xe`: makes the event sessions that collectors read, and tells of each what was done.
using System.CommandLine;
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.EventSessions;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>The command and its output.</summary>
internal static class DeployCommand
{
    private static readonly JsonSerializerOptions JsonFormat = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Build(
        TextWriter output,
        Command database,
        Command reports,
        Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded
    )
    {
        var instance = new Option<string?>("--instance")
        {
            Description = "Connection name of the instance, as under Instances in the settings.",
        };
        var script = new Option<bool>("--script")
        {
            Description = "Prints the scripts of the event sessions, for an administrator to run, and connects to nothing.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Prints the T-SQL that would be run, and changes nothing." };
        var threshold = new Option<int?>("--set-blocked-process-threshold")
        {
            Description =
                "Also sets the server's option 'blocked process threshold (s)': 0 for off, or 5 to 86400 seconds. Without this it is never changed.",
        };
        var json = new Option<bool>("--json") { Description = "Prints the result as one JSON document." };
        var xe = new Command(
            "xe",
            "Creates or updates AxMonitor's event sessions on an instance, and starts them. Safe to repeat."
        )
        {
            instance,
            dryRun,
            script,
            threshold,
            json,
        };
        xe.Validators.Add(result =>
        {
            if (result.GetValue(instance) is null && !result.GetValue(script))
            {
                result.AddError("Option '--instance' is required, or '--script' to print the scripts.");
            }
        });
        xe.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    async options =>
                    {
                        var folder = EventSessionDeployment.DefaultFolder;
                        if (parsed.GetValue(script))
                        {
                            var texts = new EventSessionDeployment(folder, static _ => { }).SessionScripts().Select(s => s.Text);
                            await output.WriteLineAsync(string.Join("GO\n", texts).TrimEnd());
                            return 0;
                        }

                        var name = parsed.GetValue(instance)!;
                        if (!options.Instances.TryGetValue(name, out var connectionString))
                        {
                            var known =
                                options.Instances.Count == 0
                                    ? "none is configured"
                                    : "known are "
                                        + string.Join(", ", options.Instances.Keys.Order(StringComparer.OrdinalIgnoreCase));
                            throw new ConfigurationException([
                                $"There is no instance '{name}'; {known}. Set AXMONITOR__Instances__{name} to add it.",
                            ]);
                        }

                        var result = await Terminal
                            .Of(output)
                            .WithProgressAsync(step =>
                                new EventSessionDeployment(folder, step).RunAsync(
                                    name,
                                    connectionString,
                                    parsed.GetValue(dryRun),
                                    parsed.GetValue(threshold),
                                    cancel
                                )
                            );
                        await output.WriteLineAsync(
                            parsed.GetValue(json) ? JsonSerializer.Serialize(result, JsonFormat) : Text(result)
                        );
                        return result.MissingGrants.Count == 0 ? 0 : 1;
                    }
                )
        );
        return new Command("deploy", "Brings the repository and watched instances to the state AxMonitor needs.") { database, reports, xe };
    }

    // The text of a dry run is itself a T-SQL script: what is not a statement is a comment.
    internal static string Text(DeploymentResult result)
    {
        var lines = new List<string>();
        var mark = result.IsDryRun ? "-- " : "";
        foreach (var session in result.Sessions)
        {
            var started = session.IsStarted
                ? result.IsDryRun
                    ? " and started"
                    : ", started"
                : "";
            lines.Add($"{mark}{session.EventSession}: {(result.IsDryRun ? "would be " : "")}{session.Action}{started}");
            Statements(session.Statements);
        }

        lines.Add(mark + Threshold(result));
        Statements(result.Threshold.Statements);
        lines.AddRange(result.MissingGrants.Select(g => $"-- Missing; an administrator of the server has to run in master: {g}"));
        return string.Join(Environment.NewLine, lines);

        void Statements(string text)
        {
            if (result.IsDryRun && text.Length > 0)
            {
                lines.Add(text.TrimEnd().ReplaceLineEndings());
            }
        }
    }

    private static string Threshold(DeploymentResult result)
    {
        const string option = "blocked process threshold (s)";
        var (old, next, statements, _) = result.Threshold;
        if (statements.Length > 0)
        {
            return $"{option}: {(result.IsDryRun ? "would be " : "")}changed from {old} to {next}";
        }

        return old switch
        {
            0 => $"{option}: 0, so no blocked process is reported; --set-blocked-process-threshold 10 would set it",
            < 5 =>
                $"{option}: {old}; values of 1 to 4 keep the deadlock monitor running all the time, --set-blocked-process-threshold 5 would set 5",
            _ => $"{option}: {old}, unchanged",
        };
    }
}
