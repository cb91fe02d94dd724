// Measures every call to the repository, whoever makes it: SqlClient reports the beginning and the end of
// each command, and the connections that came from RepositoryConnection are known here. What took too long
// is logged.
using System.Collections.Concurrent;
using System.Data;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using Microsoft.Data.SqlClient;
using Microsoft.Data.SqlClient.Diagnostics;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>Durations of calls to the repository, and the log of the slow ones.</summary>
public sealed class RepositoryCalls
{
    private const string Before = "Microsoft.Data.SqlClient.WriteCommandBefore";
    private const string After = "Microsoft.Data.SqlClient.WriteCommandAfter";
    private const string Error = "Microsoft.Data.SqlClient.WriteCommandError";
    private static readonly ConditionalWeakTable<SqlConnection, RepositoryCalls> Watched = [];
    private static readonly ConcurrentDictionary<Guid, Beginning> Begun = new();
    private static readonly Lazy<IDisposable> Reports = new(() => DiagnosticListener.AllListeners.Subscribe(new Listeners()));
    private readonly RunMetrics _metrics;
    private readonly RepeatLimit _limit;
    private readonly ILogger<RepositoryCalls> _logger;
    private readonly TimeSpan _slow;

    public RepositoryCalls(OrchestratorOptions options, RunMetrics metrics, RepeatLimit limit, ILogger<RepositoryCalls> logger)
    {
        _metrics = metrics;
        _limit = limit;
        _logger = logger;
        _slow = TimeSpan.FromMilliseconds(options.Observe.SlowCallMs);
        _ = Reports.Value;
    }

    /// <summary>Counts and measures what is done on a connection that was just opened.</summary>
    public void Watch(SqlConnection connection)
    {
        Watched.AddOrUpdate(connection, this);
        _metrics.Connection(1);
        connection.StateChange += Given;
    }

    private void Given(object sender, StateChangeEventArgs change)
    {
        if (change.OriginalState == ConnectionState.Open && change.CurrentState != ConnectionState.Open)
        {
            ((SqlConnection)sender).StateChange -= Given;
            _metrics.Connection(-1);
        }
    }

    private void Ended(SqlCommand command, Beginning began, Exception? error)
    {
        var duration = Stopwatch.GetElapsedTime(began.Timestamp);
        // A batch has no name; there are two of them, which change the user of a desk's connection.
        var statement = command.CommandType == CommandType.StoredProcedure ? command.CommandText : "batch";
        _metrics.Call(statement, error is null ? "ok" : "failed", duration);
        if (began.Within is { } parent)
        {
            RunTraces.Call(parent, statement, began.At, duration, (error as SqlException)?.Number, error is not null);
        }

        if (duration >= _slow && _limit.IsDue("call/" + statement, out var leftOut))
        {
            Log.SlowCall(_logger, statement, (long)duration.TotalMilliseconds, (error as SqlException)?.Number, leftOut);
        }
    }

    /// <summary>When a call began, and within which span of ours.</summary>
    private sealed record Beginning(long Timestamp, DateTimeOffset At, ActivityContext? Within)
    {
        public static Beginning Now() =>
            new(
                Stopwatch.GetTimestamp(),
                TimeProvider.System.GetUtcNow(),
                Activity.Current is { Source.Name: RunTraces.SourceName, Recorded: true } span ? span.Context : null
            );
    }

    /// <summary>Finds SqlClient among all that reports.</summary>
    private sealed class Listeners : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (string.Equals(value.Name, "SqlClientDiagnosticListener", StringComparison.Ordinal))
            {
                value.Subscribe(new Commands(), (name, _, _) => name is Before or After or Error);
            }
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }

    private sealed class Commands : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            switch (value.Value)
            {
                case SqlClientCommandBefore before when Of(before.Command) is not null:
                    Begun[before.OperationId] = Beginning.Now();
                    break;
                case SqlClientCommandAfter after:
                    End(after.OperationId, after.Command, error: null);
                    break;
                case SqlClientCommandError failed:
                    End(failed.OperationId, failed.Command, failed.Exception);
                    break;
            }
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }

        private static void End(Guid operation, SqlCommand command, Exception? error)
        {
            if (Begun.TryRemove(operation, out var began) && Of(command) is { } calls)
            {
                calls.Ended(command, began, error);
            }
        }

        private static RepositoryCalls? Of(SqlCommand command) =>
            command.Connection is { } connection && Watched.TryGetValue(connection, out var calls) ? calls : null;
    }
}
