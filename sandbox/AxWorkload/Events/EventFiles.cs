// The files of all event sessions of the simulated server, and what sys.fn_xe_file_target_read_file returns
// of them.
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>One set of files a session. Not thread-safe: the installation's lock protects it.</summary>
internal sealed class EventFiles(string folder, int maxBytes, int keep, DateTime createdAt)
{
    private readonly Dictionary<SimulatedEventSession, XeFileSet> _sets = SimulatedEventSession.All.ToDictionary(
        s => s,
        s => new XeFileSet(folder, s.FileStem, maxBytes, keep, createdAt)
    );

    /// <summary>Writes a block of events.</summary>
    public void Append(SimulatedEventSession session, IReadOnlyList<XeEvent> events) => _sets[session].Append(events);

    /// <summary>Full name of the file that is being written.</summary>
    public string CurrentName(SimulatedEventSession session) => _sets[session].CurrentName;

    /// <summary>Starts new files, as a restart of the sessions does.</summary>
    public void RollOver()
    {
        foreach (var set in _sets.Values)
        {
            set.RollOver();
        }
    }

    /// <summary>Rows of the reading function for its arguments: path, metadata path, first file,
    /// offset.</summary>
    public IEnumerable<IReadOnlyDictionary<string, object?>> Read(IReadOnlyList<SqlValue> arguments)
    {
        var path = arguments[0].IsNull ? "" : arguments[0].AsString();
        var file = arguments[2].IsNull ? null : arguments[2].AsString();
        return _sets
            .Values.Where(s => s.Matches(path))
            .SelectMany(s => s.Read(file, arguments[3].IsNull ? null : arguments[3].AsInt64()))
            .Select(e => new Dictionary<string, object?>
            {
                ["module_guid"] = Guid.Empty,
                ["package_guid"] = Guid.Empty,
                ["object_name"] = e.Event.Name,
                ["event_data"] = e.Event.Xml,
                ["file_name"] = e.File,
                ["file_offset"] = e.Offset,
            });
    }
}
