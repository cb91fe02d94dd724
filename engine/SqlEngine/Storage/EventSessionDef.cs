// An event session as sys.server_event_sessions and its siblings show it: immutable, replaced as a whole by
// ALTER.
using System.Collections.Immutable;

namespace AxMonitor.Engine.Storage;

/// <summary>A defined event session; <see cref="StartedAt"/> is null while it is stopped.</summary>
internal sealed record EventSessionDef(int Id, string Name)
{
    public ImmutableArray<EventSessionPart> Events { get; init; } = [];

    public ImmutableArray<EventSessionPart> Targets { get; init; } = [];

    public char RetentionMode { get; init; } = 'S';

    /// <summary>Milliseconds; 0 is INFINITE.</summary>
    public int MaxDispatchLatency { get; init; } = 30_000;

    /// <summary>Kilobytes.</summary>
    public int MaxMemory { get; init; } = 4_096;

    /// <summary>Kilobytes.</summary>
    public int MaxEventSize { get; init; }

    public char PartitionMode { get; init; } = 'N';

    public bool TracksCausality { get; init; }

    public bool StartsWithServer { get; init; }

    public DateTime? StartedAt { get; init; }

    /// <summary>Ids of events and targets are unique within the session.</summary>
    public int NextPartId => Events.Concat(Targets).Select(static p => p.Id).DefaultIfEmpty(0).Max() + 1;
}

/// <summary>An event or target of a session, with its settings.</summary>
internal sealed record EventSessionPart(int Id, string Package, string Name)
{
    public string? Predicate { get; init; }

    /// <summary>Values are int or string.</summary>
    public ImmutableArray<(string Name, object Value)> Fields { get; init; } = [];

    public ImmutableArray<(string Package, string Name)> Actions { get; init; } = [];
}
