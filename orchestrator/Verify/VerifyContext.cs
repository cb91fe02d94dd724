// What the checks work with: the server, the database made for this, the parts of the service that collect
// and save, and what earlier checks found.
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify;

/// <summary>A verification under way.</summary>
internal sealed class VerifyContext : IDisposable
{
    /// <summary>Name of the server's connection string, and of the instance that stands for it.</summary>
    public const string InstanceName = "VERIFY";

    /// <summary>The same for the login of the service.</summary>
    public const string LeastPrivilegeName = "VERIFY-LEAST";

    private const int CommandSeconds = 120;
    private readonly IHost _host;
    private readonly Lazy<IHost>? _leastPrivilegeHost;
    private string? _scratch;

    public VerifyContext(VerifyRequest request, OwnDatabases databases, OrchestratorOptions options, TimeProvider time)
    {
        Request = request;
        Databases = databases;
        Time = time;
        _host = Host(options, databases.ConnectionString(request.DatabaseName), request.ConnectionString);
        Service = new ServiceParts(_host.Services);
        if (request.LeastPrivilegeConnectionString is { } least)
        {
            var repository = new SqlConnectionStringBuilder(least) { InitialCatalog = request.DatabaseName, Pooling = false };
            _leastPrivilegeHost = new Lazy<IHost>(() => Host(options, repository.ConnectionString, least));
        }
    }

    public VerifyRequest Request { get; }

    public OwnDatabases Databases { get; }

    public TimeProvider Time { get; }

    /// <summary>Parts of the service that work as the login of <see cref="VerifyRequest.ConnectionString"/>,
    /// in the database made for this.</summary>
    public ServiceParts Service { get; }

    /// <summary>The same as the login of the service; null when none was given.</summary>
    public ServiceParts? LeastPrivilegeService => _leastPrivilegeHost is { } host ? new ServiceParts(host.Value.Services) : null;

    /// <summary>The AX database that collectors get.</summary>
    public string AxDatabaseName => Request.AxDatabaseName ?? "master";

    /// <summary>Whether the repository was deployed.</summary>
    public bool IsDeployed { get; set; }

    /// <summary>What earlier checks found.</summary>
    public List<CheckResult> Results { get; } = [];

    /// <summary>Hears of each step.</summary>
    public Action<string> Step { get; init; } = _ => { };

    /// <summary>Opens a connection to the database made for this, or to another one.</summary>
    public async Task<SqlConnection> OpenAsync(CancellationToken cancel, string? database = null, string? program = null)
    {
        var builder = new SqlConnectionStringBuilder(Databases.ConnectionString(database ?? Request.DatabaseName));
        builder.ApplicationName = program ?? builder.ApplicationName;
        var connection = new SqlConnection(builder.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>An empty database for experiments with locks and states, made when it is first asked
    /// for.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> ScratchAsync(CancellationToken cancel)
    {
        if (_scratch is null)
        {
            var name = Request.DatabaseName + "_scratch";
            await Databases.MakeAsync(name, cancel);
            _scratch = name;
        }

        return _scratch;
    }

    /// <summary>A command with the time-out of all checks.</summary>
    public static SqlCommand Command(SqlConnection connection, string sql) =>
        new(sql, connection) { CommandTimeout = CommandSeconds };

    /// <summary>The rows of a check that has run.</summary>
    public IReadOnlyList<VerifyRow> RowsOf<TCheck>()
        where TCheck : IVerifyCheck, new() =>
        Results.FirstOrDefault(result => result.Check == new TCheck().Name)?.Rows ?? [];

    public void Dispose()
    {
        _host.Dispose();
        if (_leastPrivilegeHost is { IsValueCreated: true } host)
        {
            host.Value.Dispose();
        }
    }

    // Never started: nothing collects, evaluates or delivers by itself.
    private static IHost Host(OrchestratorOptions options, string repository, string server) =>
        OrchestratorHost.Build(
            options with
            {
                RepositoryConnectionString = repository,
                Instances = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [InstanceName] = server },
                Smtp = null,
                DatabaseMail = null,
                Observe = new ObserveOptions(),
            }
        );
}

/// <summary>The parts of the service that collect and save.</summary>
internal sealed class ServiceParts(IServiceProvider services)
{
    public IOperations Operations { get; } = services.GetRequiredService<IOperations>();

    public CollectorCatalog Catalog { get; } = services.GetRequiredService<CollectorCatalog>();

    public CollectorParameters Parameters { get; } = services.GetRequiredService<CollectorParameters>();

    public IWatchedSource Source { get; } = services.GetRequiredService<IWatchedSource>();

    public IIngestion Ingestion { get; } = services.GetRequiredService<IIngestion>();
}
