// Does an installation step by step. Each step may be repeated; one that fails says what is missing, and
// those that do not depend on it go on, so that one call shows all that is wrong.
using AxMonitor.Database.Deploy;
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.EventSessions;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Install;

/// <summary>Sets everything up.</summary>
internal sealed class Installation(OrchestratorOptions options, InstallRequest request, TextWriter output)
{
    private static readonly Version OldestServer = new(13, 0, 5026);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly string _repository = ConnectionStrings.Complete(
        options.RepositoryConnectionString,
        "AxMonitor install",
        Patience
    );
    private bool _isComplete = true;

    /// <summary>Runs all steps; returns 0 when each of them, and the checks at the end, are good.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        if (
            await StepAsync("server", CheckServerAsync, cancel)
            && await StepAsync("database", DeployAsync, cancel)
            && await StepAsync("logins", AddLoginsAsync, cancel)
        )
        {
            if (request.Instance is not null)
            {
                await StepAsync("instance " + request.Instance, AddInstanceAsync, cancel);
            }

            if (request is { Instance: not null, WithEvents: true })
            {
                await StepAsync("event sessions", AddEventsAsync, cancel);
            }

            foreach (
                var finding in (await new Checks(options, onlyInstance: null, _ => { }).RunAsync(cancel)).Where(f => !f.IsGood)
            )
            {
                _isComplete = false;
                await output.WriteLineAsync(finding.ToString());
            }
        }

        await output.WriteLineAsync("What is left:");
        foreach (var step in HandSteps.Last(request))
        {
            await output.WriteLineAsync("      " + step);
        }

        return _isComplete ? 0 : 1;
    }

    private async Task<bool> StepAsync(string name, Func<CancellationToken, Task<string>> work, CancellationToken cancel)
    {
        try
        {
            await output.WriteLineAsync($"ok    {name}: {await work(cancel)}");
            return true;
        }
        catch (Exception e) when (
            e is SqlException or DeploymentException or ConfigurationException or InvalidOperationException or IOException
        )
        {
            _isComplete = false;
            await output.WriteLineAsync($"FAIL  {name}: {e.Message}");
            return false;
        }
    }

    private async Task<string> CheckServerAsync(CancellationToken cancel)
    {
        await using var connection = new SqlConnection(InMaster());
        await connection.OpenAsync(cancel);
        return Version.TryParse(connection.ServerVersion, out var version) && version < OldestServer
            ? throw new InvalidOperationException($"It is version {version}; AxMonitor needs SQL Server 2016 SP2 (13.0.5026) or later.")
            : $"{ConnectionStrings.Describe(_repository)}, version {connection.ServerVersion}";
    }

    private async Task<string> DeployAsync(CancellationToken cancel)
    {
        var isNew = await RepositoryDatabase.CreateIfMissingAsync(_repository, cancel);
        var outcome = await new DatabaseDeployment(
            DeploymentPackage.Read(DeploymentPackage.DefaultFile),
            _repository
        ).RunAsync(cancel);
        return $"{(isNew ? "created, " : "")}version {outcome.Plan.Version}, {outcome.Applied.Count} scripts applied";
    }

    private async Task<string> AddLoginsAsync(CancellationToken cancel)
    {
        var made = 0;
        await using (var server = new SqlConnection(InMaster()))
        {
            await server.OpenAsync(cancel);
            foreach (
                var (login, secret) in new[]
                {
                    (request.ServiceLogin, request.ServiceSecret),
                    (request.ReportsLogin, request.ReportsSecret),
                }
            )
            {
                made += await AddLoginAsync(server, login, secret, cancel) ? 1 : 0;
            }
        }

        await using var repository = new SqlConnection(_repository);
        await repository.OpenAsync(cancel);
        await using var roles = repository.CreateCommand();
        roles.CommandText = LoginScript.Roles(request);
        await roles.ExecuteNonQueryAsync(cancel);
        return $"{request.ServiceLogin} and {request.ReportsLogin} have their roles; {made} created";
    }

    private async Task<bool> AddLoginAsync(SqlConnection server, string login, string? secret, CancellationToken cancel)
    {
        await using var ask = server.CreateCommand();
        ask.CommandText = "SELECT COUNT(*) FROM sys.server_principals WHERE name = @Login;";
        ask.Parameters.AddWithValue("@Login", login);
        if ((int)(await ask.ExecuteScalarAsync(cancel))! > 0)
        {
            return false;
        }

        string? password = null;
        if (!LoginScript.IsWindowsAccount(login))
        {
            password = secret is null ? null : options.SecretOf(secret);
            if (string.IsNullOrEmpty(password))
            {
                throw new InvalidOperationException(
                    $"There is no login '{login}'. Create it, or name the secret with its password (--service-secret, --reports-secret) and set AXMONITOR__Secrets__{secret ?? "NAME"}."
                );
            }
        }

        await using var create = server.CreateCommand();
        create.CommandText = LoginScript.Create(login, password);
        await create.ExecuteNonQueryAsync(cancel);
        return true;
    }

    private async Task<string> AddInstanceAsync(CancellationToken cancel)
    {
        if (!options.Instances.ContainsKey(request.Instance!))
        {
            throw new InvalidOperationException(
                $"There is no connection string '{request.Instance}'; set AXMONITOR__Instances__{request.Instance}."
            );
        }

        var operations = new SqlOperations(new RepositoryConnection(options, TimeProvider.System), TimeProvider.System);
        var id = await operations.RegisterInstanceAsync(
            new InstanceRegistration
            {
                Name = request.Instance!,
                ConnectionName = request.Instance!,
                AxDatabaseName = request.AxDatabase,
            },
            cancel
        );
        return $"number {id}, AX database {request.AxDatabase ?? "none"}";
    }

    private async Task<string> AddEventsAsync(CancellationToken cancel)
    {
        if (!options.Instances.TryGetValue(request.Instance!, out var connection))
        {
            throw new InvalidOperationException($"There is no connection string '{request.Instance}'.");
        }

        var result = await new EventSessionDeployment(EventSessionDeployment.DefaultFolder, _ => { }).RunAsync(
            request.Instance!,
            connection,
            isDryRun: false,
            threshold: null,
            cancel
        );
        return string.Join(", ", result.Sessions.Select(s => $"{s.EventSession} {s.Action}"));
    }

    private string InMaster() =>
        new SqlConnectionStringBuilder(_repository) { InitialCatalog = "master", Pooling = false }.ConnectionString;
}
