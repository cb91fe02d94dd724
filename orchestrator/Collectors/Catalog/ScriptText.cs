// A T-SQL script as a server gets it: the file's own text, with the text of Shared/NAME.sql beside it in the
// place of each line "-- include: NAME". Collectors and event sessions share what they have in common this
// way, and an error's line number can still be reported as a file and a line.
using System.Text;

namespace AxMonitor.Collectors;

/// <summary>A script with its includes in place.</summary>
public sealed class ScriptText
{
    /// <summary>Folder of what is included, beside the script.</summary>
    public const string SharedFolder = "Shared";

    private const string Directive = "-- include:";
    private readonly List<(string File, int Line)> _origins = [];
    private readonly List<ScriptPart> _parts = [];

    private ScriptText(string text, string path)
    {
        var whole = new StringBuilder();
        Append(whole, text, path, []);
        Text = whole.ToString();
    }

    /// <summary>The whole text, lines ended by a line feed.</summary>
    public string Text { get; }

    /// <summary>The files it consists of: the script itself, then what it includes in the order of
    /// appearance.</summary>
    public IReadOnlyList<ScriptPart> Parts => _parts;

    /// <summary>Reads a script and what it includes.</summary>
    /// <exception cref="ScriptFileException">What it includes is absent or includes itself.</exception>
    public static ScriptText Read(string path) => new(File.ReadAllText(path), path);

    /// <summary>Puts the includes of a text in place; they are looked for beside
    /// <paramref name="path"/>.</summary>
    /// <exception cref="ScriptFileException">What it includes is absent or includes itself.</exception>
    public static ScriptText Of(string text, string path) => new(text, path);

    /// <summary>Where a line of <see cref="Text"/>, counted from 1, stands: a file and a line of it; null
    /// when the text has no such line.</summary>
    public string? PlaceOf(int line) =>
        line > 0 && line <= _origins.Count ? $"{_origins[line - 1].File}, line {_origins[line - 1].Line}" : null;

    private void Append(StringBuilder whole, string text, string path, IReadOnlyList<string> above)
    {
        var name = above.Count == 0 ? Path.GetFileName(path) : $"{SharedFolder}/{Path.GetFileName(path)}";
        var chain = (IReadOnlyList<string>)[.. above, name];
        var own = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        _parts.Add(new ScriptPart(path, own));
        var lines = own.TrimEnd('\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].TrimStart().StartsWith(Directive, StringComparison.Ordinal))
            {
                AppendLine(whole, lines[i], name, i + 1);
                continue;
            }

            var (sharedName, sharedPath) = Find(lines[i].Trim()[Directive.Length..].Trim(), path, above.Count > 0, i + 1);
            if (chain.Contains(sharedName, StringComparer.OrdinalIgnoreCase))
            {
                throw new ScriptFileException(
                    $"{path}, line {i + 1}: {sharedName} includes itself ({string.Join(" > ", chain)} > {sharedName})."
                );
            }

            AppendLine(whole, $"-- {sharedName} begins.", name, i + 1);
            Append(whole, File.ReadAllText(sharedPath), sharedPath, chain);
            AppendLine(whole, $"-- {sharedName} ends.", name, i + 1);
        }
    }

    private void AppendLine(StringBuilder whole, string line, string file, int number)
    {
        whole.Append(line).Append('\n');
        _origins.Add((file, number));
    }

    private static (string Name, string Path) Find(string include, string from, bool isShared, int line)
    {
        if (include.Length == 0 || !include.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw new ScriptFileException(
                $"{from}, line {line}: '{Directive} {include}' names no file of the folder {SharedFolder}; "
                    + $"write '{Directive} EventFile' for {SharedFolder}/EventFile.sql."
            );
        }

        var beside = Path.GetDirectoryName(from) ?? "";
        var path = Path.Combine(isShared ? beside : Path.Combine(beside, SharedFolder), include + ".sql");
        return File.Exists(path)
            ? ($"{SharedFolder}/{include}.sql", path)
            : throw new ScriptFileException($"{from}, line {line}: '{Directive} {include}' needs '{path}', which is not there.");
    }
}

/// <summary>A file of a script, and its own text.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">Its text, includes not in place.</param>
public sealed record ScriptPart(string Path, string Text);
