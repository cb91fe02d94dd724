// What a database held at one moment, as a backup keeps it. Rows and definitions are shared with the
// database until one side writes, so that taking one and restoring it costs next to nothing.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.Storage;

/// <summary>A backup of a database in memory. It can be restored on any server of the process, under any
/// name and as often as wanted.</summary>
public sealed class DatabaseImage
{
    private readonly DatabaseSnapshot _state;
    private readonly long _lastRowVersion;

    private DatabaseImage(DatabaseSnapshot state, long lastRowVersion)
    {
        _state = state;
        _lastRowVersion = lastRowVersion;
    }

    /// <summary>What is committed now.</summary>
    public static DatabaseImage Of(Database database) => new(Copy(database.Committed), database.LastRowVersion);

    /// <summary>A database that holds what the image holds.</summary>
    internal Database ToDatabase(string name, int id)
    {
        var state = Copy(_state);
        return new Database(state with { Catalog = state.Catalog with { Name = name, Id = id } }, _lastRowVersion);
    }

    // Counters of identity columns and sequences are no part of a state: each side has its own.
    private static DatabaseSnapshot Copy(DatabaseSnapshot state) =>
        state with
        {
            Catalog = state
                .Catalog.ObjectsById.Values.OfType<SequenceDef>()
                .Aggregate(state.Catalog, static (all, s) => all.With(s with { Counter = s.Counter.Copy() })),
            Tables = state.Tables.ToImmutableDictionary(static t => t.Key, static t => t.Value.Copy()),
        };
}
