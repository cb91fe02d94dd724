// Runs the checks one after another in a database of its own, and takes that away in the end: also after a
// failure, and when Ctrl+C came in between.
using System.Diagnostics;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Verify.Checks;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify;

/// <summary>A verification.</summary>
/// <param name="checks">What is looked at, in order.</param>
/// <param name="options">Settings of the service; of these folders and time-outs are used.</param>
/// <param name="time">The clock.</param>
internal sealed class Verification(IReadOnlyList<IVerifyCheck> checks, OrchestratorOptions options, TimeProvider time)
{
    /// <summary>All checks in their order: what a check reads of another's results comes after it.</summary>
    public static IReadOnlyList<IVerifyCheck> AllChecks =>
        [
            new ServerCheck(),
            new DeploymentCheck(),
            new InlineFunctionsCheck(),
            new TestClassesCheck(),
            new CollectorsCheck(),
            new ReportsCheck(),
            new ParallelSavesCheck(),
            new CollationCheck(),
            new PermissionsCheck(),
            new EventSessionsCheck(),
            new QuestionsCheck(),
        ];

    /// <summary>Hears of each step.</summary>
    public Action<string> Step { get; init; } = _ => { };

    /// <summary>Hears of each check that has ended.</summary>
    public Action<CheckResult> CheckEnded { get; init; } = _ => { };

    /// <summary>Does all of it. A cancellation ends it early and is reported in the report, not
    /// thrown.</summary>
    /// <exception cref="ConfigurationException">The server cannot be reached, the login is refused or may not
    /// create a database, or the database exists.</exception>
    public async Task<VerifyReport> RunAsync(VerifyRequest request, CancellationToken cancel)
    {
        var startedAt = time.GetUtcNow();
        var databases = new OwnDatabases(request.ConnectionString);
        IReadOnlyList<CheckResult> results = [];
        IReadOnlyList<string> left = [];
        var isComplete = false;
        try
        {
            Step("connecting");
            await ConnectAsync(request.ConnectionString, "--connection", cancel);
            if (request.LeastPrivilegeConnectionString is { } least)
            {
                await ConnectAsync(least, "--least-privilege-login", cancel);
            }

            await databases.MakeAsync(request.DatabaseName, cancel);
            using var context = new VerifyContext(request, databases, options, time) { Step = Step };
            results = context.Results;
            foreach (var check in checks)
            {
                cancel.ThrowIfCancellationRequested();
                Step(check.Name);
                var result = await RunAsync(check, context, cancel);
                context.Results.Add(result);
                CheckEnded(result);
            }

            isComplete = true;
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // However a part of it says that it was given up. Told by the report: IsComplete stays false.
        }
        finally
        {
            if (!request.IsKept)
            {
                Step("removing the database");
                left = await databases.DropAsync();
            }
        }

        return new VerifyReport(request, startedAt, time.GetUtcNow() - startedAt, results, isComplete, left);
    }

    private static async Task<CheckResult> RunAsync(IVerifyCheck check, VerifyContext context, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        IReadOnlyList<VerifyRow> rows;
        try
        {
            rows =
                check.NeedsRepository && !context.IsDeployed
                    ? [VerifyRow.NotJudged(check.Name, "the repository could not be deployed")]
                    : await check.RunAsync(context, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // Whatever it was, the other checks have something to say.
            rows = [VerifyRow.Differs(check.Name, "the check could not come to its end: " + ErrorText.Of(e))];
        }

        return new CheckResult(check.Name, check.Explanation, Stopwatch.GetElapsedTime(began).TotalMilliseconds, rows);
    }

    private static async Task ConnectAsync(string connectionString, string option, CancellationToken cancel)
    {
        try
        {
            await using SqlConnection connection = new(
                new SqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
            );
            await connection.OpenAsync(cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is SqlException or InvalidOperationException)
        {
            throw new ConfigurationException([
                $"{option}: {ConnectionStrings.Describe(connectionString)} could not be reached: {ErrorText.Of(e)}",
            ]);
        }
    }
}
