// Starts an endpoint over a fake backend for each test.
using Microsoft.Data.SqlClient;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

internal abstract class FakeServerFixture
{
    protected FakeBackend Backend { get; private set; } = null!;

    protected TdsServer Server { get; private set; } = null!;

    private readonly List<string> _log = [];

    /// <summary>What the endpoint has logged so far. A copy: connections still being closed go on
    /// writing.</summary>
    protected IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    protected virtual TdsServerOptions Options =>
        new()
        {
            Port = 0,
            Log = Write,
            Certificate = SharedCertificate.Value,
        };

    [SetUp]
    public async Task StartServer()
    {
        lock (_log)
        {
            _log.Clear();
        }

        Backend = new FakeBackend();
        Server = new TdsServer(Backend, Options);
        await Server.StartAsync();
    }

    [TearDown]
    public async Task StopServer()
    {
        SqlConnection.ClearAllPools();
        await Server.DisposeAsync();
    }

    protected string ConnectionString(Action<SqlConnectionStringBuilder>? change = null)
    {
        var builder = new SqlConnectionStringBuilder
        {
            DataSource = $"127.0.0.1,{Server.Port}",
            UserID = "sa",
            Password = "Secret#1",
            Encrypt = false,
            TrustServerCertificate = true,
            ConnectTimeout = 10,
            Pooling = false,
        };
        change?.Invoke(builder);
        return builder.ConnectionString;
    }

    protected async Task<SqlConnection> OpenAsync(Action<SqlConnectionStringBuilder>? change = null)
    {
        var connection = new SqlConnection(ConnectionString(change));
        await connection.OpenAsync();
        return connection;
    }

    protected void Write(string line)
    {
        lock (_log)
        {
            _log.Add(line);
        }
    }
}
