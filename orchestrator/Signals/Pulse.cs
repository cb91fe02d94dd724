// Wakes a loop before its interval is over. Any number of signals while the loop is busy count as one, so
// that a burst of saves leads to one evaluation.
using System.Threading.Channels;

namespace AxMonitor.Orchestrator.Signals;

/// <summary>A coalescing wake-up signal.</summary>
public sealed class Pulse(TimeProvider time)
{
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Wakes whoever waits, or makes the next wait return at once.</summary>
    public void Set() => _signal.Writer.TryWrite(true);

    /// <summary>Waits for a signal, at most for the given time.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            await _signal.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The interval is over: the other regular way out.
        }
    }
}
