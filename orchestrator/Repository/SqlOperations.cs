// Calls the procedures of schema ops. Times go as datetime2, which Dapper would not choose by itself.
using System.Data;
using Dapper;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>Schema ops of the repository.</summary>
public sealed class SqlOperations(RepositoryConnection repository, TimeProvider time) : IOperations
{
    // A purge after a long outage deletes in batches for minutes; what it did not get to is left to the next
    // call.
    private const int MaintenanceSeconds = 600;

    public async Task<IReadOnlyList<ScheduledCollector>> GetScheduleAsync(CancellationToken cancel) =>
        await repository.ExecuteAsync(
            async (connection, token) =>
            {
                var parameters = new DynamicParameters();
                parameters.Add("Now", Now, DbType.DateTime2);
                var call = Procedure("ops.GetSchedule", parameters, token);
                return (await connection.QueryAsync<ScheduledCollector>(call)).AsList();
            },
            cancel
        );

    public async Task<IReadOnlyList<CollectorStatus>> GetCollectorStatusAsync(string? instanceName, CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("InstanceName", instanceName, DbType.String, size: 128);
        parameters.Add("Now", Now, DbType.DateTime2);
        return await repository.ExecuteAsync(
            async (connection, token) =>
                (await connection.QueryAsync<CollectorStatus>(Procedure("ops.GetCollectorStatus", parameters, token))).AsList(),
            cancel
        );
    }

    public Task<int> RegisterInstanceAsync(InstanceRegistration instance, CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("InstanceName", instance.Name, DbType.String, size: 128);
        parameters.Add("ConnectionName", instance.ConnectionName, DbType.String, size: 128);
        parameters.Add("AxDatabaseName", instance.AxDatabaseName, DbType.String, size: 128);
        parameters.Add("Now", Now, DbType.DateTime2);
        parameters.Add("ModelDatabaseName", instance.ModelDatabaseName, DbType.String, size: 128);
        parameters.Add("Environment", instance.Environment, DbType.String, size: 16);
        parameters.Add("Tags", instance.Tags, DbType.String, size: 400);
        return repository.ExecuteAsync(
            (connection, token) => connection.QuerySingleAsync<int>(Procedure("ops.RegisterInstance", parameters, token)),
            cancel
        );
    }

    public Task SetCollectorTextAsync(
        string instanceName,
        string collectorName,
        string? text,
        string changedBy,
        CancellationToken cancel
    )
    {
        var parameters = new DynamicParameters();
        parameters.Add("InstanceName", instanceName, DbType.String, size: 128);
        parameters.Add("CollectorName", collectorName, DbType.String, size: 64);
        parameters.Add("QueryText", text, DbType.String, size: -1);
        parameters.Add("ChangedBy", changedBy, DbType.String, size: 128);
        parameters.Add("Now", Now, DbType.DateTime2);
        return repository.ExecuteAsync(
            (connection, token) => connection.ExecuteAsync(Procedure("config.SetCollectorText", parameters, token)),
            cancel
        );
    }

    public Task<LeaseGrant> AcquireLeaseAsync(string leaseName, string owner, TimeSpan duration, CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("LeaseName", leaseName, DbType.String, size: 128);
        parameters.Add("Owner", owner, DbType.String, size: 128);
        parameters.Add("LeaseSeconds", (int)duration.TotalSeconds, DbType.Int32);
        parameters.Add("Now", Now, DbType.DateTime2);
        return repository.ExecuteAsync(
            (connection, token) => connection.QuerySingleAsync<LeaseGrant>(Procedure("ops.AcquireLease", parameters, token)),
            cancel
        );
    }

    public Task ReleaseLeaseAsync(string leaseName, string owner, CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("LeaseName", leaseName, DbType.String, size: 128);
        parameters.Add("Owner", owner, DbType.String, size: 128);
        return repository.ExecuteAsync(
            (connection, token) => connection.ExecuteAsync(Procedure("ops.ReleaseLease", parameters, token)),
            cancel
        );
    }

    public Task<RepositoryClock> GetClockAsync(CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Now", Now, DbType.DateTime2);
        return repository.ExecuteAsync(
            (connection, token) => connection.QuerySingleAsync<RepositoryClock>(Procedure("ops.GetClock", parameters, token)),
            cancel
        );
    }

    public async Task<IReadOnlyList<SettingFault>> GetSettingFaultsAsync(CancellationToken cancel) =>
        await repository.ExecuteAsync(
            async (connection, token) =>
                (await connection.QueryAsync<SettingFault>(Procedure("ops.GetSettingFaults", null, token))).AsList(),
            cancel
        );

    public async Task<IReadOnlyList<InstanceMasking>> GetMaskingAsync(CancellationToken cancel) =>
        await repository.ExecuteAsync(
            async (connection, token) =>
                (await connection.QueryAsync<InstanceMasking>(Procedure("ops.GetMasking", null, token))).AsList(),
            cancel
        );

    public Task<MaintenanceResult> RunMaintenanceAsync(Action<string> warned, CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Now", Now, DbType.DateTime2);
        return repository.ExecuteAsync(
            (connection, token) =>
            {
                connection.InfoMessage += (_, messages) => RaisedTexts.Of(messages).ToList().ForEach(warned);
                return connection.QuerySingleAsync<MaintenanceResult>(
                    new CommandDefinition(
                        "ops.RunMaintenance",
                        parameters,
                        commandType: CommandType.StoredProcedure,
                        commandTimeout: MaintenanceSeconds,
                        cancellationToken: token
                    )
                );
            },
            cancel
        );
    }

    public Task<FoldResult> FoldRollupsAsync(CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Now", Now, DbType.DateTime2);
        return repository.ExecuteAsync(
            (connection, token) => connection.QuerySingleAsync<FoldResult>(Procedure("ops.FoldRollups", parameters, token)),
            cancel
        );
    }

    public Task<LeakResult> FindLeaksAsync(CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Now", Now, DbType.DateTime2);
        return repository.ExecuteAsync(
            (connection, token) =>
                connection.QuerySingleAsync<LeakResult>(
                    new CommandDefinition(
                        "ops.FindLeaks",
                        parameters,
                        commandType: CommandType.StoredProcedure,
                        commandTimeout: MaintenanceSeconds,
                        cancellationToken: token
                    )
                ),
            cancel
        );
    }

    public Task<BaselineResult> BuildBaselinesAsync(CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Now", Now, DbType.DateTime2);
        return repository.ExecuteAsync(
            (connection, token) =>
                connection.QuerySingleAsync<BaselineResult>(
                    new CommandDefinition(
                        "ops.BuildBaselines",
                        parameters,
                        commandType: CommandType.StoredProcedure,
                        commandTimeout: MaintenanceSeconds,
                        cancellationToken: token
                    )
                ),
            cancel
        );
    }

    public Task SaveJobRunAsync(JobRun run, CancellationToken cancel)
    {
        var parameters = new DynamicParameters();
        parameters.Add("RunId", run.RunId, DbType.Guid);
        parameters.Add("JobName", run.JobName, DbType.String, size: 128);
        parameters.Add("InstanceId", run.InstanceId, DbType.Int32);
        parameters.Add("StartedAt", run.StartedAt, DbType.DateTime2);
        parameters.Add("EndedAt", run.EndedAt, DbType.DateTime2);
        parameters.Add("SourceMs", run.SourceMs, DbType.Int32);
        parameters.Add("SaveMs", run.SaveMs, DbType.Int32);
        parameters.Add("RowsRead", run.RowsRead, DbType.Int32);
        parameters.Add("RowsSaved", run.RowsSaved, DbType.Int32);
        parameters.Add("Outcome", run.Outcome, DbType.String, size: 16);
        parameters.Add("ErrorNumber", run.ErrorNumber, DbType.Int32);
        parameters.Add(
            "ErrorMessage",
            run.ErrorMessage is { Length: > 2048 } ? run.ErrorMessage[..2048] : run.ErrorMessage,
            DbType.String,
            size: 2048
        );
        parameters.Add("CapturedAt", run.CapturedAt, DbType.DateTime2);
        parameters.Add("IsTruncated", run.IsTruncated, DbType.Boolean);
        return repository.ExecuteAsync(
            (connection, token) => connection.ExecuteAsync(Procedure("ops.SaveJobRun", parameters, token)),
            cancel
        );
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private CommandDefinition Procedure(string name, DynamicParameters? parameters, CancellationToken cancel) =>
        new(
            name,
            parameters,
            commandType: CommandType.StoredProcedure,
            commandTimeout: repository.CommandTimeoutSeconds,
            cancellationToken: cancel
        );
}
