// A collector as a file: a header of "-- key: value" comment lines that declares it, then the batch.
// Interval, time-out and budgets become the repository's defaults when it is built; the names of its
// procedure and its type follow from its own. What the batch measures is none of the orchestrator's business.
using System.Globalization;

namespace AxMonitor.Collectors;

/// <summary>Text and header of one collector file.</summary>
public sealed record CollectorFile
{
    private static readonly string[] Keys =
    [
        "interval",
        "timeout",
        "rows",
        "budget",
        "kind",
        "source",
        "permissions",
        "needs",
        "uses",
    ];

    /// <summary>Name of the collector, the file's name without its extension.</summary>
    public required string Name { get; init; }

    /// <summary>What it brings: data, or the results of checks.</summary>
    public required CollectorKind Kind { get; init; }

    /// <summary>What it reads.</summary>
    public required CollectorSource Source { get; init; }

    /// <summary>Default interval.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Default time-out.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Default row limit of a run.</summary>
    public required int RowLimit { get; init; }

    /// <summary>Default time budget of a run on the watched server; null for that of all
    /// collectors.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>The same as a share of the interval, in percent; null for that of all collectors.</summary>
    public int? BudgetPercent { get; init; }

    /// <summary>The table type of its rows; the type of what it includes, where that makes the
    /// rows.</summary>
    public required string TableType { get; init; }

    /// <summary>The procedure that takes the rows.</summary>
    public string Procedure => "collect.Save" + Name;

    /// <summary>Least permissions on the watched server.</summary>
    public required string Permissions { get; init; }

    /// <summary>What must be there on the watched server, and what is used when it is there; none when the
    /// header says nothing.</summary>
    public IReadOnlyList<CollectorNeed> Needs { get; init; } = [];

    /// <summary>The batch and the files it consists of.</summary>
    public required ScriptText Script { get; init; }

    /// <summary>The batch, header and includes included.</summary>
    public string Text => Script.Text;

    /// <summary>Reads a collector file.</summary>
    /// <exception cref="ScriptFileException">Its header is wrong, or what it includes is not
    /// there.</exception>
    public static CollectorFile Read(string path) => Of(ScriptText.Read(path));

    /// <summary>Reads a collector's text; <paramref name="path"/> names it, and is where includes are looked
    /// for.</summary>
    /// <exception cref="ScriptFileException">The header is wrong, or what it includes is not
    /// there.</exception>
    public static CollectorFile Parse(string text, string path) => Of(ScriptText.Of(text, path));

    /// <summary>The needs of any batch; an instance's own text may have a header without the other
    /// lines.</summary>
    public static IReadOnlyList<CollectorNeed> ReadNeeds(string text, string source) =>
        [
            .. HeaderLines(text)
                .Where(l => IsKey(l, "needs") || IsKey(l, "uses"))
                .SelectMany(l => CollectorNeed.ParseLine(l.Value, IsKey(l, "uses"), source)),
        ];

    private static CollectorFile Of(ScriptText script)
    {
        var (source, text) = script.Parts[0];
        var header = Header(text, source);
        var name = Path.GetFileNameWithoutExtension(source);
        var (budget, budgetPercent) = Budgets(header, source);
        return new CollectorFile
        {
            Name = name,
            Kind = KindOf(header, source),
            Source = SourceOf(header, source),
            Interval = Duration(Required(header, "interval", "-- interval: 10 s", source), "interval", source),
            Timeout = Duration(Required(header, "timeout", "-- timeout: 5 s", source), "timeout", source),
            RowLimit = Number(Required(header, "rows", "-- rows: 1000", source), "rows", source),
            Budget = budget,
            BudgetPercent = budgetPercent,
            TableType = "stage." + (TypeOfShared(script) ?? name),
            Permissions = Required(header, "permissions", "-- permissions: VIEW SERVER STATE", source),
            Needs = ReadNeeds(text, source),
            Script = script,
        };
    }

    /// <summary>The type that an included file names, because its last statement makes the rows.</summary>
    private static string? TypeOfShared(ScriptText script)
    {
        string[] types =
        [
            .. script
                .Parts.Skip(1)
                .SelectMany(p => HeaderLines(p.Text))
                .Where(l => IsKey(l, "type"))
                .Select(l => l.Value)
                .Distinct(StringComparer.Ordinal),
        ];
        return types.Length <= 1
            ? types.FirstOrDefault()
            : throw new ScriptFileException(
                $"{script.Parts[0].Path}: two of the files it includes make the rows, as {string.Join(" and ", types)}."
            );
    }

    private static bool IsKey(KeyValuePair<string, string> line, string key) =>
        string.Equals(line.Key, key, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string> Header(string text, string source)
    {
        var header = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in HeaderLines(text))
        {
            if (!Keys.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                throw new ScriptFileException(
                    $"{source}: the header line '-- {key}:' is unknown; known are {string.Join(", ", Keys)}. "
                        + "Name, procedure and type of a collector follow from the name of its file."
                );
            }

            header.TryAdd(key, value);
        }

        return header;
    }

    /// <summary>The header's lines, up to the first statement or empty comment line; one that is indented
    /// under another goes on with its value.</summary>
    private static List<KeyValuePair<string, string>> HeaderLines(string text)
    {
        List<KeyValuePair<string, string>> header = [];
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim().TrimStart('\uFEFF');
            if (line.Length == 0)
            {
                continue;
            }

            var comment = line.TrimStart('-');
            var value = comment.Trim();
            if (value.Length == 0 || !line.StartsWith("--", StringComparison.Ordinal))
            {
                break;
            }

            if (header.Count > 0 && comment.StartsWith("   ", StringComparison.Ordinal))
            {
                header[^1] = KeyValuePair.Create(header[^1].Key, $"{header[^1].Value} {value}");
                continue;
            }

            var colon = value.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && value[..colon].All(char.IsAsciiLetter))
            {
                header.Add(KeyValuePair.Create(value[..colon], value[(colon + 1)..].Trim()));
            }
        }

        return header;
    }

    private static string Required(Dictionary<string, string> header, string key, string example, string source) =>
        header.TryGetValue(key, out var value) && value.Length > 0
            ? value
            : throw new ScriptFileException(
                $"{source}: the header line '-- {key}:' is missing; it looks like '{example}' and stands above the first statement."
            );

    private static CollectorKind KindOf(Dictionary<string, string> header, string source) =>
        header.GetValueOrDefault("kind") switch
        {
            null or "data" => CollectorKind.Data,
            "check" => CollectorKind.Check,
            var other => throw new ScriptFileException($"{source}: '-- kind: {other}' is neither data nor check."),
        };

    private static CollectorSource SourceOf(Dictionary<string, string> header, string source) =>
        header.GetValueOrDefault("source") switch
        {
            null or "sample" => CollectorSource.Sample,
            "log" => CollectorSource.Log,
            var other => throw new ScriptFileException($"{source}: '-- source: {other}' is neither sample nor log."),
        };

    private static (TimeSpan? Budget, int? Percent) Budgets(Dictionary<string, string> header, string source)
    {
        TimeSpan? budget = null;
        int? percent = null;
        foreach (var part in (header.GetValueOrDefault("budget") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.TrimEnd().EndsWith('%'))
            {
                percent = Number(part.Trim().TrimEnd('%').TrimEnd(), "budget", source);
            }
            else
            {
                budget = Duration(part.Trim(), "budget", source);
            }
        }

        return (budget, percent);
    }

    private static int Number(string value, string key, string source) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ScriptFileException($"{source}: '-- {key}: {value}' is no number above 0.");

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
            : throw new ScriptFileException(
                $"{source}: '-- {key}: {value}' is no duration; write a number and ms, s, min or h, such as '10 s'."
            );
    }
}

/// <summary>What a collector brings.</summary>
public enum CollectorKind
{
    /// <summary>Measurements.</summary>
    Data,

    /// <summary>Whether the other collectors have what they need; it runs whatever the results are.</summary>
    Check,
}

/// <summary>What a collector reads.</summary>
public enum CollectorSource
{
    /// <summary>What is there when it runs.</summary>
    Sample,

    /// <summary>A log, from where it stopped: an outage of the monitor loses nothing.</summary>
    Log,
}
