// What a session carries from statement to statement, and the life of one request: start, errors, end.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Programs.Security;
using AxMonitor.Engine.Programs.Statements;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>The table for which SET IDENTITY_INSERT is ON.</summary>
internal sealed record IdentityInsertTable(string Database, int ObjectId, string Name);

public sealed partial class Session
{
    private readonly Dictionary<string, SqlVariantValue> _sessionContext = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _readOnlySessionContext = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Database, DatabaseSnapshot> _statementViews = new(ReferenceEqualityComparer.Instance);
    private Func<IEnumerable<SqlValue[]>, IReadOnlyList<SqlType>, long>? _bulkLoad;
    private byte[]? _contextInfo;
    private CancellationTokenSource? _linked;
    private CancellationToken _linkedTo;
    private bool _disposed;

    internal ServerInstance Server { get; }

    internal LoginRequest Login { get; }

    internal DateTime LoginTime { get; }

    internal TransactionSpace Space { get; }

    internal SessionTransaction Transaction { get; }

    internal SecurityIdentity Identity { get; }

    internal PermissionCheck Permissions { get; }

    internal SessionFunctionContext Functions { get; }

    /// <summary>The SET options of the running module.</summary>
    internal SessionOptions Options
    {
        get => _options;
        set
        {
            _options = value;
            QuerySettings.Current = value.Values;
        }
    }

    private SessionOptions _options = new();

    internal Database Database { get; set; }

    internal string LoginName => Identity.Login;

    internal string DefaultSchema => CatalogOf(Database.Name)?.FindPrincipal(Identity.User)?.DefaultSchema ?? "dbo";

    internal IResultSink Sink { get; set; } = NullSink.Instance;

    internal CancellationToken CancellationToken { get; private set; }

    /// <summary>Whether the request was cancelled in a procedure that had XACT_ABORT on; the procedure's own
    /// options are gone when that is asked.</summary>
    internal bool EndedUnderXactAbort { get; set; }

    internal ProgramFrame? CurrentFrame { get; set; }

    internal int CurrentLine { get; set; }

    internal int LastError { get; set; }

    internal long RowCount { get; set; }

    internal CaughtError? CaughtError { get; set; }

    internal SqlValue LastIdentity { get; set; }

    internal int FetchStatus { get; set; }

    internal int CursorRows { get; set; }

    internal Dictionary<string, Cursor> GlobalCursors { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<int, (string Text, string Declarations)> Prepared { get; } = [];

    private int _lastPrepared;

    internal int NextPreparedHandle() => ++_lastPrepared;

    internal IdentityInsertTable? IdentityInsertTable { get; set; }

    /// <summary>Greater than 0 while the EXECUTE of an INSERT … EXECUTE runs.</summary>
    internal int InsertExecDepth { get; set; }

    /// <summary>@@TRANCOUNT when the INSERT … EXECUTE began.</summary>
    internal int InsertExecTransactions { get; set; }

    /// <summary>UTC time at which the running statement began; taken when first asked for.</summary>
    internal DateTime StatementStartUtc => _statementStart ??= Server.UtcNow;

    private DateTime? _statementStart;

    internal byte[]? ContextInfo => _contextInfo;

    /// <summary>The catalog of a database as this session sees it; null when there is no such
    /// database.</summary>
    internal DatabaseState? CatalogOf(string database)
    {
        var found = string.Equals(database, Database.Name, StringComparison.OrdinalIgnoreCase)
            ? Database
            : Server.Storage.FindDatabase(database);
        return found is null ? null : Space.View(found).Catalog;
    }

    internal Database DatabaseNamed(string name) =>
        string.Equals(name, Database.Name, StringComparison.OrdinalIgnoreCase)
            ? Database
            : Server.Storage.FindDatabase(name) ?? throw ProgramErrors.UnknownDatabase(name);

    /// <summary>The state the running statement reads: taken once, so that it does not see its own
    /// changes.</summary>
    internal DatabaseSnapshot StatementView(Database database)
    {
        if (!_statementViews.TryGetValue(database, out var view))
        {
            _statementViews.Add(database, view = Space.View(database));
        }

        return view;
    }

    internal void ForgetStatementView(Database database) => _statementViews.Remove(database);

    internal void ForgetStatementViews() => _statementViews.Clear();

    internal void BeginStep(ProgramFrame frame, StatementNode node)
    {
        if (CancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(CancellationToken);
        }

        CurrentLine = node.Line;
        if (frame.IsFunction)
        {
            return;
        }

        _statementStart = null;
        _statementViews.Clear();
        if (node.Command is { } command)
        {
            _command = command;
        }
    }

    /// <summary>@@ROWCOUNT of the statement that just ended.</summary>
    internal void Done(long rows) => RowCount = rows;

    /// <summary>Severity 10 reaches clients as 0: SQL Server converts it for compatibility.</summary>
    internal void Send(int number, byte severity, byte state, string text) =>
        Sink.Message(
            new SqlMessage(
                number,
                severity == 10 ? (byte)0 : severity,
                state,
                text,
                NameParts.Own(CurrentFrame?.Module.Name ?? ""),
                CurrentLine
            )
        );

    internal void RefuseWhenDoomed()
    {
        if (Transaction.IsDoomed)
        {
            throw ProgramErrors.TransactionDoomed();
        }
    }

    internal void RefuseInTransaction(string statement)
    {
        if (Transaction.Count > 0)
        {
            throw new SqlError(226, 16, 6, $"{statement} statement not allowed within multi-statement transaction.");
        }
    }

    /// <summary>SET IMPLICIT_TRANSACTIONS ON: the first statement that touches data begins a
    /// transaction.</summary>
    internal void BeginImplicitTransaction()
    {
        if (Options.ImplicitTransactions && Transaction.Count == 0)
        {
            Transaction.Begin(null);
        }
    }

    /// <summary>Takes a database's writer lock.</summary>
    internal void WaitForWriter(Database database)
    {
        Space.LockTimeoutMs = Options.LockTimeoutMs;
        Space.BeginWrite(database, CancellationToken);
        ForgetStatementView(database);
    }

    internal void ChangeDatabase(string name)
    {
        var database = Server.Storage.FindDatabase(name) ?? throw ProgramErrors.UnknownDatabase(name);
        if (!Identity.MayEnter(database))
        {
            throw ProgramErrors.NoAccessToDatabase(LoginName, database.Name);
        }

        var old = Database.Name;
        Database = database;
        Sink.DatabaseChanged(old, database.Name);
        Send(5701, 0, 2, $"Changed database context to '{database.Name}'.");
    }

    internal void SetContextInfo(byte[] value)
    {
        var padded = new byte[128];
        value.AsSpan(0, Math.Min(value.Length, 128)).CopyTo(padded);
        _contextInfo = padded;
    }

    internal SqlVariantValue? GetSessionContext(string key) => _sessionContext.GetValueOrDefault(key);

    internal void SetSessionContext(string key, SqlVariantValue? value, bool isReadOnly)
    {
        if (_readOnlySessionContext.Contains(key))
        {
            throw new SqlError(
                15664,
                16,
                1,
                $"Cannot set key '{key}' in the session context. The key has been set as read_only for this session."
            );
        }

        if (value is null)
        {
            _sessionContext.Remove(key);
        }
        else
        {
            _sessionContext[key] = value;
        }

        if (isReadOnly)
        {
            _readOnlySessionContext.Add(key);
        }
    }

    internal void ExpectBulkLoad(Func<IEnumerable<SqlValue[]>, IReadOnlyList<SqlType>, long> load) => _bulkLoad = load;

    internal void RequireServerPermission(string permission, int number, string message)
    {
        if (!Identity.IsSysAdmin && !new ServerPermissions(this).Has(permission))
        {
            throw new SqlError(number, 14, 1, message);
        }
    }

    /// <summary>What an error of a statement does. Returns how execution goes on, or throws what unwinds
    /// it.</summary>
    internal Flow Fail(ProgramFrame frame, StatementNode node, SqlError error)
    {
        if (error is { Line: 0, IsPlaced: false })
        {
            error.Line = node.Line;
            if (error.Procedure.Length == 0)
            {
                error.Procedure = frame.Module.Name;
            }
        }

        if (frame.IsFunction)
        {
            throw error;
        }

        LastError = error.Number;
        RowCount = 0;
        _warnings = StatementWarning.None;
        var abortsBatch = ErrorPolicy.AbortsBatch(error) || ErrorPolicy.AbortsBatch(error, Options.Values);
        var deaf = error.IsCompilation ? frame : null;
        if (error.Severity < 20 && CanBeCaught(frame, deaf))
        {
            if (Options.XactAbort || abortsBatch || AbortsTransaction(node, error))
            {
                Transaction.Doom();
            }

            throw new Unwind(error, UnwindTarget.Catch, deaf);
        }

        SendError(error);
        if (error.IsThrown && !Options.XactAbort)
        {
            throw new Unwind(error, UnwindTarget.Batch, null);
        }

        if (
            abortsBatch
            || error.Severity >= 20
            || AbortsTransaction(node, error)
            || (Options.XactAbort && !error.IsRaised && error.Number != 266)
        )
        {
            Transaction.RollbackAll();
            if (error.Severity >= 20)
            {
                // The client reads what has been sent; then the connection is closed.
                Kill();
            }

            throw new Unwind(error, UnwindTarget.Batch, null);
        }

        if (error.IsCompilation)
        {
            throw new Unwind(error, UnwindTarget.Module, frame);
        }

        if (
            (node.IsModification && ErrorPolicy.TerminatesModification(error))
            || (node is DdlNode && ErrorPolicy.TerminatesDefinition(error))
        )
        {
            Sink.Message(
                new SqlMessage(3621, 0, 0, "The statement has been terminated.", NameParts.Own(frame.Module.Name), node.Line)
            );
        }

        return Flow.Next;
    }

    private bool AbortsTransaction(StatementNode node, SqlError error) =>
        Transaction.Count > 0 && node.IsDefinition && ErrorPolicy.DefinitionAbortsTransaction(error);

    private static bool CanBeCaught(ProgramFrame from, ProgramFrame? deaf)
    {
        for (var frame = from; frame is not null; frame = frame.Parent)
        {
            if (frame.TryDepth > 0 && frame != deaf)
            {
                return true;
            }
        }

        return false;
    }

    private void SendError(SqlError error)
    {
        if (error.Preceding is { } first)
        {
            Sink.Message(
                new SqlMessage(
                    first.Number,
                    first.Severity,
                    first.State,
                    first.Message,
                    NameParts.Own(error.Procedure),
                    error.Line
                )
            );
        }

        Sink.Message(
            new SqlMessage(error.Number, error.Severity, error.State, error.Message, NameParts.Own(error.Procedure), error.Line)
        );
    }

    // Everything a client asks for comes through here: one request at a time, whatever happens the session
    // stays usable.
    private void Request(string text, IResultSink sink, CancellationToken cancellationToken, Action action)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var linked = LinkedTo(cancellationToken);
        CancellationToken = linked.Token;
        EndedUnderXactAbort = false;
        QuerySettings.Current = _options.Values;
        Sink = sink;
        StartRequest(text);
        try
        {
            action();
        }
        catch (Unwind)
        {
            // Its message has been sent.
        }
        catch (SqlError error)
        {
            error.Line = error.IsPlaced ? error.Line : Math.Max(error.Line, 1);
            LastError = error.Number;
            SendError(error);
            if (ErrorPolicy.AbortsBatch(error) || (Options.XactAbort && !error.IsCompilation))
            {
                Transaction.RollbackAll();
            }
        }
        catch (OperationCanceledException) when (linked.IsCancellationRequested)
        {
            // Attention: the batch ends where it stands. Only XACT_ABORT rolls back.
            if (Options.XactAbort || EndedUnderXactAbort || _killed.IsCancellationRequested)
            {
                Transaction.RollbackAll();
            }
        }
        catch (IOException)
        {
            // The client is gone while results were being sent: nothing more can be said, and no CATCH block
            // may take it for an error of its own.
            Sink = NullSink.Instance;
            if (Options.XactAbort || EndedUnderXactAbort)
            {
                Transaction.RollbackAll();
            }

            throw;
        }
        catch (Exception exception)
        {
            // A defect of the sandbox ends the request, not the process.
            var error = ProgramErrors.Internal(exception);
            error.Line = 1;
            SendError(error);
        }
        finally
        {
            EndRequest();
        }
    }

    // A caller that sends many requests under one token gets one source for them all.
    private CancellationTokenSource LinkedTo(CancellationToken token)
    {
        if (_linked is null || _linked.IsCancellationRequested || _linkedTo != token)
        {
            _linked?.Dispose();
            (_linked, _linkedTo) = (CancellationTokenSource.CreateLinkedTokenSource(token, _killed.Token), token);
        }

        return _linked;
    }

    private void EndRequest()
    {
        CurrentFrame = null;
        CaughtError = null;
        InsertExecDepth = 0;
        _statementViews.Clear();
        if (Transaction.IsDoomed)
        {
            Transaction.RollbackAll();
            var error = ProgramErrors.DoomedAtBatchEnd();
            error.Line = 1;
            SendError(error);
        }

        // Temp tables of the batch itself live on until the session ends.
        Space.TempLevel = 0;
        Space.LockTimeoutMs = Options.LockTimeoutMs;
        FinishRequest();
        Sink = NullSink.Instance;
        QuerySettings.Current = QuerySettings.Default;
    }
}
