// A parsed JSON value that remembers where it stands in its text, so that fragments come back as they were
// written.
namespace AxMonitor.Engine.Json;

internal enum JsonKind
{
    Null = 0,
    String = 1,
    Number = 2,
    Boolean = 3,
    Array = 4,
    Object = 5,
}

/// <summary>One value: a scalar, an array or an object.</summary>
internal sealed class JsonPart(JsonKind kind, string source, int start)
{
    public JsonKind Kind { get; } = kind;

    public int Start { get; } = start;

    /// <summary>Index after the last character.</summary>
    public int End { get; set; }

    /// <summary>A string's content without quotes and escapes.</summary>
    public string? Text { get; set; }

    public List<JsonPart> Items { get; } = [];

    public List<(string Name, JsonPart Value, int NameStart)> Members { get; } = [];

    public string Raw => source[Start..End];

    public bool IsScalar => Kind < JsonKind.Array;

    /// <summary>A scalar as JSON_VALUE gives it; null for JSON null.</summary>
    public string? ScalarText =>
        Kind switch
        {
            JsonKind.Null => null,
            JsonKind.String => Text,
            _ => Raw,
        };

    /// <summary>The first member of a name; names are case-sensitive.</summary>
    public JsonPart? Member(string name)
    {
        foreach (var (key, value, _) in Members)
        {
            if (string.Equals(key, name, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return null;
    }
}
