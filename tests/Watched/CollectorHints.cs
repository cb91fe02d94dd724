// What collect.GetParameters gives a collector besides its row limit and the AX database.

namespace AxMonitor.Tests.Watched;

internal sealed record CollectorHints
{
    public string? File { get; init; }

    public long? Offset { get; init; }

    public DateTime? EventAt { get; init; }

    public string? ModelDatabase { get; init; }

    public string? AxNames { get; init; }

    public string? KnownItems { get; init; }

    public string? WantedItems { get; init; }

    public DateTime? LocalTime { get; init; }

    public string? Settings { get; init; }

    public int ShrinkFactor { get; init; } = 1;
}
