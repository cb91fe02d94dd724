// One simulated SQL Server on the network: the T-SQL engine with the TDS endpoint in front of it. It can be
// taken off the network and put back, with all its data, as a server that becomes unreachable for a while.
using System.Net;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Sandbox;

/// <summary>An engine and its endpoint on 127.0.0.1.</summary>
public sealed class SqlStandIn : IAsyncDisposable
{
    private TdsServer? _endpoint;

    private SqlStandIn(ServerInstance engine, string password)
    {
        Engine = engine;
        Password = password;
    }

    public ServerInstance Engine { get; }

    /// <summary>Port the endpoint listens on; stays the same over <see cref="GoOfflineAsync"/> and
    /// <see cref="GoOnlineAsync"/>.</summary>
    public int Port { get; private set; }

    /// <summary>Password of the login 'sa'.</summary>
    public string Password { get; }

    /// <param name="serverName">@@SERVERNAME.</param>
    /// <param name="port">TCP port; 0 takes a free one.</param>
    /// <param name="password">Password of 'sa'.</param>
    /// <param name="time">Clock of the simulated server.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<SqlStandIn> StartAsync(
        string serverName,
        int port,
        string password,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var engine = new ServerInstance(
            new EngineOptions
            {
                ServerName = serverName,
                Time = time,
                AdministratorPassword = password,
            }
        );
        var standIn = new SqlStandIn(engine, password) { Port = port };
        await standIn.GoOnlineAsync(cancellationToken);
        return standIn;
    }

    /// <summary>Listens again after <see cref="GoOfflineAsync"/>.</summary>
    public async Task GoOnlineAsync(CancellationToken cancellationToken)
    {
        var endpoint = new TdsServer(Engine, new TdsServerOptions { Address = IPAddress.Loopback, Port = Port });
        try
        {
            await endpoint.StartAsync(cancellationToken);
        }
        catch (IOException failure)
        {
            await endpoint.DisposeAsync();
            throw new SandboxException(
                $"Port {Port} on 127.0.0.1 cannot be listened on ({failure.Message}). Choose another with --sql-port, or 0 for any free one.",
                failure
            );
        }

        Port = endpoint.Port;
        _endpoint = endpoint;
    }

    /// <summary>Stops listening and drops all connections; the data stays.</summary>
    public async Task GoOfflineAsync(CancellationToken cancellationToken)
    {
        if (_endpoint is { } endpoint)
        {
            _endpoint = null;
            await endpoint.StopAsync(cancellationToken);
            await endpoint.DisposeAsync();
        }
    }

    /// <summary>Connection string for a login, by default the administrator's. Not encrypted: it never leaves
    /// this machine.</summary>
    public string ConnectionString(string database, string login = "sa", string? password = null) =>
        new SqlConnectionStringBuilder
        {
            DataSource = $"tcp:127.0.0.1,{Port}",
            InitialCatalog = database,
            UserID = login,
            Password = password ?? Password,
            Encrypt = false,
            ConnectTimeout = 15,
            // A slow machine is no fault of the server that stands in.
            CommandTimeout = 300,
        }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        await GoOfflineAsync(CancellationToken.None);
        Engine.Dispose();
    }
}
