// Calls the procedures of schema alert.
using System.Data;
using System.Globalization;
using System.Text.Json;
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

    public Task<IReadOnlyList<Notification>> ClaimAsync(
        string owner,
        TimeSpan lease,
        int maxCount,
        CancellationToken cancel
    ) => ClaimAsync(owner, lease, maxCount, "ChannelKind", "mail", cancel);

    public Task<IReadOnlyList<Notification>> ClaimOfAsync(
        string channel,
        string owner,
        TimeSpan lease,
        int maxCount,
        CancellationToken cancel
    ) => ClaimAsync(owner, lease, maxCount, "Channel", channel, cancel);

    private async Task<IReadOnlyList<Notification>> ClaimAsync(
        string owner,
        TimeSpan lease,
        int maxCount,
        string filter,
        string value,
        CancellationToken cancel
    )
    {
        var parameters = new DynamicParameters();
        parameters.Add(filter, value, DbType.String, size: 64);
        parameters.Add("Owner", owner, DbType.String, size: 128);
        parameters.Add("LeaseSeconds", (int)lease.TotalSeconds, DbType.Int32);
        parameters.Add("MaxCount", maxCount, DbType.Int32);
        parameters.Add("Now", Now, DbType.DateTime2);
        var claimed = await repository.ExecuteAsync(
            async (connection, token) =>
                (await connection.QueryAsync<Claim>(Procedure("alert.ClaimNotifications", parameters, token))).AsList(),
            cancel
        );
        return claimed.ConvertAll(c => c with { Settled = Settled(c.SettledJson) } as Notification);
    }

    public async Task<IReadOnlyList<string>> GetWaitingChannelsAsync(CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Now", Now, DbType.DateTime2);
        return await repository.ExecuteAsync(
            async (connection, token) =>
                (await connection.QueryAsync<string>(Procedure("alert.GetWaitingChannels", parameters, token))).AsList(),
            cancel
        );
    }

    public async Task<IReadOnlyList<ChannelRow>> GetChannelsAsync(CancellationToken cancel) =>
        await repository.ExecuteAsync(
            async (connection, token) =>
                (
                    await connection.QueryAsync<ChannelRow>(Procedure("alert.GetChannels", new DynamicParameters(), token))
                ).AsList(),
            cancel
        );

    public Task<TestResult> TestChannelAsync(string channel, string changedBy, CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("ChannelName", channel, DbType.String, size: 64);
        parameters.Add("WaitSeconds", 0, DbType.Int32);
        parameters.Add("ChangedBy", changedBy, DbType.String, size: 128);
        parameters.Add("Now", Now, DbType.DateTime2);
        return repository.ExecuteAsync(
            (connection, token) => connection.QuerySingleAsync<TestResult>(Procedure("alert.TestChannel", parameters, token)),
            cancel
        );
    }

    public Task<TestResult> GetTestResultAsync(long notificationId, CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("NotificationId", notificationId, DbType.Int64);
        return repository.ExecuteAsync(
            (connection, token) => connection.QuerySingleAsync<TestResult>(Procedure("alert.GetTestResult", parameters, token)),
            cancel
        );
    }

    public async Task<IReadOnlyList<SignOfLife>> GetSignsOfLifeAsync(CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Now", Now, DbType.DateTime2);
        return await repository.ExecuteAsync(
            async (connection, token) =>
                (await connection.QueryAsync<SignOfLife>(Procedure("alert.GetSignsOfLife", parameters, token))).AsList(),
            cancel
        );
    }

    public async Task<IReadOnlyList<Gauge>> GetGaugesAsync(CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Now", Now, DbType.DateTime2);
        return await repository.ExecuteAsync(
            async (connection, token) =>
                (await connection.QueryAsync<Gauge>(Procedure("alert.GetGauges", parameters, token))).AsList(),
            cancel
        );
    }

    public async Task<IReadOnlyList<ServiceLevelStatus>> GetServiceLevelsAsync(CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Now", Now, DbType.DateTime2);
        return await repository.ExecuteAsync(
            async (connection, token) =>
                (await connection.QueryAsync<ServiceLevelStatus>(Procedure("report.SloStatus", parameters, token))).AsList(),
            cancel
        );
    }

    public async Task<IReadOnlyList<MailRouteRow>> GetMailRoutesAsync(CancellationToken cancel) =>
        await repository.ExecuteAsync(
            async (connection, token) =>
                (
                    await connection.QueryAsync<MailRouteRow>(Procedure("alert.GetMailRoutes", new DynamicParameters(), token))
                ).AsList(),
            cancel
        );

    public Task CompleteAsync(
        long notificationId,
        Guid leaseToken,
        IReadOnlyCollection<RecipientResult> settled,
        CancellationToken cancel
    )
    {
        var parameters = Claimed(notificationId, leaseToken, settled);
        return repository.ExecuteAsync(
            (connection, token) => connection.ExecuteAsync(Procedure("alert.CompleteNotification", parameters, token)),
            cancel
        );
    }

    public Task<DateTime?> FailAsync(
        long notificationId,
        Guid leaseToken,
        string errorMessage,
        bool isTransient,
        int inDoubtCount,
        IReadOnlyCollection<RecipientResult> settled,
        CancellationToken cancel
    ) =>
        FailAsync(Claimed(notificationId, leaseToken, settled), errorMessage, isTransient, inDoubtCount, cancel);

    public Task<DateTime?> PostponeAsync(
        long notificationId,
        Guid leaseToken,
        string errorMessage,
        TimeSpan? retryAfter,
        CancellationToken cancel
    )
    {
        var parameters = Claimed(notificationId, leaseToken, []);
        parameters.Add("RetryAfterSeconds", retryAfter is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null, DbType.Int32);
        return FailAsync(parameters, errorMessage, isTransient: true, inDoubtCount: 0, cancel);
    }

    private async Task<DateTime?> FailAsync(
        DynamicParameters parameters,
        string errorMessage,
        bool isTransient,
        int inDoubtCount,
        CancellationToken cancel
    )
    {
        parameters.Add("ErrorMessage", Clip(errorMessage, 2048), DbType.String, size: 2048);
        parameters.Add("IsTransient", isTransient, DbType.Boolean);
        parameters.Add("InDoubtCount", inDoubtCount, DbType.Int32);
        var nextAttemptAt = await repository.ExecuteAsync(
            (connection, token) =>
                connection.QuerySingleOrDefaultAsync<DateTime?>(Procedure("alert.FailNotification", parameters, token)),
            cancel
        );
        return nextAttemptAt is { } at ? DateTime.SpecifyKind(at, DateTimeKind.Utc) : null;
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private DynamicParameters Claimed(long notificationId, Guid leaseToken, IEnumerable<RecipientResult> settled)
    {
        var parameters = new DynamicParameters();
        parameters.Add("NotificationId", notificationId, DbType.Int64);
        parameters.Add("LeaseToken", leaseToken, DbType.Guid);
        parameters.Add("Recipients", Table(settled).AsTableValuedParameter("stage.RecipientResult"));
        parameters.Add("Now", Now, DbType.DateTime2);
        return parameters;
    }

    private static DataTable Table(IEnumerable<RecipientResult> settled)
    {
        var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add("Recipient", typeof(string));
        table.Columns.Add("WasAccepted", typeof(bool));
        table.Columns.Add("Reply", typeof(string));
        foreach (var result in settled)
        {
            table.Rows.Add(
                Clip(result.Recipient, RecipientResult.LongestRecipient),
                result.WasAccepted,
                Clip(result.Reply, 1024)
            );
        }

        return table;
    }

    private static IReadOnlyList<RecipientResult> Settled(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<RecipientResult[]>(json, JsonSerializerOptions.Web)!;

    private static string? Clip(string? text, int length) => text?.Length > length ? text[..length] : text;

    private CommandDefinition Procedure(string name, DynamicParameters parameters, CancellationToken cancel) =>
        new(
            name,
            parameters,
            commandType: CommandType.StoredProcedure,
            commandTimeout: repository.CommandTimeoutSeconds,
            cancellationToken: cancel
        );

    /// <summary>A row of alert.ClaimNotifications.</summary>
    private sealed record Claim : Notification
    {
        public string? SettledJson { get; init; }
    }
}
