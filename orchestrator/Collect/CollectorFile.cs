// A collector as a file: a header of "-- key: value" comment lines that says what the text is, then the
// batch. The orchestrator reads the header only to check it against the schedule; what the batch measures is
// none of its business.
using System.Globalization;

namespace AxMonitor.Orchestrator.Collect;

/// <summary>Text and header of one collector file.</summary>
public sealed record CollectorFile
{
    /// <summary>Name of the collector, the file's name without its extension.</summary>
    public required string Name { get; init; }

    /// <summary>Default interval.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Default time-out.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The procedure that takes the rows, such as collect.SaveRequests.</summary>
    public required string Procedure { get; init; }

    /// <summary>The table type of its @Rows parameter, such as stage.Requests.</summary>
    public required string TableType { get; init; }

    /// <summary>Least permissions on the watched server.</summary>
    public required string Permissions { get; init; }

    /// <summary>What must be there on the watched server, and what is used when it is there; none when the
    /// header says nothing.</summary>
    public IReadOnlyList<CollectorNeed> Needs { get; init; } = [];

    /// <summary>The batch, header included.</summary>
    public required string Text { get; init; }

    /// <summary>Reads the header of a collector's text; <paramref name="source"/> names it in
    /// errors.</summary>
    public static CollectorFile Parse(string text, string source)
    {
        var header = Header(text);
        return new CollectorFile
        {
            Name = Required(header, "name", "-- name: Requests", source),
            Interval = Duration(Required(header, "interval", "-- interval: 10 s", source), "interval", source),
            Timeout = Duration(Required(header, "timeout", "-- timeout: 5 s", source), "timeout", source),
            Procedure = TwoPartName(
                Required(header, "procedure", "-- procedure: collect.SaveRequests", source),
                "procedure",
                source
            ),
            TableType = TwoPartName(Required(header, "type", "-- type: stage.Requests", source), "type", source),
            Permissions = Required(header, "permissions", "-- permissions: VIEW SERVER STATE", source),
            Needs = ReadNeeds(text, source),
            Text = text,
        };
    }

    /// <summary>The needs of any batch; an instance's own text may have a header without the other
    /// lines.</summary>
    public static IReadOnlyList<CollectorNeed> ReadNeeds(string text, string source) =>
        [
            .. HeaderLines(text)
                .Where(l => IsKey(l, "needs") || IsKey(l, "uses"))
                .SelectMany(l => CollectorNeed.ParseLine(l.Value, IsKey(l, "uses"), source)),
        ];

    private static bool IsKey(KeyValuePair<string, string> line, string key) =>
        string.Equals(line.Key, key, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string> Header(string text)
    {
        var header = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in HeaderLines(text))
        {
            header.TryAdd(key, value);
        }

        return header;
    }

    /// <summary>The header's lines; one that is indented under another goes on with its value.</summary>
    private static List<KeyValuePair<string, string>> HeaderLines(string text)
    {
        List<KeyValuePair<string, string>> header = [];
        var isKeyAbove = false;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim().TrimStart('\uFEFF');
            if (line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal))
            {
                break;
            }

            var comment = line.TrimStart('-');
            var value = comment.Trim();
            if (isKeyAbove && value.Length > 0 && comment.StartsWith("   ", StringComparison.Ordinal))
            {
                header[^1] = KeyValuePair.Create(header[^1].Key, $"{header[^1].Value} {value}");
                continue;
            }

            var colon = value.IndexOf(':', StringComparison.Ordinal);
            isKeyAbove = colon > 0 && value[..colon].All(char.IsAsciiLetter);
            if (isKeyAbove)
            {
                header.Add(KeyValuePair.Create(value[..colon], value[(colon + 1)..].Trim()));
            }
        }

        return header;
    }

    private static string Required(Dictionary<string, string> header, string key, string example, string source) =>
        header.TryGetValue(key, out var value) && value.Length > 0
            ? value
            : throw new CollectorFileException(
                $"{source}: the header line '-- {key}:' is missing; it looks like '{example}' and stands above the first statement."
            );

    private static TimeSpan Duration(string value, string key, string source)
    {
        var digits = value.Length - value.TrimStart("0123456789".ToCharArray()).Length;
        var unit = value[digits..].Trim() switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" or "sec" or "seconds" => TimeSpan.FromSeconds(1),
            "min" or "minutes" => TimeSpan.FromMinutes(1),
            "h" or "hours" => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        };

        return
            digits is > 0 and < 9
            && unit > TimeSpan.Zero
            && int.Parse(value[..digits], CultureInfo.InvariantCulture) is > 0 and var number
            ? number * unit
            : throw new CollectorFileException(
                $"{source}: '-- {key}: {value}' is no duration; write a number and ms, s, min or h, such as '10 s'."
            );
    }

    private static string TwoPartName(string value, string key, string source) =>
        value.Split('.') is [{ Length: > 0 } schema, { Length: > 0 } name]
        && (schema + name).All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? value
            : throw new CollectorFileException(
                $"{source}: '-- {key}: {value}' is not schema.Name, such as collect.SaveRequests."
            );
}
