// Opens the repository and retries what failed for the moment only. Every call to the repository goes through
// here, so that retries, time-outs and encryption are decided once.
using AxMonitor.Orchestrator.Configuration;
using Microsoft.Data.SqlClient;
using Polly;
using Polly.Retry;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>The way to the repository database.</summary>
public sealed class RepositoryConnection
{
    private readonly string _connectionString;
    private readonly ResiliencePipeline _retries;
    private readonly RepositoryCalls? _calls;

    /// <param name="options">All settings.</param>
    /// <param name="time">The clock that pauses go by.</param>
    /// <param name="calls">Measures what is called; null measures nothing.</param>
    public RepositoryConnection(OrchestratorOptions options, TimeProvider time, RepositoryCalls? calls = null)
    {
        _calls = calls;
        _connectionString = ConnectionStrings.Complete(options.RepositoryConnectionString, "AxMonitor", TimeSpan.FromSeconds(5));
        CommandTimeoutSeconds = options.Intervals.RepositoryTimeoutSeconds;
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder().Handle<SqlException>(TransientErrors.IsTransient),
                    // SqlClient itself keeps trying to connect until its time-out, so one more round is
                    // enough.
                    MaxRetryAttempts = 1,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromMilliseconds(150),
                }
            )
            .Build();
    }

    /// <summary>Time-out of each command.</summary>
    public int CommandTimeoutSeconds { get; }

    /// <summary>Opens a connection; tries again when the server does not answer for the moment.</summary>
    public async Task<SqlConnection> OpenAsync(CancellationToken cancel) =>
        await _retries.ExecuteAsync(async token => await OpenOnceAsync(token), cancel);

    /// <summary>Opens a connection and does some work on it; both are tried again after a transient
    /// error.</summary>
    public async Task<T> ExecuteAsync<T>(Func<SqlConnection, CancellationToken, Task<T>> work, CancellationToken cancel) =>
        await _retries.ExecuteAsync(
            async token =>
            {
                await using var connection = await OpenOnceAsync(token);
                return await work(connection, token);
            },
            cancel
        );

    private async Task<SqlConnection> OpenOnceAsync(CancellationToken cancel)
    {
        var connection = new SqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancel);
            _calls?.Watch(connection);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
