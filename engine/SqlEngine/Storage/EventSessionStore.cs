// The event sessions of one server. They belong to no database and to no transaction.
using System.Collections.Immutable;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Storage;

/// <summary>Keeps event sessions by name. Thread-safe.</summary>
public sealed class EventSessionStore
{
    private readonly Lock _gate = new();
    private ImmutableSortedDictionary<string, EventSessionDef> _sessions = ImmutableSortedDictionary.Create<
        string,
        EventSessionDef
    >(StringComparer.OrdinalIgnoreCase);
    private int _lastId = 65_549;

    internal IEnumerable<EventSessionDef> All => Volatile.Read(ref _sessions).Values;

    /// <exception cref="SqlError">25631 the name is taken.</exception>
    internal void Create(string name, Func<int, EventSessionDef> define)
    {
        lock (_gate)
        {
            if (_sessions.ContainsKey(name))
            {
                throw AlreadyExists(name);
            }

            _sessions = _sessions.Add(name, define(_lastId + 1));
            _lastId++;
        }
    }

    /// <exception cref="SqlError">15151 there is no such session.</exception>
    internal void Alter(string name, Func<EventSessionDef, EventSessionDef> change)
    {
        lock (_gate)
        {
            _sessions = _sessions.SetItem(name, change(_sessions.GetValueOrDefault(name) ?? throw Missing("alter", name)));
        }
    }

    /// <exception cref="SqlError">15151 there is no such session.</exception>
    internal void Drop(string name)
    {
        lock (_gate)
        {
            _sessions = _sessions.ContainsKey(name) ? _sessions.Remove(name) : throw Missing("drop", name);
        }
    }

    /// <summary>The server started: those with STARTUP_STATE = ON run since then, the others do
    /// not.</summary>
    internal void Restart(DateTime at)
    {
        lock (_gate)
        {
            foreach (var (name, definition) in _sessions)
            {
                _sessions = _sessions.SetItem(name, definition with { StartedAt = definition.StartsWithServer ? at : null });
            }
        }
    }

    internal static SqlError AlreadyExists(string name) =>
        new(25631, 16, 1, $"The event session, \"{name}\", already exists.  Specify a unique name for the event session.");

    internal static SqlError Missing(string verb, string name) =>
        new(15151, 16, 1, $"Cannot {verb} the event session '{name}', because it does not exist or you do not have permission.");
}
