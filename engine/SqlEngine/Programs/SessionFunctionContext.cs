// The session as built-in functions see it: @@-globals, ERROR_*(), names of the caller.
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Programs.SystemProcedures;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>Function context of one session.</summary>
internal sealed class SessionFunctionContext : IFunctionContext
{
    private readonly Session _session;

    public SessionFunctionContext(Session session)
    {
        _session = session;
        Metadata = new SessionMetadata(session);
    }

    public TimeProvider Time => _session.Server.Options.Time;

    public DateTime StatementStartUtc => _session.StatementStartUtc;

    public int SessionId => _session.SessionId;

    public string LoginName => _session.LoginName;

    public string OriginalLogin => _session.Identity.OriginalLogin;

    public string UserName => _session.Identity.User;

    public string HostName => _session.Login.HostName;

    public string ProgramName => _session.Login.ProgramName;

    public string ServerName => _session.Server.Options.ServerName;

    public string ProductVersion => _session.Server.Options.ProductVersion;

    public string DatabaseName => _session.Database.Name;

    public int DatabaseId => _session.Database.Id;

    public long RowCount => _session.RowCount;

    public int LastErrorNumber => _session.LastError;

    public int TransactionCount => _session.Transaction.Count;

    public int TransactionState => _session.Transaction.State;

    public int NestLevel => _session.CurrentFrame?.NestLevel ?? 0;

    public int ProcedureId => _session.CurrentFrame?.Module.ObjectId ?? 0;

    public byte[]? ColumnsUpdated => _session.CurrentFrame?.Trigger?.ColumnsUpdated;

    public int TriggerNestLevel(int objectId, bool? isInsteadOf) =>
        TriggerCalls.Running(_session.CurrentFrame)
            .Count(f =>
                (objectId == 0 || f.Module.ObjectId == objectId)
                && (isInsteadOf is null || f.Trigger!.IsInsteadOf == isInsteadOf)
            );

    public int FetchStatus => _session.FetchStatus;

    public int CursorRows => _session.CursorRows;

    public SqlValue LastIdentity => _session.LastIdentity;

    public SqlValue ScopeIdentity => _session.CurrentFrame?.ScopeIdentity ?? SqlValue.Null;

    public CaughtError? Error => _session.CaughtError;

    public int DateFirst => _session.Options.DateFirst;

    public string Language => _session.Options.Values.Language.Name;

    public int LockTimeout => _session.Options.LockTimeoutMs;

    public int Options => _session.Options.Mask;

    public int TextSize => _session.Options.TextSize;

    public byte[]? ContextInfo => _session.ContextInfo;

    public Random Random { get; } = new();

    public IMetadataLookup Metadata { get; }

    public SqlVariantValue? SessionContext(string key) => _session.GetSessionContext(key);

    public string ApplicationLockMode(string resource, bool ownedBySession) =>
        _session.Server.Storage.Locks.Held(SessionId, ownedBySession, DatabaseId, resource)?.ToString() ?? "NoLock";

    public bool? TestApplicationLock(string resource, string mode, bool ownedBySession) =>
        LockProcedures.Mode(mode) is { } asked && (ownedBySession || TransactionCount > 0)
            ? _session.Server.Storage.Locks.Test(SessionId, ownedBySession, DatabaseId, resource, asked)
            : null;

    public int? LoginId(string name) => _session.Server.Storage.Security.Find(name)?.PrincipalId;

    public long TransactionId => _session.Transaction.Activity?.Id ?? 0;

    public int CursorStatus(string kind, string name)
    {
        var frame = _session.CurrentFrame;
        if (kind.Equals("variable", StringComparison.OrdinalIgnoreCase))
        {
            return frame?.CursorVariables.TryGetValue(name, out var variable) == true ? Status(variable) : -3;
        }

        var isLocal = kind.Equals("local", StringComparison.OrdinalIgnoreCase);
        if (!isLocal && !kind.Equals("global", StringComparison.OrdinalIgnoreCase))
        {
            return -3;
        }

        var cursors = isLocal ? frame?.LocalCursors : _session.GlobalCursors;
        return cursors?.TryGetValue(name, out var cursor) == true ? Status(cursor) : -3;
    }

    // Of a dynamic cursor nobody knows whether it has rows.
    private static int Status(Cursor cursor) =>
        !cursor.IsOpen ? -1
        : cursor.RowCount == 0 ? 0
        : 1;
}
