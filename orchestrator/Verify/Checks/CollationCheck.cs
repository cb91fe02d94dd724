// Every collector on a connection whose database has another collation than the server: what compares a
// system view's column with one of its own without saying in which collation fails here with error 468.
using Dapper;

namespace AxMonitor.Orchestrator.Verify.Checks;

/// <summary>Runs the collectors under another collation.</summary>
internal sealed class CollationCheck : IVerifyCheck
{
    private static readonly string[] Collations = ["Latin1_General_BIN2", "Latin1_General_CS_AS"];

    public string Name => "Collations";

    public string Explanation =>
        "Every collector is read once from a database of a collation other than the server's; its rows are not saved.";

    public bool NeedsRepository => true;

    /// <summary>Name of the database for it.</summary>
    public static string DatabaseOf(VerifyContext context) => context.Request.DatabaseName + "_collation";

    public async Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel)
    {
        string server;
        await using (var connection = await context.OpenAsync(cancel, "master"))
        {
            server = await connection.QuerySingleAsync<string>(
                new CommandDefinition(
                    "SELECT CAST(SERVERPROPERTY(N'Collation') AS nvarchar(128));",
                    cancellationToken: cancel
                )
            );
        }

        var other = Collations.First(c => !string.Equals(c, server, StringComparison.OrdinalIgnoreCase));
        var database = DatabaseOf(context);
        await context.Databases.MakeAsync(database, other, cancel);
        var schedule = (await context.Service.Operations.GetScheduleAsync(cancel))
            .Where(line => line.InstanceName == VerifyContext.InstanceName && line.IsDue)
            .ToList();
        if (schedule.Count == 0)
        {
            return [VerifyRow.NotJudged("collectors", "none can be run, see Collectors")];
        }

        var call = new CollectorCall(context.Service, context.Time);
        List<VerifyRow> rows = [VerifyRow.Told("collations", $"server {server}, database {other}")];
        foreach (var collector in schedule)
        {
            context.Step($"{collector.CollectorName} under {other}");
            var outcome = await call.ReadAsync(collector, context.Databases.ConnectionString(database), cancel);
            rows.Add(
                outcome.Error is null
                    ? VerifyRow.Same(collector.CollectorName, $"{outcome.RowsRead} rows read", outcome.SourceMs)
                    : VerifyRow.Differs(collector.CollectorName, outcome.Refusal)
            );
        }

        return rows;
    }
}
