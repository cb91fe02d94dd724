// A client's session: executes batches, procedure calls and transaction requests one at a time and sends
// results to a sink.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Planning;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Programs.Security;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>One session. Not thread-safe; cancel through the token. Errors go to the sink as messages;
/// methods do not throw SqlError.</summary>
public sealed partial class Session : IDisposable
{
    private readonly CancellationTokenSource _killed = new();

    internal Session(ServerInstance server, short sessionId, LoginRequest login, Database database)
    {
        Server = server;
        SessionId = sessionId;
        Login = login;
        Space = new TransactionSpace(server.Storage, sessionId);
        Database = database;
        Identity = new SecurityIdentity(this, login.UserName);
        Permissions = new PermissionCheck(this);
        Transaction = new SessionTransaction(this);
        Functions = new SessionFunctionContext(this);
        LoginTime = server.UtcNow;
        _lastRequestStartedAt = LoginTime;
    }

    /// <summary>@@SPID.</summary>
    public short SessionId { get; }

    public string DatabaseName => Database.Name;

    /// <summary>Number of the open transaction, 0 when none is open (after the last request).</summary>
    public long TransactionDescriptor => Transaction.Count > 0 ? Space.TransactionId : 0;

    /// <summary>Runs a language batch.</summary>
    public void ExecuteBatch(string sql, IResultSink sink, CancellationToken cancellationToken) =>
        Request(
            sql,
            sink,
            cancellationToken,
            () =>
            {
                var module = Server.Modules.Batch(this, sql, "", ModuleRole.Batch);
                var frame = new ProgramFrame(this, module, null);
                Permissions.RequireTypes(frame);
                FindErrorsBeforeStart(module);
                CurrentFrame = frame;
                try
                {
                    Statements.StatementNode.RunAll(frame, module.Body);
                }
                catch (Unwind unwind) when (unwind.Target == UnwindTarget.Module)
                {
                    // The rest of the batch is skipped; its message has been sent.
                }
            }
        );

    /// <summary>The plans of a batch's own queries and modifications, one line each, as they would be made
    /// now; nothing runs.</summary>
    /// <exception cref="SqlError">The batch does not compile.</exception>
    public IReadOnlyList<string> Explain(string sql)
    {
        var module = Server.Modules.Batch(this, sql, "", ModuleRole.Batch);
        var scope = new ModuleBindingScope(this, Database, module.Layout, new Dependencies())
        {
            DefaultSchema = module.DefaultSchema,
        };
        return
        [
            .. BatchParser
                .Parse(sql, Options.QuotedIdentifier)
                .Where(StatementCompiler.CanCompile)
                .Select(s => StatementCompiler.Compile(s, scope).Explain()),
        ];
    }

    /// <summary>sp_executesql: runs parameterised text; output parameters get their values back.</summary>
    public void ExecuteSql(
        string sql,
        string parameterDeclarations,
        IReadOnlyList<SqlParameter> parameters,
        IResultSink sink,
        CancellationToken cancellationToken
    ) =>
        Request(
            sql,
            sink,
            cancellationToken,
            () =>
            {
                var arguments = ClientArguments.ForText(this, parameterDeclarations, parameters);
                var call = ProcedureCalls.DynamicSql(this, null, sql, parameterDeclarations, arguments);
                ClientArguments.Return(parameters, arguments);
                call.ThrowIfMismatched();
            }
        );

    /// <summary>Calls a procedure by name (also system procedures). Returns its return status.</summary>
    public int ExecuteProcedure(
        string name,
        IReadOnlyList<SqlParameter> parameters,
        IResultSink sink,
        CancellationToken cancellationToken
    )
    {
        var status = 0;
        Request(
            name,
            sink,
            cancellationToken,
            () =>
            {
                var parts = NameParts.Parse(name) ?? throw ProgramErrors.ProcedureNotFound(name);
                var arguments = ClientArguments.ForProcedure(this, parts, parameters);
                var call = ProcedureCalls.Call(this, null, parts, arguments);
                status = call.Status;
                ClientArguments.Return(parameters, arguments);
                call.ThrowIfMismatched();
            }
        );
        return status;
    }

    /// <summary>Transaction manager requests of TDS.</summary>
    public void BeginTransaction(string isolationLevel, string? name, IResultSink sink) =>
        Request(
            "BEGIN TRANSACTION",
            sink,
            CancellationToken.None,
            () =>
            {
                if (
                    Enum.TryParse<Microsoft.SqlServer.TransactSql.ScriptDom.IsolationLevel>(
                        isolationLevel.Replace(" ", "", StringComparison.Ordinal),
                        ignoreCase: true,
                        out var level
                    )
                    && level != Microsoft.SqlServer.TransactSql.ScriptDom.IsolationLevel.None
                )
                {
                    Options = Options with { Isolation = level };
                }

                Transaction.Begin(name);
            }
        );

    public void CommitTransaction(IResultSink sink) =>
        Request("COMMIT TRANSACTION", sink, CancellationToken.None, Transaction.Commit);

    public void RollbackTransaction(string? savepoint, IResultSink sink) =>
        Request(
            "ROLLBACK TRANSACTION",
            sink,
            CancellationToken.None,
            () => Transaction.Rollback(string.IsNullOrEmpty(savepoint) ? null : savepoint)
        );

    public void SaveTransaction(string name, IResultSink sink) =>
        Request("SAVE TRANSACTION", sink, CancellationToken.None, () => Transaction.Save(name));

    /// <summary>The rows announced by INSERT BULK. Returns how many were inserted.</summary>
    public long BulkLoad(
        IEnumerable<SqlValue[]> rows,
        IReadOnlyList<SqlType> columnTypes,
        IResultSink sink,
        CancellationToken cancellationToken
    )
    {
        long count = 0;
        Request(
            "INSERT BULK",
            sink,
            cancellationToken,
            () =>
            {
                var load =
                    _bulkLoad
                    ?? throw new SqlError(
                        4002,
                        16,
                        1,
                        "The incoming tabular data stream (TDS) bulk load stream was not announced by INSERT BULK."
                    );
                _bulkLoad = null;
                count = load(rows, columnTypes);
                Done(count);
                sink.StatementDone(count, inProcedure: false, wasSelect: false);
            }
        );
        return count;
    }

    /// <summary>RESETCONNECTION: rolls back, drops temp tables, resets SET options and
    /// context_info.</summary>
    public void Reset(IResultSink sink)
    {
        Sink = sink;
        Transaction.RollbackAll();
        DropGlobalTempTables();
        Space.Reset();
        Server.Storage.Locks.ReleaseSession(SessionId);
        Options = new SessionOptions();
        Space.LockTimeoutMs = -1;
        _contextInfo = null;
        _sessionContext.Clear();
        GlobalCursors.Clear();
        Prepared.Clear();
        Identity.Reset();
        IdentityInsertTable = null;
        LastIdentity = SqlValue.Null;
        (LastError, RowCount, CaughtError) = (0, 0, null);
        if (Server.Storage.FindDatabase(Login.Database ?? "master") is { } database && !ReferenceEquals(database, Database))
        {
            var old = Database.Name;
            Database = database;
            sink.DatabaseChanged(old, database.Name);
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Sink = NullSink.Instance;
        Transaction.RollbackAll();
        DropGlobalTempTables();
        Server.Storage.Locks.ReleaseSession(SessionId);
        Space.Dispose();
        Server.Forget(this);
        _linked?.Dispose();
        _killed.Dispose();
    }

    /// <summary>Ends the running request and refuses further ones; the endpoint closes the connection when it
    /// sees <see cref="KilledToken"/>.</summary>
    internal void Kill() => _killed.Cancel();

    /// <summary>Cancelled when another session killed this one.</summary>
    public CancellationToken KilledToken => _killed.Token;

    /// <summary>Finds the errors that SQL Server finds when a module is created.</summary>
    internal void CheckNewModule(ModuleDef definition)
    {
        try
        {
            FindErrorsBeforeStart(Server.Modules.Stored(this, Database, definition));
        }
        catch (SqlError error)
        {
            error.Procedure = definition.FullName;
            error.IsCompilation = false;
            throw;
        }
    }

    /// <summary>Finds what SQL Server finds when it compiles a batch: names that exist but are used wrongly
    /// (207, 4104 …), wrong counts, types that do not fit. Nothing of the batch runs then.</summary>
    /// <exception cref="SqlError">The first of them.</exception>
    internal void FindErrorsBeforeStart(CompiledModule module)
    {
        if (module.IsChecked)
        {
            return;
        }

        module.IsChecked = true;
        foreach (var (line, plan) in module.Plans)
        {
            try
            {
                plan.Precompile(this, module, withTempTables: module.Role is ModuleRole.Batch or ModuleRole.DynamicSql);
            }
            catch (SqlError error) when (!ErrorPolicy.IsDeferred(error))
            {
                error.Line = error.Line == 0 ? line : error.Line;
                error.IsCompilation = true;
                throw;
            }
            catch (SqlError)
            {
                // Left to the statement's own turn: it may be skipped, or find the object by then.
            }
        }
    }
}
