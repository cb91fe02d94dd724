// What the endpoint counts about itself, so that tests and the sandbox's start page can tell that a broken
// client was noticed.
namespace AxMonitor.Engine.Tds;

/// <summary>Running totals since start. Safe to read at any time.</summary>
public sealed class TdsCounters
{
    private long _accepted;
    private long _open;
    private long _loggedIn;
    private long _loginFailures;
    private long _loginTimeouts;
    private long _protocolErrors;
    private long _attentions;

    public long Accepted => Interlocked.Read(ref _accepted);

    public long Open => Interlocked.Read(ref _open);

    public long LoggedIn => Interlocked.Read(ref _loggedIn);

    public long LoginFailures => Interlocked.Read(ref _loginFailures);

    public long LoginTimeouts => Interlocked.Read(ref _loginTimeouts);

    public long ProtocolErrors => Interlocked.Read(ref _protocolErrors);

    public long Attentions => Interlocked.Read(ref _attentions);

    internal void Connected()
    {
        Interlocked.Increment(ref _accepted);
        Interlocked.Increment(ref _open);
    }

    internal void Disconnected() => Interlocked.Decrement(ref _open);

    internal void Login() => Interlocked.Increment(ref _loggedIn);

    internal void LoginFailed() => Interlocked.Increment(ref _loginFailures);

    internal void LoginTimedOut() => Interlocked.Increment(ref _loginTimeouts);

    internal void ProtocolError() => Interlocked.Increment(ref _protocolErrors);

    internal void Attention() => Interlocked.Increment(ref _attentions);
}
