// A server that speaks real TDS and answers what the test says: both ends of the stream from a watched
// instance into the repository, without an engine in between.
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using AxMonitor.Engine.Types;

namespace AxMonitor.Orchestrator.Tests.Doubles;

internal sealed class ScriptedServer : ITdsBackend, IAsyncDisposable
{
    private readonly TdsServer _server;
    private int _lastSession = 50;

    private ScriptedServer() => _server = new TdsServer(this, new TdsServerOptions { Port = 0 });

    public string ServerName => "SCRIPTED";

    public Version ProductVersion { get; } = new(13, 0, 5026, 0);

    /// <summary>Encryption off: what is measured here is the stream.</summary>
    public string ConnectionString => $"Server=127.0.0.1,{_server.Port};User ID=sa;Password=x;Encrypt=false;Pooling=false";

    public Action<string, IReadOnlyList<SqlParameter>, IResultSink, CancellationToken> OnBatch { get; set; } =
        (_, _, _, _) => { };

    public Action<string, IReadOnlyList<SqlParameter>, IResultSink, CancellationToken> OnProcedure { get; set; } =
        (_, _, _, _) => { };

    public static async Task<ScriptedServer> StartAsync()
    {
        var server = new ScriptedServer();
        await server._server.StartAsync();
        return server;
    }

    public ITdsSession Open(LoginRequest login) => new ScriptedSession(this, (short)Interlocked.Increment(ref _lastSession));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private sealed class ScriptedSession(ScriptedServer server, short id) : ITdsSession
    {
        public short SessionId { get; } = id;

        public string DatabaseName => "master";

        public long TransactionDescriptor => 0;

        public CancellationToken Killed => CancellationToken.None;

        public void ExecuteBatch(string sql, IResultSink sink, CancellationToken cancellationToken) =>
            server.OnBatch(sql, [], sink, cancellationToken);

        public void ExecuteSql(
            string sql,
            string parameterDeclarations,
            IReadOnlyList<SqlParameter> parameters,
            IResultSink sink,
            CancellationToken cancellationToken
        ) => server.OnBatch(sql, parameters, sink, cancellationToken);

        public int ExecuteProcedure(
            string name,
            IReadOnlyList<SqlParameter> parameters,
            IResultSink sink,
            CancellationToken cancellationToken
        )
        {
            server.OnProcedure(name, parameters, sink, cancellationToken);
            return 0;
        }

        public void BeginTransaction(string isolationLevel, string? name, IResultSink sink) => throw Unexpected();

        public void CommitTransaction(IResultSink sink) => throw Unexpected();

        public void RollbackTransaction(string? savepoint, IResultSink sink) => throw Unexpected();

        public void SaveTransaction(string name, IResultSink sink) => throw Unexpected();

        public void Reset(IResultSink sink) { }

        public long BulkLoad(
            IEnumerable<SqlValue[]> rows,
            IReadOnlyList<SqlType> columnTypes,
            IResultSink sink,
            CancellationToken cancellationToken
        ) => throw Unexpected();

        public void Dispose() { }

        private static NotSupportedException Unexpected() => new("The orchestrator is not expected to do this.");
    }
}
