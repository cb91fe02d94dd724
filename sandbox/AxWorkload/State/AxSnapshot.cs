// Everything the watched server would show at one instant.
namespace AxMonitor.Sandbox.AxWorkload.State;

/// <param name="At">UTC.</param>
/// <param name="Sessions">All SQL sessions of all AOS, by session id.</param>
internal sealed record AxSnapshot(DateTime At, IReadOnlyList<SqlSessionState> Sessions)
{
    private readonly Dictionary<int, SqlSessionState> _byId = Sessions.ToDictionary(s => s.SessionId);

    public SqlSessionState? Find(int sessionId) => _byId.GetValueOrDefault(sessionId);

    /// <summary>Sessions that wait for a lock.</summary>
    public IEnumerable<SqlSessionState> Blocked => Sessions.Where(s => s.Wait is not null);
}
