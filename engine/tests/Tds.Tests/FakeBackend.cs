// A backend whose answers each test scripts, so that the protocol is tested apart from the engine.
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Tests;

internal sealed class FakeBackend : ITdsBackend
{
    private int _lastSession = 50;

    public string ServerName => "FAKE";

    public Version ProductVersion { get; } = new(13, 0, 5026, 0);

    public Action<string, IResultSink, CancellationToken> OnBatch { get; set; } = (_, _, _) => { };

    public Action<string, string, IReadOnlyList<SqlParameter>, IResultSink, CancellationToken> OnSql { get; set; } =
        (_, _, _, _, _) => { };

    public Func<string, IReadOnlyList<SqlParameter>, IResultSink, CancellationToken, int> OnProcedure { get; set; } =
        (_, _, _, _) => 0;

    public CancellationTokenSource Kill { get; } = new();

    public List<string> Calls { get; } = [];

    public LoginRequest? LastLogin { get; private set; }

    public ITdsSession Open(LoginRequest login)
    {
        LastLogin = login;
        if (login.Password != "Secret#1")
        {
            throw new SqlError(18456, 14, 1, $"Login failed for user '{login.UserName}'.");
        }

        if (login.Database == "Nowhere")
        {
            throw new SqlError(4060, 11, 1, "Cannot open database \"Nowhere\" requested by the login. The login failed.");
        }

        return new FakeSession(this, (short)Interlocked.Increment(ref _lastSession), login.Database ?? "master");
    }

    public void Note(string call)
    {
        lock (Calls)
        {
            Calls.Add(call);
        }
    }

    private sealed class FakeSession(FakeBackend backend, short id, string database) : ITdsSession
    {
        public short SessionId { get; } = id;

        public string DatabaseName { get; } = database;

        public long TransactionDescriptor { get; private set; }

        public CancellationToken Killed => backend.Kill.Token;

        public void ExecuteBatch(string sql, IResultSink sink, CancellationToken cancellationToken) =>
            backend.OnBatch(sql, sink, cancellationToken);

        public void ExecuteSql(
            string sql,
            string parameterDeclarations,
            IReadOnlyList<SqlParameter> parameters,
            IResultSink sink,
            CancellationToken cancellationToken
        ) => backend.OnSql(sql, parameterDeclarations, parameters, sink, cancellationToken);

        public int ExecuteProcedure(
            string name,
            IReadOnlyList<SqlParameter> parameters,
            IResultSink sink,
            CancellationToken cancellationToken
        ) => backend.OnProcedure(name, parameters, sink, cancellationToken);

        public void BeginTransaction(string isolationLevel, string? name, IResultSink sink)
        {
            backend.Note($"begin {isolationLevel}");
            TransactionDescriptor = 77;
            sink.TransactionChanged(TransactionChange.Begun, 77);
        }

        public void CommitTransaction(IResultSink sink) => End("commit", TransactionChange.Committed, sink);

        public void RollbackTransaction(string? savepoint, IResultSink sink)
        {
            if (savepoint is not null)
            {
                backend.Note($"rollback to {savepoint}");
                return;
            }

            End("rollback", TransactionChange.RolledBack, sink);
        }

        public void SaveTransaction(string name, IResultSink sink) => backend.Note($"save {name}");

        public void Reset(IResultSink sink) => backend.Note("reset");

        public long BulkLoad(
            IEnumerable<SqlValue[]> rows,
            IReadOnlyList<SqlType> columnTypes,
            IResultSink sink,
            CancellationToken cancellationToken
        )
        {
            long count = 0;
            foreach (var row in rows)
            {
                count++;
                backend.Note(
                    $"bulk {string.Join(',', columnTypes.Select((t, i) => row[i].IsNull ? "NULL" : t.IsCharacter ? row[i].AsString() : row[i].Bits.ToString(CultureInfo.InvariantCulture)))}"
                );
            }

            sink.StatementDone(count, inProcedure: false, wasSelect: false);
            return count;
        }

        public void Dispose() => backend.Note("dispose");

        private void End(string what, TransactionChange change, IResultSink sink)
        {
            backend.Note(what);
            TransactionDescriptor = 0;
            sink.TransactionChanged(change, 77);
        }
    }
}
