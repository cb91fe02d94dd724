// The two signals that make the way from onset to mail short: a save wakes the evaluation, an evaluation that queued a
// notification wakes the delivery.
namespace AxMonitor.Orchestrator.Schedule;

/// <summary>Signals between the stages of one process.</summary>
public sealed class Wakeups(TimeProvider time)
{
    /// <summary>Set after each save that stored something.</summary>
    public Pulse Evaluate { get; } = new(time);

    /// <summary>Set after each evaluation that wrote to the outbox.</summary>
    public Pulse Deliver { get; } = new(time);
}
