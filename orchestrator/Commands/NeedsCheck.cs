// The part of `axmonitor check` that looks at a watched instance: runs the collector Preflight there, says of
// each collector what it lacks, and hands the findings to the repository, so that a running service resumes
// what the remedy has made possible.
using System.Data;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Checks what the collectors need on an instance.</summary>
public sealed class NeedsCheck(
    CollectorParameters parameters,
    CollectorCatalog catalog,
    IWatchedSource source,
    IIngestion ingestion
)
{
    /// <summary>What is found on one instance; saved when the repository takes it.</summary>
    /// <param name="preflight">The instance's line for the collector Preflight.</param>
    /// <param name="connectionString">The instance's connection.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(
        ScheduledCollector preflight,
        string connectionString,
        CancellationToken cancel
    )
    {
        List<CheckFinding> findings = [];
        try
        {
            var values = await parameters.ForAsync(preflight, cancel);
            var text = preflight.QueryText ?? catalog.Get(preflight.CollectorName).Text;
            using var rows = new DataTable();
            IReadOnlyList<BatchParameter> header;
            await using (
                var reading = await source.ReadAsync(
                    connectionString,
                    text,
                    values,
                    TimeSpan.FromMilliseconds(preflight.TimeoutMs),
                    cancel
                )
            )
            {
                header = reading.Header;
                await FillAsync(rows, reading.Rows, cancel);
            }

            findings.AddRange(
                rows.Rows.Cast<DataRow>()
                    .GroupBy(r => (string)r["CollectorName"], StringComparer.OrdinalIgnoreCase)
                    .SelectMany(g => Tell(preflight.InstanceName, g.Key, [.. g]))
            );
            await ingestion.SaveAsync(preflight, Guid.NewGuid(), header, rows.CreateDataReader(), cancel);
        }
        catch (Exception e)
            when (e
                    is Microsoft.Data.SqlClient.SqlException
                        or SourceUnreachableException
                        or InvalidOperationException
                        or ScriptFileException
            )
        {
            findings.Add(
                new CheckFinding(
                    "needs on " + preflight.InstanceName,
                    IsGood: false,
                    $"they could not be checked or saved: {e.Message}",
                    "see the error; deploy collectors and database of the same version"
                )
            );
        }

        return findings;
    }

    private static IEnumerable<CheckFinding> Tell(string instance, string collector, IReadOnlyList<DataRow> rows)
    {
        var subject = $"{collector} on {instance}";
        var unmet = rows.Where(r => !(bool)r["IsMet"]).ToList();
        if (!unmet.Exists(r => !(bool)r["IsOptional"]))
        {
            yield return new CheckFinding(subject, IsGood: true, $"has what it needs ({rows.Count} checks)", Remedy: null);
        }

        foreach (var row in unmet)
        {
            var isOptional = (bool)row["IsOptional"];
            yield return new CheckFinding(
                subject,
                isOptional,
                (isOptional ? "says less: " : "") + row["Finding"],
                (string)row["Remedy"]
            );
        }
    }

    private static async Task FillAsync(DataTable table, CountingReader rows, CancellationToken cancel)
    {
        for (var i = 0; i < rows.FieldCount; i++)
        {
            table.Columns.Add(rows.GetName(i), rows.GetFieldType(i));
        }

        while (await rows.ReadAsync(cancel))
        {
            var values = new object[rows.FieldCount];
            rows.GetValues(values);
            table.Rows.Add(values);
        }
    }
}
