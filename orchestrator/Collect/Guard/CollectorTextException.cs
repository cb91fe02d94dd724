// Thrown instead of sending a text that does more than read; the message names each fault with its line.
namespace AxMonitor.Orchestrator.Collect.Guard;

/// <summary>A collector's text is refused.</summary>
public sealed class CollectorTextException(IReadOnlyList<TextFault> faults)
    : InvalidOperationException(
        $"The collector's text is not sent, because it does more than read. {string.Join(" ", faults.Select(f => f + "."))}"
    );
