// What the DMVs show of a real session: its current or last request, and what it waits for. Read by other
// threads.
using AxMonitor.Engine.Programs.Ddl;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.SystemViews;

namespace AxMonitor.Engine.Programs;

public sealed partial class Session
{
    private readonly Lock _activity = new();
    private DateTime _lastRequestStartedAt;
    private DateTime? _lastRequestEndedAt;
    private DateTime? _requestStartedAt;
    private string _text = "";
    private volatile string _command = "";
    private string? _waitType;
    private DateTime _waitStartedAt;

    /// <summary>A snapshot for sys.dm_exec_sessions, dm_exec_requests and dm_exec_connections.</summary>
    /// <param name="waitingFor">The lock the session waits for, when it waits for one.</param>
    /// <param name="hasWrites">It holds a database's writer lock.</param>
    internal SessionInfo Info(LockInfo? waitingFor, bool hasWrites)
    {
        var transaction = Transaction.Activity;
        lock (_activity)
        {
            return new SessionInfo
            {
                SessionId = SessionId,
                LoginTime = LoginTime,
                HostName = Login.HostName,
                ProgramName = Login.ProgramName,
                LoginName = Identity.OriginalLogin,
                HostProcessId = Login.ProcessId,
                ClientInterface = Login.ClientInterface,
                ClientAddress = Login.ClientAddress,
                DatabaseId = Database.Id,
                RequestStartedAt = _requestStartedAt,
                LastRequestStartedAt = _lastRequestStartedAt,
                LastRequestEndedAt = _lastRequestEndedAt,
                Text = _text,
                Command = _command.Length == 0 ? "SELECT" : _command,
                ContextInfo = _contextInfo ?? [],
                OpenTransactionCount = transaction is null ? 0 : Math.Max(1, Transaction.Count),
                TransactionId = transaction?.Id ?? 0,
                TransactionBeganAt = transaction?.BeganAt,
                TransactionHasWrites = transaction is not null && hasWrites,
                Settings = Options.Values,
                DateFirst = Options.DateFirst,
                TextSize = Options.TextSize,
                AnsiNullDefaultOn = Options.AnsiNullDefaultOn,
                DeadlockPriority = Options.DeadlockPriority,
                IsolationLevel = Options.IsolationNumber,
                LockTimeoutMs = Options.LockTimeoutMs,
                RowCount = RowCount,
                WaitType = waitingFor is null ? _waitType : "LCK_M_" + TransactionViews.ModeCode(waitingFor.Mode),
                WaitMs =
                    waitingFor is not null
                        ? (int)System.Diagnostics.Stopwatch.GetElapsedTime(waitingFor.WaitingSince).TotalMilliseconds
                    : _waitType is null ? 0
                    : (int)(Server.UtcNow - _waitStartedAt).TotalMilliseconds,
                WaitResource = waitingFor is null ? null : TransactionViews.ResourceDescription(waitingFor),
                BlockingSessionId = waitingFor is { Blockers: [var blocker, ..] } ? (short)blocker : (short)0,
            };
        }
    }

    /// <summary>Marks the session as waiting for something other than a lock until disposed.</summary>
    internal WaitScope Wait(string type)
    {
        lock (_activity)
        {
            (_waitType, _waitStartedAt) = (type, Server.UtcNow);
        }

        return new WaitScope(this);
    }

    /// <summary>The asking session as system views need it, for names found in a database.</summary>
    internal ISystemViewContext SystemViewContext(Database database) => new SessionSystemViews(this, database);

    /// <summary>The session as DDL needs it.</summary>
    internal IDdlContext DdlContext(Database database, string batchText) => new SessionDdl(this, database, batchText);

    private void StartRequest(string text)
    {
        lock (_activity)
        {
            _text = text;
            _command = "";
            _requestStartedAt = _lastRequestStartedAt = Server.UtcNow;
        }
    }

    private void FinishRequest()
    {
        lock (_activity)
        {
            _requestStartedAt = null;
            _lastRequestEndedAt = Server.UtcNow;
            _waitType = null;
        }
    }

    private void EndWait()
    {
        lock (_activity)
        {
            _waitType = null;
        }
    }

    /// <summary>Ends the wait when disposed.</summary>
    internal readonly struct WaitScope(Session session) : IDisposable
    {
        public void Dispose() => session.EndWait();
    }
}
