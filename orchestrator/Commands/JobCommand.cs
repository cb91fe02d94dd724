// `axmonitor job`: long work from the command line, queued as at the desk and done by the service, with a bar
// that says how far it is.
using System.CommandLine;
using System.Data;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk.Pages;
using AxMonitor.Orchestrator.Jobs.Long;
using AxMonitor.Orchestrator.Repository;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Queues, watches and cancels jobs; a job that fails ends the command with 1.</summary>
internal static class JobCommand
{
    private const int Refused = 50095;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly string[] Headings = ["Job", "Kind", "State", "Who", "How far"];

    /// <summary>The command.</summary>
    public static Command Build(TextWriter output, Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded)
    {
        var number = new Argument<int>("JOB") { Description = "Its number, as list shows it." };
        var file = new Option<string?>("--output") { Description = "Writes what the job made into this file." };
        var detached = new Option<bool>("--no-wait") { Description = "Queues it and does not wait for its end." };
        var from = new Option<DateTime>("--from") { Description = "First day, UTC.", Required = true };
        var to = new Option<DateTime>("--to") { Description = "Last day, UTC.", Required = true };
        var sets = new Option<string>("--sets")
        {
            Description = $"What: {string.Join(',', ExportWork.Sets)}.",
            DefaultValueFactory = _ => "alerts",
        };
        var instance = new Option<string?>("--instance") { Description = "Of this one alone." };
        var format = new Option<string>("--format") { Description = "csv or json.", DefaultValueFactory = _ => "csv" };
        format.AcceptOnlyFromAmong("csv", "json");

        var list = new Command("list", "The latest jobs.");
        list.SetAction((parsed, cancel) => guarded(parsed, options => ListAsync(options, output, cancel)));
        var watch = new Command("watch", "Shows how far a job is until it ends.") { number, file };
        watch.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    options => WatchAsync(options, parsed.GetValue(number), parsed.GetValue(file), output, cancel)
                )
        );
        var stop = new Command("cancel", "Has a job end at its next step.") { number };
        stop.SetAction(
            (parsed, cancel) =>
                guarded(parsed, options => CancelAsync(options, parsed.GetValue(number), output, cancel))
        );
        var export = new Command("export", "Packs a period into a zip archive.")
        {
            from,
            to,
            sets,
            instance,
            format,
            file,
            detached,
        };
        export.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    options =>
                    {
                        var asked = new ExportArguments(
                            parsed
                                .GetValue(sets)!
                                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                            DateTime.SpecifyKind(parsed.GetValue(from).Date, DateTimeKind.Utc),
                            DateTime.SpecifyKind(parsed.GetValue(to).Date.AddDays(1), DateTimeKind.Utc),
                            parsed.GetValue(instance),
                            parsed.GetValue(format)!
                        );
                        return ExportWork.Fault(asked) is { } fault
                            ? throw new ConfigurationException([fault])
                            : StartAsync(options, "ops.QueueJob", "Export", WorkArguments.Write(asked), parsed, cancel);
                    }
                )
        );
        var check = new Command("check", "Checks the repository's database, its settings and the collectors.") { file, detached };
        check.SetAction(
            (parsed, cancel) =>
                guarded(parsed, options => StartAsync(options, "ops.QueueRepositoryJob", "CheckRepository", "{}", parsed, cancel))
        );
        var baselines = new Command("baselines", "Builds all baselines anew from the stored history.") { detached };
        baselines.SetAction(
            (parsed, cancel) =>
                guarded(parsed, options => StartAsync(options, "ops.QueueRepositoryJob", "BuildBaselines", "{}", parsed, cancel))
        );
        return new Command("job", "Long work that the service does: queue, watch, cancel.")
        {
            list,
            watch,
            stop,
            export,
            check,
            baselines,
        };

        async Task<int> StartAsync(
            OrchestratorOptions options,
            string procedure,
            string kind,
            string arguments,
            ParseResult parsed,
            CancellationToken cancel
        )
        {
            var id = await CallAsync(
                options,
                connection =>
                    connection.ExecuteScalarAsync<int>(
                        Call(
                            procedure,
                            new
                            {
                                KindName = kind,
                                ArgumentsJson = arguments,
                                ChangedBy = Who,
                                Now,
                            },
                            cancel
                        )
                    ),
                cancel
            );
            await output.WriteLineAsync($"Job {id} is queued.");
            var target = parsed.CommandResult.Command.Options.Contains(file) ? parsed.GetValue(file) : null;
            return parsed.GetValue(detached) ? 0 : await WatchAsync(options, id, target, output, cancel);
        }
    }

    private static string Who => $"{Environment.UserName}@{Environment.MachineName}";

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private static async Task<int> ListAsync(OrchestratorOptions options, TextWriter output, CancellationToken cancel)
    {
        var jobs = await CallAsync(
            options,
            async connection =>
                (await connection.QueryAsync<JobRow>(Call("report.JobList", new { PageSize = 20 }, cancel))).AsList(),
            cancel
        );
        await Terminal
            .Of(output)
            .WriteAsync(
                Headings,
                jobs.Select(j => Cells(j).Select(Terminal.Escape).ToArray()),
                jobs.Select(j => string.Join("  ", Cells(j)))
            );
        return 0;
    }

    private static async Task<int> CancelAsync(OrchestratorOptions options, int id, TextWriter output, CancellationToken cancel)
    {
        await CallAsync(
            options,
            connection =>
                connection.ExecuteAsync(
                    Call(
                        "ops.CancelJob",
                        new
                        {
                            JobId = id,
                            ChangedBy = Who,
                            Now,
                        },
                        cancel
                    )
                ),
            cancel
        );
        await output.WriteLineAsync($"Job {id} ends at its next step.");
        return 0;
    }

    private static async Task<int> WatchAsync(
        OrchestratorOptions options,
        int id,
        string? file,
        TextWriter output,
        CancellationToken cancel
    )
    {
        var ended = await Terminal
            .Of(output)
            .WithBarAsync(async report =>
            {
                while (true)
                {
                    var job =
                        await CallAsync(
                            options,
                            connection =>
                                connection.QueryFirstOrDefaultAsync<JobRow>(Call("report.JobList", new { JobId = id }, cancel)),
                            cancel
                        ) ?? throw new ConfigurationException([$"There is no job {id}."]);
                    report(job.PercentDone, job.Line);
                    if (!job.IsActive)
                    {
                        return job;
                    }

                    await Task.Delay(Interval, TimeProvider.System, cancel);
                }
            });
        await output.WriteLineAsync($"Job {id} is {ended.State}: {ended.ResultText}");
        if (file is not null && ended.FileName is not null)
        {
            var made = await CallAsync(
                options,
                connection => connection.QuerySingleAsync<JobFileRow>(Call("report.JobFile", new { JobId = id }, cancel)),
                cancel
            );
            await File.WriteAllBytesAsync(file, made.FileContent, cancel);
            await output.WriteLineAsync($"{made.FileContent.Length} bytes are in {file}.");
        }

        return ended.State == "done" ? 0 : 1;
    }

    private static string[] Cells(JobRow job) =>
        [
            job.JobId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            job.Title,
            job.State,
            job.QueuedBy,
            job.IsActive ? job.Line : (job.ResultText ?? "").Split('\n')[0],
        ];

    /// <summary>As an administrator of the desk: the service's own login may not queue jobs.</summary>
    private static async Task<T> CallAsync<T>(
        OrchestratorOptions options,
        Func<SqlConnection, Task<T>> work,
        CancellationToken cancel
    )
    {
        var repository = new RepositoryConnection(options, TimeProvider.System, actsAs: "axmonitor_desk_admin");
        try
        {
            await using var connection = await repository.OpenAsync(cancel);
            return await work(connection);
        }
        catch (SqlException e) when (e.Number == Refused)
        {
            throw new ConfigurationException([e.Message]);
        }
    }

    private static CommandDefinition Call(string procedure, object parameters, CancellationToken cancel) =>
        new(procedure, parameters, commandType: CommandType.StoredProcedure, cancellationToken: cancel);
}
