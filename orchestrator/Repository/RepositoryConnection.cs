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
    private readonly OrchestratorOptions _options;
    private readonly ResiliencePipeline _retries;
    private readonly RepositoryCalls? _calls;
    private readonly string? _actsAs;
    private Completed _connectionString = new("", "");

    /// <param name="options">All settings.</param>
    /// <param name="time">The clock that pauses go by.</param>
    /// <param name="calls">Measures what is called; null measures nothing.</param>
    /// <param name="actsAs">A user of the repository in whose role everything is done; null: the login's
    /// own.</param>
    public RepositoryConnection(
        OrchestratorOptions options,
        TimeProvider time,
        RepositoryCalls? calls = null,
        string? actsAs = null
    )
    {
        _calls = calls;
        _actsAs = actsAs;
        _options = options;
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

    /// <summary>The connection string with the secrets as they are now; what was opened with others is not
    /// used again.</summary>
    private string ConnectionString()
    {
        var given = _options.Current().RepositoryConnectionString;
        var known = _connectionString;
        if (string.Equals(known.Given, given, StringComparison.Ordinal))
        {
            return known.Complete;
        }

        var complete = ConnectionStrings.Complete(given, "AxMonitor", TimeSpan.FromSeconds(5));
        if (_actsAs is not null)
        {
            // A connection that acts for somebody is nobody else's afterwards.
            complete = new SqlConnectionStringBuilder(complete) { Pooling = false }.ConnectionString;
        }

        _connectionString = new Completed(given, complete);
        if (known.Complete.Length > 0)
        {
            using var old = new SqlConnection(known.Complete);
            SqlConnection.ClearPool(old);
        }

        return complete;
    }

    private async Task<SqlConnection> OpenOnceAsync(CancellationToken cancel)
    {
        var connection = new SqlConnection(ConnectionString());
        try
        {
            await connection.OpenAsync(cancel);
            if (_actsAs is { } user)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"EXECUTE AS USER = N'{user.Replace("'", "''", StringComparison.Ordinal)}';";
                await command.ExecuteNonQueryAsync(cancel);
            }

            _calls?.Watch(connection);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection string as it was given, and as it is opened.</summary>
    private sealed record Completed(string Given, string Complete);
}
