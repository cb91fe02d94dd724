// `axmonitor collector list` and `show`: what the collector files declare, and the whole text of one of them
// as the watched server gets it, to be read or run in Management Studio. `set-text` gives an instance a text
// of its own.
using System.CommandLine;
using System.Data;
using System.Globalization;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Collect.Guard;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>The commands and their output.</summary>
internal static class CollectorCommand
{
    public static Command Build(TextWriter output, Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded)
    {
        var list = new Command("list", "Lists the collector files with their interval, time-out, row limit and needs.");
        list.SetAction(
            (parsed, _) =>
                guarded(
                    parsed,
                    async options =>
                    {
                        var catalog = new CollectorCatalog(options.CollectorsFolder);
                        foreach (var name in catalog.Names)
                        {
                            await output.WriteLineAsync(Line(catalog.Get(name)));
                        }

                        return 0;
                    }
                )
        );

        var collector = new Argument<string>("name") { Description = "Name of the collector, such as Waits." };
        var instance = new Option<string?>("--instance")
        {
            Description =
                "Name of an instance in the repository: its own text, where it has one, and the parameters of its next run, "
                + "declared above it, so that the whole can be run as it is.",
        };
        var show = new Command("show", "Prints the whole text of a collector, what it includes in place.") { collector, instance };
        show.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    async options =>
                    {
                        var name = parsed.GetValue(collector)!;
                        await output.WriteLineAsync(
                            parsed.GetValue(instance) is { } instanceName
                                ? await ForInstanceAsync(options, name, instanceName, cancel)
                                : new CollectorCatalog(options.CollectorsFolder).Get(name).Text.TrimEnd()
                        );
                        return 0;
                    }
                )
        );
        return new Command("collector", "The collectors, which read from watched instances.") { list, show, SetText(output, guarded) };
    }

    private static Command SetText(TextWriter output, Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded)
    {
        var collector = new Argument<string>("name") { Description = "Name of the collector, such as Batch." };
        var instance = new Option<string>("--instance") { Description = "Name of the instance in the repository.", Required = true };
        var file = new Option<string?>("--file")
        {
            Description = "File with the text, one batch that only reads; without it the collector's own file counts again.",
        };
        var save = new Option<bool>("--save")
        {
            Description = "Saves the text. Without it, it is judged and shown, and nothing changes.",
        };
        var command = new Command(
            "set-text",
            "Gives an instance its own text of a collector, which the service then runs on that server. Needs axmonitor_admin."
        )
        {
            collector,
            instance,
            file,
            save,
        };
        command.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    options =>
                        SetTextAsync(
                            options,
                            new OwnText(
                                parsed.GetValue(collector)!,
                                parsed.GetValue(instance)!,
                                parsed.GetValue(file),
                                parsed.GetValue(save)
                            ),
                            output,
                            cancel
                        )
                )
        );
        return command;
    }

    private static async Task<int> SetTextAsync(
        OrchestratorOptions options,
        OwnText own,
        TextWriter output,
        CancellationToken cancel
    )
    {
        var text = own.File is null ? null : await File.ReadAllTextAsync(own.File, cancel);
        if (text is not null)
        {
            await output.WriteLineAsync(text.TrimEnd());
            await output.WriteLineAsync();
            var faults = CollectorTextGuard.Faults(text);
            foreach (var fault in faults)
            {
                await output.WriteLineAsync($"REFUSED  {own.File}, {fault}.");
            }

            if (faults.Count > 0)
            {
                return 1;
            }

            CollectorFile.ReadNeeds(text, own.File!);
        }

        var what = text is null ? $"{own.Collector}'s own file" : $"this text of {own.Collector}";
        if (!own.IsSaved)
        {
            await output.WriteLineAsync(
                $"Nothing was changed. With --save the service runs {what} on {own.Instance}, as its login on that server."
            );
            return 0;
        }

        using var host = OrchestratorHost.Build(options);
        await host
            .Services.GetRequiredService<IOperations>()
            .SetCollectorTextAsync(own.Instance, own.Collector, text, Environment.UserName, cancel);
        await output.WriteLineAsync($"Saved. The service runs {what} on {own.Instance} from its next schedule on.");
        return 0;
    }

    /// <summary>The parameters of a batch as T-SQL declares them.</summary>
    internal static string Declarations(IReadOnlyList<BatchParameter> parameters) =>
        string.Concat(parameters.Select(p => $"DECLARE @{p.Name} {TypeName(p)} = {Literal(p.Value)};\n"));

    private static async Task<string> ForInstanceAsync(
        OrchestratorOptions options,
        string name,
        string instanceName,
        CancellationToken cancel
    )
    {
        using var host = OrchestratorHost.Build(options);
        var schedule = await host.Services.GetRequiredService<IOperations>().GetScheduleAsync(cancel);
        var scheduled =
            schedule.FirstOrDefault(s => Same(s.InstanceName, instanceName) && Same(s.CollectorName, name))
            ?? throw new ConfigurationException([
                $"The repository schedules no collector '{name}' on an instance '{instanceName}'; see axmonitor status.",
            ]);
        var parameters = await host.Services.GetRequiredService<CollectorParameters>().ForAsync(scheduled, cancel);
        var text = scheduled.QueryText ?? new CollectorCatalog(options.CollectorsFolder).Get(name).Text;
        return Declarations(parameters) + "\n" + text.TrimEnd();
    }

    private static string Line(CollectorFile file)
    {
        var needs = string.Join("; ", file.Needs.Where(n => !n.IsOptional).Select(n => n.Text));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{file.Name,-18} every {Text(file.Interval),-6} time-out {Text(file.Timeout),-6} rows {file.RowLimit,7}  needs {(needs.Length == 0 ? "nothing" : needs)}"
        );
    }

    private static string Text(TimeSpan time) =>
        time.TotalHours >= 1 && time.Minutes == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    private static string TypeName(BatchParameter parameter) =>
        parameter.Type switch
        {
            SqlDbType.NVarChar or SqlDbType.VarChar or SqlDbType.VarBinary =>
                $"{parameter.Type.ToString().ToLowerInvariant()}(max)",
            SqlDbType.Decimal => "decimal(38, 10)",
            _ => parameter.Type.ToString().ToLowerInvariant(),
        };

    private static string Literal(object? value) =>
        value switch
        {
            null or DBNull => "NULL",
            string text => $"N'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            DateTime time => $"'{time.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture)}'",
            bool bit => bit ? "1" : "0",
            Guid guid => $"'{guid}'",
            byte[] bytes => "0x" + Convert.ToHexString(bytes),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"A value of type {value.GetType().Name} has no literal in T-SQL."),
        };

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private sealed record OwnText(string Collector, string Instance, string? File, bool IsSaved);
}
