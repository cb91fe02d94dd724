// The files of one event session: written block by block, rolled over by size, the oldest deleted; read by
// bookmark with the server's own errors.
using AxMonitor.Engine.Errors;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>An event_file target. Not thread-safe: its owner locks.</summary>
internal sealed class XeFileSet(string folder, string sessionName, int maxBytes, int keep, DateTime createdAt)
{
    private readonly List<XeFile> _files = [];
    private int _number;

    /// <summary>The file being written.</summary>
    public string CurrentName => Current.Name;

    private XeFile Current
    {
        get
        {
            if (_files.Count == 0)
            {
                RollOver();
            }

            return _files[^1];
        }
    }

    /// <summary>Writes a block; empty ones are not written.</summary>
    public void Append(IReadOnlyList<XeEvent> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        if (Current.Length > maxBytes)
        {
            RollOver();
        }

        Current.Append(events);
    }

    /// <summary>Starts a new file, as a restart of the event session does, and deletes what is too
    /// old.</summary>
    public void RollOver()
    {
        _files.Add(new XeFile($@"{folder}\{sessionName}_0_{createdAt.AddSeconds(_number).ToFileTimeUtc()}.xel"));
        _number++;
        if (_files.Count > keep)
        {
            _files.RemoveRange(0, _files.Count - keep);
        }
    }

    /// <summary>True when a path as given to fn_xe_file_target_read_file (with or without *) means files of
    /// this set.</summary>
    public bool Matches(string path)
    {
        var star = path.IndexOf('*', StringComparison.Ordinal);
        var prefix = star >= 0 ? path[..star] : path;
        var current = Current.Name;
        return star >= 0
            ? current.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                || Path(current).StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            : _files.Exists(f => f.Name.Equals(path, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Events after a bookmark, oldest first.</summary>
    /// <param name="initialFile">File of the bookmark; null reads all files.</param>
    /// <param name="initialOffset">Offset of the last block that is not wanted again.</param>
    /// <exception cref="SqlError">25718 the file is gone; 25722 it has no block at that offset.</exception>
    public IEnumerable<(string File, long Offset, XeEvent Event)> Read(string? initialFile, long? initialOffset)
    {
        var first = 0;
        if (initialFile is not null)
        {
            first = _files.FindIndex(f => f.Name.Equals(initialFile, StringComparison.OrdinalIgnoreCase));
            if (first < 0)
            {
                throw new SqlError(
                    25718,
                    16,
                    3,
                    $"The log file name \"{initialFile}\" is invalid.  Verify that the file exists and that the SQL Server service account has access to it."
                );
            }

            if (!_files[first].Blocks.Any(b => b.Offset == initialOffset))
            {
                throw new SqlError(
                    25722,
                    16,
                    1,
                    $"The offset {initialOffset} is invalid for log file \"{initialFile}\". Specify an offset that exists in the log file and retry your query."
                );
            }
        }

        return _files
            .Skip(first)
            .SelectMany(
                (file, i) =>
                    file
                        .Blocks.Where(b => initialFile is null || i > 0 || b.Offset > initialOffset)
                        .SelectMany(b => b.Events.Select(e => (file.Name, b.Offset, e)))
            )
            .ToArray();
    }

    private static string Path(string file) => file[(file.LastIndexOf('\\') + 1)..];
}
