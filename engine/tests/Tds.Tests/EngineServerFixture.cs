// The endpoint over the real engine, for the tests that other people's clients run.
using AxMonitor.Engine.Programs;
using Dapper;
using Microsoft.Data.SqlClient;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

internal abstract class EngineServerFixture
{
    protected const string Password = "Secret#1";

    protected ServerInstance Instance { get; private set; } = null!;

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

    [OneTimeSetUp]
    public async Task StartServer()
    {
        Instance = new ServerInstance(new EngineOptions { AdministratorPassword = Password });
        Server = new TdsServer(Instance, new TdsServerOptions { Port = 0, Log = Write });
        await Server.StartAsync();
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync("CREATE DATABASE Clients;");
        foreach (
            var batch in new[]
            {
                "CREATE TYPE dbo.Point AS TABLE (Id int NOT NULL, Name nvarchar(50) NULL);",
                "CREATE TABLE dbo.Target (Id int NOT NULL PRIMARY KEY, Name nvarchar(50) NULL);",
                "CREATE PROCEDURE dbo.SumPoints @Rows dbo.Point READONLY AS SET NOCOUNT ON; SELECT SUM(CAST(Id AS bigint)) AS Total FROM @Rows; RETURN 3;",
                "CREATE PROCEDURE dbo.SavePoints @Rows dbo.Point READONLY, @Saved int = NULL OUTPUT AS INSERT INTO dbo.Target (Id, Name) SELECT Id, Name FROM @Rows; SET @Saved = @@ROWCOUNT; RETURN 5;",
                "CREATE PROCEDURE dbo.Fails @Id int AS\nSET NOCOUNT ON;\nIF @Id > 0\n    THROW 50123, N'No such thing.', 7;",
            }
        )
        {
            connection.ChangeDatabase("Clients");
            await connection.ExecuteAsync(batch);
        }
    }

    [OneTimeTearDown]
    public async Task StopServer()
    {
        SqlConnection.ClearAllPools();
        await Server.DisposeAsync();
        Instance.Dispose();
    }

    protected string ConnectionString(Action<SqlConnectionStringBuilder>? change = null)
    {
        var builder = new SqlConnectionStringBuilder
        {
            DataSource = $"127.0.0.1,{Server.Port}",
            UserID = "sa",
            Password = Password,
            Encrypt = false,
            TrustServerCertificate = true,
            ConnectTimeout = 15,
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

    protected Task<SqlConnection> OpenClientsAsync(bool pooling = false) =>
        OpenAsync(b =>
        {
            b.InitialCatalog = "Clients";
            b.Pooling = pooling;
        });

    private void Write(string line)
    {
        lock (_log)
        {
            _log.Add(line);
        }
    }
}
