// What a process 'axmonitor run' needs around it: a watched server with a simulated AX, a repository, a mail
// server. The service runs with its shipped settings.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Tests.Shared.Mail;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Servers that stand in, and services that are started beside them.</summary>
internal sealed class ServiceStage : IAsyncDisposable
{
    private readonly SqlStandIn _watched;
    private readonly SqlStandIn _repository;
    private readonly List<Process> _services = [];

    private ServiceStage(SqlStandIn watched, SqlStandIn repository, AxInstallation ax)
    {
        _watched = watched;
        _repository = repository;
        Ax = ax;
        Repository = new SqlConnection(repository.ConnectionString(RepositoryDeployment.DatabaseName));
    }

    public AxInstallation Ax { get; }

    public TestMailServer Mail { get; } = TestMailServer.Start(new TestMailServerSetup());

    /// <summary>The repository, as administrator.</summary>
    public SqlConnection Repository { get; }

    public static async Task<ServiceStage> BuildAsync(AxInstallationOptions options, CancellationToken cancellationToken)
    {
        var watched = await SqlStandIn.StartAsync("AXPROD", 0, "Watched-1", TimeProvider.System, cancellationToken);
        var repository = await SqlStandIn.StartAsync("AXREPO", 0, "Repository-1", TimeProvider.System, cancellationToken);
        var stage = new ServiceStage(watched, repository, new AxInstallation(options));
        stage.Ax.Attach(watched.Engine);
        await RepositoryDeployment.DeployAsync(repository, cancellationToken);
        await ServiceLogins.CreateForRepositoryAsync(repository, cancellationToken);
        await ServiceLogins.CreateForWatchedAsync(watched, stage.Ax.DatabaseName, cancellationToken);
        await stage.RegisterAsync("AXPROD");
        await stage.Repository.ExecuteAsync("EXEC config.SetMailRoute @Recipients = N'dba@contoso.example';");
        return stage;
    }

    /// <summary>Registers another instance, which is the same server under another name.</summary>
    public Task RegisterAsync(string instanceName) =>
        Repository.ExecuteAsync(
            "EXEC ops.RegisterInstance @InstanceName = @Instance, @ConnectionName = N'prod', @AxDatabaseName = @Name, @Now = @Now;",
            new
            {
                Instance = instanceName,
                Name = Ax.DatabaseName,
                Now = DateTime.UtcNow,
            }
        );

    /// <summary>Takes the watched server off the network.</summary>
    public Task GoOfflineAsync(CancellationToken cancellationToken) => _watched.GoOfflineAsync(cancellationToken);

    /// <summary>Puts it back.</summary>
    public Task GoOnlineAsync(CancellationToken cancellationToken) => _watched.GoOnlineAsync(cancellationToken);

    /// <summary>Starts a service; the stage ends it.</summary>
    /// <param name="owner">The name under which it holds its leases.</param>
    public Process Start(string owner)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "axmonitor.dll"), "run"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["AXMONITOR__Owner"] = owner;
        start.Environment["AXMONITOR__Desk__Port"] = "";
        start.Environment["AXMONITOR__Observe__Port"] = "";
        start.Environment["AXMONITOR__Repository__ConnectionString"] = _repository.ConnectionString(
            RepositoryDeployment.DatabaseName,
            ServiceLogins.Orchestrator
        );
        start.Environment["AXMONITOR__Instances__prod"] = _watched.ConnectionString("master", ServiceLogins.Orchestrator);
        start.Environment["AXMONITOR__Smtp__Host"] = "127.0.0.1";
        start.Environment["AXMONITOR__Smtp__Port"] = Mail.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["AXMONITOR__Smtp__From"] = "axmonitor@contoso.example";
        start.Environment["AXMONITOR__Smtp__Security"] = "None";
        var service = Process.Start(start)!;
        service.OutputDataReceived += static (_, _) => { };
        service.BeginOutputReadLine();
        _services.Add(service);
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            service.Kill();
            await service.WaitForExitAsync(CancellationToken.None);
            service.Dispose();
        }

        await Repository.DisposeAsync();
        Ax.Dispose();
        await _watched.DisposeAsync();
        await _repository.DisposeAsync();
        await Mail.DisposeAsync();
    }
}
