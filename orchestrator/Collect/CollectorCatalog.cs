// The folder of collector files. A file is read again when it has changed, so that a corrected collector
// takes effect with its next run.
using System.Collections.Concurrent;

namespace AxMonitor.Orchestrator.Collect;

/// <summary>Finds collectors by name.</summary>
public sealed class CollectorCatalog(string folder)
{
    private readonly ConcurrentDictionary<string, (DateTime ChangedAt, CollectorFile File)> _files = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The collector of that name; throws <see cref="CollectorFileException"/> when there is none or
    /// its header is wrong.</summary>
    public CollectorFile Get(string name)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw new CollectorFileException($"'{name}' is no collector name; names consist of letters, digits and underscores.");
        }

        var path = Path.Combine(folder, name + ".sql");
        if (!File.Exists(path))
        {
            throw new CollectorFileException(
                $"Collector '{name}' has no file '{path}'; put it there, set its text in config.CollectorOverride, or disable it in config.Collector."
            );
        }

        var changedAt = File.GetLastWriteTimeUtc(path);
        if (_files.TryGetValue(name, out var known) && known.ChangedAt == changedAt)
        {
            return known.File;
        }

        var file = CollectorFile.Parse(File.ReadAllText(path), path);
        if (!string.Equals(file.Name, name, StringComparison.OrdinalIgnoreCase))
        {
            throw new CollectorFileException(
                $"{path}: the header says '-- name: {file.Name}'; it must be the file's own name, {name}."
            );
        }

        _files[name] = (changedAt, file);
        return file;
    }
}
