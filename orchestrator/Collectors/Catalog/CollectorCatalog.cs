// The folder of collector files. A file is read again when it or what it includes has changed, so that a
// corrected collector takes effect with its next run.
using System.Collections.Concurrent;

namespace AxMonitor.Collectors;

/// <summary>Finds collectors by name.</summary>
public sealed class CollectorCatalog(string folder)
{
    private readonly ConcurrentDictionary<string, (IReadOnlyList<DateTime> ChangedAt, CollectorFile File)> _files = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The names of all collectors, in alphabetical order.</summary>
    public IReadOnlyList<string> Names =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "*.sql")
                    .Select(f => Path.GetFileNameWithoutExtension(f))
                    .Order(StringComparer.Ordinal),
            ]
            : throw new ScriptFileException($"There is no folder of collectors '{folder}'; restore it from the release.");

    /// <summary>The batch that tells whether the collector should run before its turn, Glances/NAME.sql; null
    /// when it has none. It is read anew each time.</summary>
    public string? Glance(string name)
    {
        var path = Path.Combine(folder, "Glances", Path.GetFileName(name) + ".sql");
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>The collector of that name; throws <see cref="ScriptFileException"/> when there is none, its
    /// header is wrong or what it includes is not there.</summary>
    public CollectorFile Get(string name)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw new ScriptFileException($"'{name}' is no collector name; names consist of letters, digits and underscores.");
        }

        if (
            _files.TryGetValue(name, out var known)
            && known.ChangedAt.SequenceEqual(known.File.Script.Parts.Select(p => File.GetLastWriteTimeUtc(p.Path)))
        )
        {
            return known.File;
        }

        var path = Path.Combine(folder, name + ".sql");
        if (!File.Exists(path))
        {
            throw new ScriptFileException(
                $"Collector '{name}' has no file '{path}'; put it there, set its text in config.CollectorOverride, or disable it in config.Collector."
            );
        }

        // A file that is written while it is read has a later time the next time it is looked at.
        var readAt = DateTime.UtcNow;
        var file = CollectorFile.Read(path);
        _files[name] = (
            [.. file.Script.Parts.Select(p => File.GetLastWriteTimeUtc(p.Path)).Select(t => t < readAt ? t : DateTime.MinValue)],
            file
        );
        return file;
    }
}
