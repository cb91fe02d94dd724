// The session as built-in functions see it: @@-globals, ERROR_*(), names of the caller.
using AxMonitor.Engine.Functions;
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
}
