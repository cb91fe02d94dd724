// Calls the procedures of schema alert.
using System.Data;
using Dapper;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>Schema alert of the repository.</summary>
public sealed class SqlAlerting(RepositoryConnection repository, TimeProvider time) : IAlerting
{
    public Task<EvaluationResult> EvaluateAsync(CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Now", Now, DbType.DateTime2);
        return repository.ExecuteAsync(
            (connection, token) => connection.QuerySingleAsync<EvaluationResult>(Procedure("alert.Evaluate", parameters, token)),
            cancel
        );
    }

    public async Task<IReadOnlyList<Notification>> ClaimAsync(
        string owner,
        TimeSpan lease,
        int maxCount,
        CancellationToken cancel
    )
    {
        var parameters = new DynamicParameters();
        parameters.Add("Owner", owner, DbType.String, size: 128);
        parameters.Add("LeaseSeconds", (int)lease.TotalSeconds, DbType.Int32);
        parameters.Add("MaxCount", maxCount, DbType.Int32);
        parameters.Add("Now", Now, DbType.DateTime2);
        var claimed = await repository.ExecuteAsync(
            async (connection, token) =>
                (await connection.QueryAsync<Notification>(Procedure("alert.ClaimNotifications", parameters, token))).AsList(),
            cancel
        );
        return claimed;
    }

    public Task CompleteAsync(long notificationId, Guid leaseToken, CancellationToken cancel)
    {
        var parameters = Claimed(notificationId, leaseToken);
        return repository.ExecuteAsync(
            (connection, token) => connection.ExecuteAsync(Procedure("alert.CompleteNotification", parameters, token)),
            cancel
        );
    }

    public async Task<DateTime?> FailAsync(
        long notificationId,
        Guid leaseToken,
        string errorMessage,
        bool isTransient,
        CancellationToken cancel
    )
    {
        var parameters = Claimed(notificationId, leaseToken);
        parameters.Add(
            "ErrorMessage",
            errorMessage.Length > 2048 ? errorMessage[..2048] : errorMessage,
            DbType.String,
            size: 2048
        );
        parameters.Add("IsTransient", isTransient, DbType.Boolean);
        var nextAttemptAt = await repository.ExecuteAsync(
            (connection, token) =>
                connection.QuerySingleOrDefaultAsync<DateTime?>(Procedure("alert.FailNotification", parameters, token)),
            cancel
        );
        return nextAttemptAt is { } at ? DateTime.SpecifyKind(at, DateTimeKind.Utc) : null;
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private DynamicParameters Claimed(long notificationId, Guid leaseToken)
    {
        var parameters = new DynamicParameters();
        parameters.Add("NotificationId", notificationId, DbType.Int64);
        parameters.Add("LeaseToken", leaseToken, DbType.Guid);
        parameters.Add("Now", Now, DbType.DateTime2);
        return parameters;
    }

    private CommandDefinition Procedure(string name, DynamicParameters parameters, CancellationToken cancel) =>
        new(
            name,
            parameters,
            commandType: CommandType.StoredProcedure,
            commandTimeout: repository.CommandTimeoutSeconds,
            cancellationToken: cancel
        );
}
