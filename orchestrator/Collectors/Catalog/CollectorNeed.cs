// One thing that a collector needs on the watched server, read from the "-- needs:" and "-- uses:" lines of
// its header. The grammar is in docs/operations.md. Whether a need is met is decided on the watched server
// (Collectors/Preflight.sql).
using System.Globalization;
using System.Text.RegularExpressions;

namespace AxMonitor.Collectors;

/// <summary>A need of a collector.</summary>
public sealed partial record CollectorNeed
{
    /// <summary>The features that can be asked for.</summary>
    private static readonly string[] Features = ["query-store"];

    /// <summary>permission, ax-permission, table, xe, option or feature.</summary>
    public required string Kind { get; init; }

    /// <summary>The permission, schema.table, event session, option or feature.</summary>
    public required string Name { get; init; }

    /// <summary>Of a table: AX, or the name of a database.</summary>
    public string? Database { get; init; }

    /// <summary>Of a table its columns, of an event session its events.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Of an option: =, &gt; or &gt;=.</summary>
    public string? Operator { get; init; }

    /// <summary>Of an option: what its value is compared with.</summary>
    public int? Value { get; init; }

    /// <summary>From "-- uses:": the collector runs without it and says less.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The need as the header has it.</summary>
    public required string Text { get; init; }

    /// <summary>Reads one line's needs, which are separated by semicolons.</summary>
    public static IEnumerable<CollectorNeed> ParseLine(string line, bool isOptional, string source) =>
        line.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(t => Parse(t, isOptional, source));

    private static CollectorNeed Parse(string text, bool isOptional, string source)
    {
        if (TablePattern().Match(text) is { Success: true } table)
        {
            return new CollectorNeed
            {
                Kind = "table",
                Name = table.Groups["name"].Value,
                Database = table.Groups["database"].Value,
                Parts = PartsOf(table),
                IsOptional = isOptional,
                Text = text,
            };
        }

        if (SessionPattern().Match(text) is { Success: true } session)
        {
            return new CollectorNeed
            {
                Kind = "xe",
                Name = session.Groups["name"].Value,
                Parts = PartsOf(session),
                IsOptional = isOptional,
                Text = text,
            };
        }

        if (OptionPattern().Match(text) is { Success: true } option)
        {
            return new CollectorNeed
            {
                Kind = "option",
                Name = option.Groups["name"].Value,
                Operator = option.Groups["operator"].Value,
                Value = int.Parse(option.Groups["value"].Value, CultureInfo.InvariantCulture),
                IsOptional = isOptional,
                Text = text,
            };
        }

        if (text.StartsWith("feature ", StringComparison.Ordinal) && Features.Contains(text[8..], StringComparer.Ordinal))
        {
            return new CollectorNeed
            {
                Kind = "feature",
                Name = text[8..],
                IsOptional = isOptional,
                Text = text,
            };
        }

        if (text.StartsWith("AX ", StringComparison.Ordinal) && PermissionPattern().IsMatch(text[3..]))
        {
            return new CollectorNeed
            {
                Kind = "ax-permission",
                Name = text[3..],
                IsOptional = isOptional,
                Text = text,
            };
        }

        return PermissionPattern().IsMatch(text)
            ? new CollectorNeed
            {
                Kind = "permission",
                Name = text,
                IsOptional = isOptional,
                Text = text,
            }
            : throw new ScriptFileException(
                $"{source}: '{text}' is no need. Write a server permission (VIEW SERVER STATE), a permission in the AX database (AX VIEW DEFINITION), "
                    + "table AX dbo.BATCH(RECID, STATUS), xe SESSION or xe SESSION(event), option 'name' > 0, or feature query-store; separate needs by ';'."
            );
    }

    private static string[] PartsOf(Match match) =>
        match.Groups["parts"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(
        @"^table (?<database>\w+) (?<name>\w+\.\w+) ?(\((?<parts>[\w, ]+)\))?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex TablePattern();

    [GeneratedRegex(
        @"^xe (?<name>\w+) ?(\((?<parts>[\w, ]+)\))?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex SessionPattern();

    [GeneratedRegex(
        @"^option '(?<name>[^']+)' ?(?<operator>>=|>|=) ?(?<value>[0-9]{1,9})$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex OptionPattern();

    [GeneratedRegex("^[A-Z]+( [A-Z]+)+$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PermissionPattern();
}
