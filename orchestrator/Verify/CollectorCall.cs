// One run of one collector, as the service runs it, whose outcome is told instead of logged.
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify;

/// <summary>Runs collectors.</summary>
internal sealed class CollectorCall(ServiceParts service, TimeProvider time)
{
    private enum Stage
    {
        Parameters,
        Source,
        Save,
    }

    /// <summary>Reads and saves.</summary>
    public Task<CollectorOutcome> RunAsync(ScheduledCollector collector, string connectionString, CancellationToken cancel) =>
        RunAsync(collector, connectionString, isSaved: true, cancel);

    /// <summary>Reads all rows and saves none.</summary>
    public Task<CollectorOutcome> ReadAsync(ScheduledCollector collector, string connectionString, CancellationToken cancel) =>
        RunAsync(collector, connectionString, isSaved: false, cancel);

    private async Task<CollectorOutcome> RunAsync(
        ScheduledCollector collector,
        string connectionString,
        bool isSaved,
        CancellationToken cancel
    )
    {
        var stage = Stage.Parameters;
        ScriptText? script = null;
        // The collector's own time-out is for its source, as in the service.
        using var timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        try
        {
            script = collector.QueryText is null ? service.Catalog.Get(collector.CollectorName).Script : null;
            var values = await service.Parameters.ForAsync(collector, cancel);
            stage = Stage.Source;
            var patience = TimeSpan.FromMilliseconds(collector.TimeoutMs);
            timeout.CancelAfter(patience);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
            var sourceStart = time.GetTimestamp();
            await using var reading = await service.Source.ReadAsync(
                connectionString,
                collector.QueryText ?? script!.Text,
                values,
                patience,
                either.Token
            );
            var firstAnswer = time.GetElapsedTime(sourceStart);
            var saveStart = time.GetTimestamp();
            var savedRows = 0;
            if (isSaved)
            {
                stage = Stage.Save;
                savedRows = (
                    await service.Ingestion.SaveAsync(collector, Guid.NewGuid(), reading.Header, reading.Rows, cancel)
                ).SavedRows;
            }
            else
            {
                while (await reading.Rows.ReadAsync(either.Token))
                {
                    // Only whether they come.
                }
            }

            return new CollectorOutcome(collector.CollectorName)
            {
                RowsRead = reading.Rows.RowsRead,
                RowsSaved = savedRows,
                SourceMs = (firstAnswer + reading.Rows.WaitTime).TotalMilliseconds,
                SaveMs = isSaved ? (time.GetElapsedTime(saveStart) - reading.Rows.WaitTime).TotalMilliseconds : 0,
            };
        }
        catch (Exception e)
            when (!cancel.IsCancellationRequested
                && e
                    is SqlException
                        or SourceUnreachableException
                        or InvalidOperationException
                        or OperationCanceledException
                        or ScriptFileException
                        or TimeoutException
            )
        {
            return new CollectorOutcome(collector.CollectorName) { Error = e, Refusal = Refusal(e) };
        }

        string Refusal(Exception e) =>
            (stage, timeout.IsCancellationRequested) switch
            {
                (_, true) => $"did not answer within its time-out of {collector.TimeoutMs} ms",
                (Stage.Source, _) => "refused by the server: " + ErrorText.Of(e) + Place(e, script),
                (Stage.Save, _) => "not saved: " + ErrorText.Of(e),
                _ => "not run: " + ErrorText.Of(e),
            };
    }

    private static string Place(Exception e, ScriptText? script) =>
        (e as SqlException ?? e.InnerException as SqlException) is { } sql && script?.PlaceOf(sql.LineNumber) is { } place
            ? $" ({place})"
            : "";
}

/// <summary>How a run ended.</summary>
internal sealed record CollectorOutcome(string CollectorName)
{
    public int RowsRead { get; init; }
    public int RowsSaved { get; init; }
    public double SourceMs { get; init; }
    public double SaveMs { get; init; }

    /// <summary>Null when all went well.</summary>
    public Exception? Error { get; init; }

    /// <summary>The error in words.</summary>
    public string Refusal { get; init; } = "";
}
