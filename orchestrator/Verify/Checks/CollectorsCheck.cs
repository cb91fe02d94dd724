// Every collector against this server, as the service runs it: first what each needs, then two runs of each,
// because the second is the one that computes differences.
using System.Globalization;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Verify.Checks;

/// <summary>Runs the collectors.</summary>
internal sealed class CollectorsCheck : IVerifyCheck
{
    public string Name => "Collectors";

    public string Explanation =>
        "Every collector is run twice on this server and its rows are saved. A time is the slower one of the two, source and repository together.";

    public bool NeedsRepository => true;

    public Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel) =>
        RunAsync(context, context.Service, VerifyContext.InstanceName, context.Request.ConnectionString, cancel);

    /// <summary>The same with other parts of the service, as an instance of another name.</summary>
    public static async Task<IReadOnlyList<VerifyRow>> RunAsync(
        VerifyContext context,
        ServiceParts service,
        string instance,
        string connectionString,
        CancellationToken cancel
    )
    {
        var schedule = await RegisterAsync(service, context.AxDatabaseName, instance, connectionString, context.Time, cancel);
        var call = new CollectorCall(service, context.Time);
        List<VerifyRow> rows = [];
        List<ScheduledCollector> due = [];
        foreach (var collector in schedule)
        {
            if (collector.IsDue)
            {
                due.Add(collector);
            }
            else
            {
                rows.Add(
                    VerifyRow.NotJudged(
                        collector.CollectorName,
                        "not collecting: " + ErrorText.Short(collector.Reason ?? collector.State)
                    )
                );
            }
        }

        Dictionary<string, CollectorOutcome> first = [];
        foreach (var collector in due)
        {
            context.Step($"{collector.CollectorName} as {instance}, first run");
            first[collector.CollectorName] = await call.RunAsync(collector, connectionString, cancel);
        }

        foreach (var collector in due)
        {
            context.Step($"{collector.CollectorName} as {instance}, second run");
            var second = await call.RunAsync(collector, connectionString, cancel);
            rows.Add(Row(first[collector.CollectorName], second));
        }

        return [.. rows.OrderBy(row => row.Subject, StringComparer.Ordinal)];
    }

    /// <summary>Makes the instance known, looks what its collectors need, and returns its
    /// schedule.</summary>
    public static async Task<IReadOnlyList<ScheduledCollector>> RegisterAsync(
        ServiceParts service,
        string axDatabase,
        string instance,
        string connectionString,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        await service.Operations.RegisterInstanceAsync(
            new InstanceRegistration
            {
                Name = instance,
                ConnectionName = VerifyContext.InstanceName,
                AxDatabaseName = axDatabase,
            },
            cancel
        );
        var preflight = (await ScheduleAsync(service, instance, cancel)).Single(PreflightNeeds.IsPreflight);
        var outcome = await new CollectorCall(service, time).RunAsync(preflight, connectionString, cancel);
        return outcome.Error is null
            ? await ScheduleAsync(service, instance, cancel)
            : throw new InvalidOperationException($"{preflight.CollectorName}: {outcome.Refusal}", outcome.Error);
    }

    /// <summary>The number of an instance; 0, which none has, when it is not known.</summary>
    public static async Task<int> InstanceIdAsync(ServiceParts service, string instance, CancellationToken cancel) =>
        (await ScheduleAsync(service, instance, cancel)).Select(line => line.InstanceId).FirstOrDefault();

    private static async Task<IReadOnlyList<ScheduledCollector>> ScheduleAsync(
        ServiceParts service,
        string instance,
        CancellationToken cancel
    ) => [.. (await service.Operations.GetScheduleAsync(cancel)).Where(line => line.InstanceName == instance)];

    private static VerifyRow Row(CollectorOutcome first, CollectorOutcome second)
    {
        if (first.Error is not null || second.Error is not null)
        {
            return VerifyRow.Differs(
                first.CollectorName,
                first.Error is not null ? first.Refusal : "second run: " + second.Refusal
            );
        }

        return VerifyRow.Same(
            first.CollectorName,
            $"{Text(first)}; then {Text(second)}",
            Math.Max(first.SourceMs + first.SaveMs, second.SourceMs + second.SaveMs)
        );
    }

    private static string Text(CollectorOutcome outcome) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.RowsRead} rows read in {outcome.SourceMs:0} ms, {outcome.RowsSaved} saved in {outcome.SaveMs:0} ms"
        );
}
