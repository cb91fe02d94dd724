// Calls the procedures of schema collect. Rows pass from the watched server's reader straight into the
// table-valued parameter: SqlClient pulls a row, writes it to the repository's socket, and pulls the next.
// What has passed is remembered up to a limit, for a save that is broken off and sent again.
using System.Data;
using System.Data.Common;
using AxMonitor.Orchestrator.Signals;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>Schema collect of the repository.</summary>
public sealed class SqlIngestion(
    RepositoryConnection repository,
    [FromKeyedServices(Clocks.Machine)] TimeProvider? machine = null
) : IIngestion
{
    /// <summary>So much of a reading is remembered. Snapshots of some thousand rows are below it.</summary>
    private const long RememberedBytes = 16 * 1024 * 1024;

    private const int Attempts = 3;

    /// <summary>Told of each save that is sent again, with the error that broke it off; null: nobody
    /// asks.</summary>
    public Action<ScheduledCollector, SqlException>? SentAgain { get; init; }

    public Task<IReadOnlyList<BatchParameter>> GetParametersAsync(
        int instanceId,
        string collectorName,
        CancellationToken cancel
    ) =>
        repository.ExecuteAsync(
            async (connection, token) =>
            {
                await using var command = Procedure(connection, "collect.GetParameters");
                command.Parameters.Add("@InstanceId", SqlDbType.Int).Value = instanceId;
                command.Parameters.Add("@CollectorName", SqlDbType.NVarChar, 64).Value = collectorName;
                await using var reader = await command.ExecuteReaderAsync(token);
                return BatchParameter.FromRow(reader, await reader.ReadAsync(token));
            },
            cancel
        );

    public async Task<SaveResult> SaveAsync(
        ScheduledCollector collector,
        Guid runId,
        IReadOnlyList<BatchParameter> header,
        DbDataReader rows,
        CancellationToken cancel
    )
    {
        var remembered = new RememberedRows(rows, RememberedBytes);
        for (var attempt = 1; ; attempt++)
        {
            // Opening has tries of its own.
            await using var connection = await repository.OpenAsync(cancel);
            try
            {
                return await SendAsync(connection, collector, runId, header, remembered, cancel);
            }
            catch (SqlException e)
                when (attempt < Attempts && TransientErrors.IsTransient(e) && remembered.CanRewind)
            {
                // Saving the same capture twice changes nothing, so it does not matter how far it had come.
                // The other side of a deadlock gets a moment to end.
                remembered.Rewind();
                SentAgain?.Invoke(collector, e);
                var pause = TimeSpan.FromMilliseconds((100 * attempt) + Random.Shared.Next(100));
                await Task.Delay(pause, machine ?? TimeProvider.System, cancel);
            }
        }
    }

    private async Task<SaveResult> SendAsync(
        SqlConnection connection,
        ScheduledCollector collector,
        Guid runId,
        IReadOnlyList<BatchParameter> header,
        RememberedRows rows,
        CancellationToken cancel
    )
    {
        await using var command = Procedure(connection, collector.TargetProcedure);
        command.Parameters.Add("@InstanceId", SqlDbType.Int).Value = collector.InstanceId;
        command.Parameters.Add("@RunId", SqlDbType.UniqueIdentifier).Value = runId;
        foreach (var column in header)
        {
            command.Parameters.Add(column.ToSqlParameter());
        }

        command.Parameters.Add(new SqlParameter("@Rows", SqlDbType.Structured) { TypeName = collector.TableType, Value = rows });

        // Sent synchronously on a thread of its own: SqlClient reads the rows of a table-valued parameter
        // synchronously in any case, and this way each packet has left before the next one is filled, however
        // slow the repository is.
        return await Task.Factory.StartNew(
            () => Send(command, cancel),
            cancel,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    private static SaveResult Send(SqlCommand command, CancellationToken cancel)
    {
        using var registration = cancel.Register(command.Cancel);
        using var reader = command.ExecuteReader();
        if (!reader.Read())
        {
            throw new InvalidOperationException(
                $"{command.CommandText} returned no row; it must return SavedRows and WasDuplicate."
            );
        }

        var result = new SaveResult
        {
            SavedRows = Convert.ToInt32(reader["SavedRows"], System.Globalization.CultureInfo.InvariantCulture),
            WasDuplicate = Convert.ToBoolean(reader["WasDuplicate"], System.Globalization.CultureInfo.InvariantCulture),
        };

        // An error raised after the result set arrives only when the rest of the answer is read.
        while (reader.NextResult())
        {
            cancel.ThrowIfCancellationRequested();
        }

        return result;
    }

    private SqlCommand Procedure(SqlConnection connection, string name) =>
        new(name, connection) { CommandType = CommandType.StoredProcedure, CommandTimeout = repository.CommandTimeoutSeconds };
}
