// Reads .env files: KEY=VALUE lines that stand in for environment variables where a service has no other
// place for secrets. Real environment variables win over them. Values are never logged, not even in error
// messages.
using System.Text;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Parser of .env files.</summary>
/// <remarks>
/// One <c>KEY=VALUE</c> per line; an optional leading <c>export</c>; <c>#</c> starts a comment at the
/// beginning of a line or after white space. Values may be in single quotes (taken literally) or double
/// quotes (with \n, \t, \" and \\); other values are trimmed. Nothing is expanded.
/// </remarks>
public static class EnvFile
{
    /// <summary>Reads a file; an absent file has no entries.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or a line is wrong.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            return File.Exists(path)
                ? Parse(File.ReadAllText(path), path)
                : new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new ConfigurationException([
                $"{path} cannot be read ({e.Message}); it must be readable by the account that runs axmonitor, and by no other.",
            ]);
        }
    }

    /// <summary>Why a file is open to more people than its secrets should be, or null. Windows has no such
    /// bits; there the folder's rights count.</summary>
    public static string? ModeFault(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return null;
        }

        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        return
            (File.GetUnixFileMode(path) & Others) != UnixFileMode.None
            && (File.GetUnixFileMode(folder) & UnixFileMode.OtherExecute) != UnixFileMode.None
            ? $"{path} can be read by every user of this machine"
            : null;
    }

    /// <summary>Parses the text of a file; <paramref name="source"/> names it in errors.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text, string source)
    {
        var entries = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.StartsWith("export ", StringComparison.Ordinal))
            {
                line = line[7..].TrimStart();
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? "" : line[..equals].TrimEnd();
            if (!IsName(key))
            {
                throw Wrong(source, number, "expected KEY=VALUE with a key of letters, digits and underscores");
            }

            entries[key] = Value(line[(equals + 1)..].Trim(), source, number);
        }

        return entries;
    }

    private static string Value(string value, string source, int number)
    {
        if (value.Length == 0 || value[0] is not ('"' or '\''))
        {
            var comment = value.IndexOf(" #", StringComparison.Ordinal);
            return value.Length > 0 && value[0] == '#' ? ""
                : comment < 0 ? value
                : value[..comment].TrimEnd();
        }

        var quote = value[0];
        var result = new StringBuilder();
        for (var i = 1; i < value.Length; i++)
        {
            if (value[i] == quote)
            {
                var rest = value[(i + 1)..].Trim();
                return rest.Length == 0 || rest[0] == '#'
                    ? result.ToString()
                    : throw Wrong(source, number, "text follows the closing quote");
            }

            if (quote == '"' && value[i] == '\\' && i + 1 < value.Length)
            {
                i++;
                result.Append(
                    value[i] switch
                    {
                        'n' => '\n',
                        't' => '\t',
                        var other => other,
                    }
                );
            }
            else
            {
                result.Append(value[i]);
            }
        }

        throw Wrong(source, number, $"the closing {quote} is missing");
    }

    private static bool IsName(string key) =>
        key.Length > 0 && !char.IsAsciiDigit(key[0]) && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static ConfigurationException Wrong(string source, int line, string what) => new([$"{source}, line {line}: {what}."]);
}
