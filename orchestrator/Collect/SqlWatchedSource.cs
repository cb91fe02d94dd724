// Runs collector batches on real watched servers. What somebody else's work kept from reading is tried once
// more, within the time-out. Nothing else is: the next interval is the retry, and a server in trouble is not
// to be asked more often because of it.
using System.Data;
using AxMonitor.Orchestrator.Collect.Guard;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Collect;

/// <summary>Reads from SQL Server.</summary>
public sealed class SqlWatchedSource(TimeProvider time) : IWatchedSource
{
    /// <summary>Whoever was in the way gets this moment to end.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async Task<WatchedReading> ReadAsync(
        string connectionString,
        string text,
        IReadOnlyList<BatchParameter> parameters,
        TimeSpan timeout,
        CancellationToken cancel
    )
    {
        // Whoever asks: nothing that does more than read reaches a watched server.
        CollectorTextGuard.Check(text);

        var start = time.GetTimestamp();
        try
        {
            return await ReadOnceAsync(connectionString, text, parameters, timeout, cancel);
        }
        catch (SqlException e) when (TransientErrors.PassingAtSource(e) is not null)
        {
            // A second try that cannot end in time would turn a passing error into a time-out.
            var left = timeout - time.GetElapsedTime(start) - Pause;
            if (left < timeout / 2)
            {
                throw new SourceBusyException(e, attempts: 1);
            }

            await Task.Delay(Pause, time, cancel);
            try
            {
                return await ReadOnceAsync(connectionString, text, parameters, left, cancel);
            }
            catch (SqlException again) when (TransientErrors.PassingAtSource(again) is not null)
            {
                throw new SourceBusyException(again, attempts: 2);
            }
        }
    }

    private async Task<WatchedReading> ReadOnceAsync(
        string connectionString,
        string text,
        IReadOnlyList<BatchParameter> parameters,
        TimeSpan timeout,
        CancellationToken cancel
    )
    {
        // Always pooled: each instance then has a pool of its own. Without pools SqlClient opens all
        // connections of the process in as many queues as there are processors, and one server that accepts
        // connections and never answers would hold up all others.
        var connection = new SqlConnection(
            new SqlConnectionStringBuilder(ConnectionStrings.Complete(connectionString, "AxMonitor", timeout))
            {
                Pooling = true,
            }.ConnectionString
        );
        SqlCommand? command = null;
        SqlDataReader? reader = null;
        try
        {
            await OpenAsync(connection, cancel);
            command = new SqlCommand(text, connection)
            {
                CommandType = CommandType.Text,
                CommandTimeout = Math.Max(1, (int)Math.Ceiling(timeout.TotalSeconds)),
            };
            foreach (var parameter in parameters)
            {
                command.Parameters.Add(parameter.ToSqlParameter());
            }

            reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);
            if (!await reader.ReadAsync(cancel))
            {
                throw new InvalidOperationException(
                    "The collector's first result set has no row; it must be one header row with CapturedAt."
                );
            }

            var header = BatchParameter.FromRow(reader, hasRow: true);
            if (!await reader.NextResultAsync(cancel))
            {
                throw new InvalidOperationException(
                    "The collector returned one result set; it must return a header row and then the rows."
                );
            }

            return new WatchedReading(header, new CountingReader(reader, time, cancel), command.Cancel, command, connection);
        }
        catch
        {
            if (reader is not null)
            {
                await reader.DisposeAsync();
            }

            if (command is not null)
            {
                await command.DisposeAsync();
            }

            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task OpenAsync(SqlConnection connection, CancellationToken cancel)
    {
        try
        {
            await connection.OpenAsync(cancel);
        }
        catch (Exception e) when (e is SqlException or OperationCanceledException or InvalidOperationException)
        {
            throw new SourceUnreachableException(
                e is OperationCanceledException ? "The server did not answer within the collector's time-out." : e.Message,
                e
            );
        }
    }
}
