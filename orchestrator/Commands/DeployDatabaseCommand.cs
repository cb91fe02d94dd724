// `axmonitor deploy database`: creates the repository and brings it up to date, says what it would do, or
// writes the script to do it by hand.
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AxMonitor.Database.Deploy;
using AxMonitor.Orchestrator.Configuration;
using Microsoft.Data.SqlClient;
using Spectre.Console;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>The command and its output.</summary>
internal static class DeployDatabaseCommand
{
    private const int CannotOpenDatabase = 4060;
    private const int LongestWaitSeconds = 86_400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly JsonSerializerOptions JsonFormat = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <param name="guarded">Reads the settings, with some overridden, and turns errors into an exit
    /// code.</param>
    /// <param name="withoutSettings">Turns errors into an exit code.</param>
    public static Command Build(
        TextWriter output,
        Func<ParseResult, IReadOnlyList<string>, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded,
        Func<Func<Task<int>>, Task<int>> withoutSettings
    )
    {
        var connection = new Option<string?>("--connection")
        {
            Description =
                "Connection string of a login that may change the schema, in place of Repository:ConnectionString; its password as Password={secret:NAME}.",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Lists the scripts that would be applied, and changes nothing.",
        };
        var create = new Option<bool>("--create-database") { Description = "Creates the database where it is missing." };
        var wait = new Option<int>("--wait")
        {
            Description = "Seconds to wait for another deployment of the same database.",
            DefaultValueFactory = _ => 60,
        };
        wait.Validators.Add(result =>
        {
            // What is no number at all is refused before.
            if (
                result.Tokens is [{ Value: var text }]
                && int.TryParse(text, CultureInfo.InvariantCulture, out var seconds)
                && seconds is < 0 or > LongestWaitSeconds
            )
            {
                result.AddError($"--wait takes seconds, 0 to {LongestWaitSeconds}");
            }
        });
        var json = new Option<bool>("--json") { Description = "Prints the result as one JSON document." };
        var script = new Option<string?>("--script")
        {
            Description =
                "Writes the T-SQL to run by hand into a file, or to standard output when none is named, and connects to no server.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "database",
            "Creates the repository in its database, or upgrades it. Safe to repeat: what is there already is skipped."
        )
        {
            connection,
            dryRun,
            script,
            create,
            wait,
            json,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                if (parsed.GetResult(script) is not null)
                {
                    return await withoutSettings(() => WriteScriptAsync(output, parsed.GetValue(script), cancel));
                }

                var given = parsed.GetValue(connection);
                if (given is not null && ConnectionStrings.PasswordRefusal(given) is { } refusal)
                {
                    return await withoutSettings(() => throw new ConfigurationException([$"--connection {refusal}"]));
                }

                IReadOnlyList<string> overrides = given is null ? [] : [$"Repository:ConnectionString={given}"];
                return await guarded(
                    parsed,
                    overrides,
                    options =>
                        DeployAsync(
                            new Request(
                                ConnectionStrings.Complete(options.RepositoryConnectionString, "AxMonitor deploy", Patience),
                                parsed.GetValue(dryRun),
                                parsed.GetValue(create),
                                TimeSpan.FromSeconds(parsed.GetValue(wait)),
                                parsed.GetValue(json)
                            ),
                            output,
                            cancel
                        )
                );
            }
        );
        return command;
    }

    private static async Task<int> DeployAsync(Request request, TextWriter output, CancellationToken cancel)
    {
        var place = ConnectionStrings.Describe(request.ConnectionString);
        try
        {
            if (
                request.Creates
                && !request.IsDryRun
                && await RepositoryDatabase.CreateIfMissingAsync(request.ConnectionString, cancel)
            )
            {
                await Say($"{place} was created.");
            }

            if (request.IsDryRun)
            {
                var plan = await new DatabaseDeployment(Package, request.ConnectionString).PlanAsync(cancel);
                await output.WriteLineAsync(request.IsJson ? Json(place, plan, isDryRun: true, [], 0, []) : Text(place, plan));
                return 0;
            }

            var isTerminal = !request.IsJson && ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
            var outcome = isTerminal
                ? await DeploymentBar.RunAsync(AnsiConsole.Console, progress => RunAsync(request, progress, cancel))
                : await RunAsync(request, request.IsJson ? null : new DeploymentLines(output, place), cancel);
            var faults = await RepositoryDatabase.GetFaultsAsync(request.ConnectionString, cancel);
            await output.WriteLineAsync(
                request.IsJson
                    ? Json(place, outcome.Plan, isDryRun: false, outcome.Applied, outcome.DurationMs, faults)
                    : Text(place, outcome)
            );
            foreach (var wrong in faults)
            {
                await Say($"Warning, {wrong.Subject}: {wrong.Fault}.\n  Remedy: {wrong.Remedy}");
            }

            return 0;
        }
        catch (SqlException failure) when (failure.Number == CannotOpenDatabase)
        {
            throw new DeploymentException(
                $"{place}: {failure.Message.Split('\n')[0].Trim()} If it does not exist, create it, or let --create-database do so.",
                failure
            );
        }
        catch (OperationCanceledException)
        {
            throw new DeploymentException("Interrupted. What was applied stays; deploy again to go on.");
        }

        Task Say(string text) => request.IsJson ? Task.CompletedTask : output.WriteLineAsync(text);
    }

    private static DeploymentPackage Package => DeploymentPackage.Read(DeploymentPackage.DefaultFile);

    private static Task<DeploymentOutcome> RunAsync(Request request, IDeploymentProgress? progress, CancellationToken cancel) =>
        new DatabaseDeployment(Package, request.ConnectionString) { LockPatience = request.Wait, Progress = progress }.RunAsync(
            cancel
        );

    private static async Task<int> WriteScriptAsync(TextWriter output, string? file, CancellationToken cancel)
    {
        var text = HandScript.Write(Package);
        if (file is null)
        {
            await output.WriteAsync(text.AsMemory(), cancel);
            return 0;
        }

        // With a byte order mark: without one sqlcmd reads the file in the machine's own code page, and texts
        // such as ' · ' are damaged.
        await File.WriteAllTextAsync(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), cancel);
        await output.WriteLineAsync(
            $"{Path.GetFullPath(file)} was written; run it with: sqlcmd -b -I -f 65001 -i FILE -d DATABASE"
        );
        return 0;
    }

    private static string Text(string place, DeploymentPlan plan) =>
        plan.Scripts.Count == 0
            ? $"{place} has all of {plan.Version}; nothing would be applied."
            : $"{place}: {plan.Version} would apply {plan.Scripts.Count} scripts{(plan.IsNewDatabase ? " and create the repository" : "")}:\n  "
                + string.Join("\n  ", plan.Scripts);

    private static string Text(string place, DeploymentOutcome outcome) =>
        outcome.Applied.Count == 0
            ? $"{place} has all of {outcome.Plan.Version}; nothing was applied."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{place} has {outcome.Plan.Version} now: {outcome.Applied.Count} scripts in {outcome.DurationMs / 1000.0:0.0} s."
            );

    private static string Json(
        string place,
        DeploymentPlan plan,
        bool isDryRun,
        IReadOnlyList<AppliedScript> applied,
        long durationMs,
        IReadOnlyList<RepositoryFault> faults
    ) =>
        JsonSerializer.Serialize(
            new
            {
                Database = place,
                plan.Version,
                plan.IsNewDatabase,
                IsDryRun = isDryRun,
                plan.Scripts,
                plan.ChangedMigrations,
                Applied = applied,
                DurationMs = durationMs,
                Faults = faults,
            },
            JsonFormat
        );

    private sealed record Request(string ConnectionString, bool IsDryRun, bool Creates, TimeSpan Wait, bool IsJson);
}
