// What a collector's batch answered: its header row, and the open reader of its rows.
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Collect;

/// <summary>An open answer of a watched server.</summary>
/// <param name="Header">Columns of the first result set.</param>
/// <param name="Rows">The second result set, not yet read.</param>
/// <param name="Cancel">Ends the batch on the server, when the rows are given up before their end.</param>
/// <param name="Resources">Disposed with the reading, in this order.</param>
public sealed record WatchedReading(
    IReadOnlyList<BatchParameter> Header,
    CountingReader Rows,
    Action? Cancel = null,
    params IAsyncDisposable[] Resources
) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        // Closing a reader reads what is left; a batch given up is cancelled first.
        if (!Rows.WasReadToEnd)
        {
            Cancel?.Invoke();
        }

        await Rows.DisposeAsync();
        foreach (var resource in Resources)
        {
            await resource.DisposeAsync();
        }
    }
}
