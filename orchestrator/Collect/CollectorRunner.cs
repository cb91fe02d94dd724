// One run of one collector: bookmark, batch, stream, record. It knows no metric; all it looks at are names,
// times and row counts.
using System.Diagnostics;
using AxMonitor.Orchestrator.Collect.Guard;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Leases;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Signals;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Collect;

/// <summary>Runs collectors.</summary>
public sealed class CollectorRunner(
    OrchestratorOptions options,
    CollectorCatalog catalog,
    IWatchedSource source,
    IIngestion ingestion,
    CollectorParameters parameters,
    ILeases leases,
    RunRecorder recorder,
    RunMetrics metrics,
    InstanceReach reach,
    RepeatLimit limit,
    Wakeups wakeups,
    TimeProvider time,
    [FromKeyedServices(Clocks.Machine)] TimeProvider machine,
    ILogger<CollectorRunner> logger
)
{
    private const string ReadingStage = "reading from the watched instance";

    /// <summary>Runs the collector once. Errors end in the log and the run log, not with the
    /// caller.</summary>
    public async Task RunAsync(ScheduledCollector collector, CancellationToken cancel)
    {
        var leaseName = $"collect:{collector.InstanceId}";
        if (!await leases.IsHeldAsync(leaseName, cancel))
        {
            Log.CollectElsewhere(logger, collector.CollectorName, collector.InstanceName, leaseName);
            return;
        }

        if (!reach.MayGoOn(collector))
        {
            LeaveOut(collector);
            return;
        }

        var run = new Progress(time) { RunId = Guid.NewGuid() };
        using var scope = RunScope.Begin(logger, run.RunId);
        using var span = RunTraces.Run("collect:" + collector.CollectorName, collector.InstanceName, run.RunId);
        run.Span = span;
        using var timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, machine);
        var hasSaved = false;
        wakeups.RunStarted(collector.InstanceId);
        try
        {
            hasSaved = await CollectAsync(collector, run, timeout, cancel);
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // The service is stopping: the run is given up, and the next process reads the same rows again.
        }
        catch (Exception e)
        {
            var isOwnTimeout = timeout.IsCancellationRequested;
            var isTimeout = isOwnTimeout || SqlError(e) is { } sql && TransientErrors.IsTimeout(sql);
            Fail(collector, run, isTimeout ? RunOutcome.Timeout : RunOutcome.Failed, isOwnTimeout || run.IsReading, e);
        }
        finally
        {
            wakeups.RunEnded(collector.InstanceId, hasSaved);
        }
    }

    /// <summary>A run that is not tried, because its instance cannot be reached. The first of a collector is
    /// recorded, so that its state tells why nothing comes.</summary>
    public void LeaveOut(ScheduledCollector collector)
    {
        metrics.Skipped("collect:" + collector.CollectorName, collector.InstanceName, "Unreachable");
        if (reach.LeaveOut(collector) is { } reason)
        {
            recorder.Record(
                Row(collector, new Progress(time) { RunId = Guid.NewGuid() }, RunOutcome.Failed) with
                {
                    ErrorMessage = $"Not tried, because the instance cannot be reached: {reason}",
                }
            );
        }
    }

    /// <summary>Returns whether the repository has learnt something.</summary>
    private async Task<bool> CollectAsync(
        ScheduledCollector collector,
        Progress run,
        CancellationTokenSource timeout,
        CancellationToken cancel
    )
    {
        run.Stage = "looking up its text and connection";
        run.Script = collector.QueryText is null ? catalog.Get(collector.CollectorName).Script : null;
        var text = collector.QueryText ?? run.Script!.Text;
        if (!options.Current().Instances.TryGetValue(collector.ConnectionName, out var connectionString))
        {
            throw new ConfigurationException([
                $"Instance '{collector.InstanceName}' wants connection '{collector.ConnectionName}', which is not configured; set AXMONITOR__Instances__{collector.ConnectionName}.",
            ]);
        }

        run.Stage = "checking its text";
        CollectorTextGuard.Check(text);

        run.Stage = "reading its bookmark from the repository";
        var values = await parameters.ForAsync(collector, cancel);

        // The collector's time-out is for the watched instance: what the repository took before does not
        // count.
        run.Stage = ReadingStage;
        timeout.CancelAfter(TimeSpan.FromMilliseconds(collector.TimeoutMs));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        var sourceStart = time.GetTimestamp();
        run.SourceStart = sourceStart;
        await using var reading = await source.ReadAsync(
            connectionString,
            text,
            values,
            TimeSpan.FromMilliseconds(collector.TimeoutMs),
            either.Token
        );
        var firstAnswer = time.GetElapsedTime(sourceStart);
        reach.Reached(collector);

        run.Stage = "saving to the repository";
        var saveStart = time.GetTimestamp();
        var saved = await ingestion.SaveAsync(collector, run.RunId, reading.Header, reading.Rows, cancel);
        var saving = time.GetElapsedTime(saveStart);

        var outcome = saved.WasDuplicate ? RunOutcome.Duplicate : RunOutcome.Ok;
        Finish(
            collector,
            run,
            outcome,
            reading,
            saved.SavedRows,
            firstAnswer + reading.Rows.WaitTime,
            saving - reading.Rows.WaitTime
        );
        return !saved.WasDuplicate;
    }

    private void Finish(
        ScheduledCollector collector,
        Progress run,
        string outcome,
        WatchedReading reading,
        int rowsSaved,
        TimeSpan sourceTime,
        TimeSpan saveTime
    )
    {
        var rowsRead = reading.Rows.RowsRead;
        var isTruncated = HeaderValue(reading, "IsTruncated") is bool said ? said : rowsRead >= collector.RowLimit;
        metrics.Run("collect:" + collector.CollectorName, collector.InstanceName, outcome, run.Elapsed, rowsRead);
        metrics.Collected(collector.CollectorName, collector.InstanceName, sourceTime, saveTime);
        run.Span.End(outcome, rowsRead);
        recorder.Record(
            Row(collector, run, outcome) with
            {
                SourceMs = Milliseconds(sourceTime),
                SaveMs = Milliseconds(saveTime),
                RowsRead = rowsRead,
                RowsSaved = rowsSaved,
                CapturedAt = HeaderValue(reading, "CapturedAt") as DateTime?,
                IsTruncated = isTruncated,
            }
        );
        Log.Collected(
            logger,
            collector.CollectorName,
            collector.InstanceName,
            run.RunId,
            rowsRead,
            rowsSaved,
            outcome,
            Milliseconds(run.Elapsed),
            Milliseconds(sourceTime),
            Milliseconds(saveTime)
        );
        if (isTruncated)
        {
            Log.RowLimitReached(logger, collector.CollectorName, collector.InstanceName, run.RunId, collector.RowLimit);
        }
    }

    private void Fail(ScheduledCollector collector, Progress run, string outcome, bool wasAtSource, Exception error)
    {
        var isUnreachable = error is SourceUnreachableException;
        var number = SqlError(error)?.Number;
        run.Stage = isUnreachable ? "connecting to the watched instance" : run.Stage;
        metrics.Run("collect:" + collector.CollectorName, collector.InstanceName, outcome, run.Elapsed, 0);
        run.Span.End(outcome, error: number);
        recorder.Record(
            Row(collector, run, outcome) with
            {
                // Of a run that never got there it says nothing.
                SourceMs =
                    wasAtSource && !isUnreachable && run.SourceStart is { } start
                        ? Milliseconds(time.GetElapsedTime(start))
                        : null,
                ErrorNumber = number,
                ErrorMessage = $"While {run.Stage}: {error.Message}{Place(run, wasAtSource, error)}",
            }
        );
        if (isUnreachable || error is ConfigurationException)
        {
            reach.Failed(collector, error.Message);
            return;
        }

        if (run.HasAnswered)
        {
            reach.Reached(collector);
        }

        if (limit.IsDue($"collect/{collector.InstanceId}/{run.Stage}/{number}/{error.GetType().Name}", out var leftOut))
        {
            Log.CollectFailed(
                logger,
                collector.CollectorName,
                collector.InstanceName,
                run.RunId,
                run.Stage,
                outcome,
                number,
                Milliseconds(run.Elapsed),
                leftOut,
                error.Message,
                RepeatLimit.Unexpected(error)
            );
        }
    }

    private JobRun Row(ScheduledCollector collector, Progress run, string outcome) =>
        new()
        {
            RunId = run.RunId,
            JobName = "collect:" + collector.CollectorName,
            InstanceId = collector.InstanceId,
            StartedAt = run.StartedAt,
            EndedAt = time.GetUtcNow().UtcDateTime,
            Outcome = outcome,
        };

    private static object? HeaderValue(WatchedReading reading, string name) =>
        reading.Header.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))?.Value;

    /// <summary>Which line of which file a line number of the watched server means.</summary>
    private static string Place(Progress run, bool wasAtSource, Exception error) =>
        wasAtSource && SqlError(error) is { } sql && run.Script?.PlaceOf(sql.LineNumber) is { } place
            ? $" (line {sql.LineNumber} of the batch: {place})"
            : "";

    private static SqlException? SqlError(Exception error) => error as SqlException ?? error.InnerException as SqlException;

    private static int Milliseconds(TimeSpan span) => (int)Math.Max(0, span.TotalMilliseconds);

    /// <summary>How far a run has come, for its error message.</summary>
    private sealed class Progress(TimeProvider time)
    {
        private readonly long _start = time.GetTimestamp();

        public required Guid RunId { get; init; }
        public DateTime StartedAt { get; } = time.GetUtcNow().UtcDateTime;
        public string Stage { get; set; } = "starting";
        public bool IsReading => ReferenceEquals(Stage, ReadingStage);
        public long? SourceStart { get; set; }

        /// <summary>Of the trace; null where there is none.</summary>
        public Activity? Span { get; set; }

        /// <summary>Whether the watched instance was asked and did not fail to connect.</summary>
        public bool HasAnswered => SourceStart is not null;

        /// <summary>The collector's file; null where the instance has a text of its own.</summary>
        public ScriptText? Script { get; set; }
        public TimeSpan Elapsed => time.GetElapsedTime(_start);
    }
}
