// JSON paths: [lax|strict] $.name."quoted name"[0] …
using System.Globalization;
using System.Text;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Json;

/// <summary>A parsed path.</summary>
internal sealed class JsonPath
{
    private JsonPath(bool isStrict, bool isAppend, IReadOnlyList<Step> steps)
    {
        IsStrict = isStrict;
        IsAppend = isAppend;
        Steps = steps;
    }

    public bool IsStrict { get; }

    /// <summary>JSON_MODIFY's append.</summary>
    public bool IsAppend { get; }

    public IReadOnlyList<Step> Steps { get; }

    public static JsonPath Parse(string path)
    {
        var at = 0;
        var isAppend = ReadWord(path, ref at, "append");
        var isStrict = ReadWord(path, ref at, "strict");
        if (!isStrict)
        {
            ReadWord(path, ref at, "lax");
        }

        if (at >= path.Length || path[at] != '$')
        {
            throw Unexpected(path, at);
        }

        at++;
        var steps = new List<Step>();
        while (at < path.Length)
        {
            if (path[at] == '.')
            {
                at++;
                steps.Add(new Step(ReadName(path, ref at), -1));
            }
            else if (path[at] == '[')
            {
                var start = ++at;
                while (at < path.Length && char.IsAsciiDigit(path[at]))
                {
                    at++;
                }

                if (at == start || at >= path.Length || path[at] != ']')
                {
                    throw Unexpected(path, at);
                }

                steps.Add(new Step(null, int.Parse(path.AsSpan(start, at - start), CultureInfo.InvariantCulture)));
                at++;
            }
            else
            {
                throw Unexpected(path, at);
            }
        }

        return new JsonPath(isStrict, isAppend, steps);
    }

    /// <summary>The value at the path, or null when there is none.</summary>
    public JsonPart? Find(JsonPart root)
    {
        var part = root;
        foreach (var step in Steps)
        {
            var next = step.Name is not null
                ? part.Kind == JsonKind.Object
                    ? part.Member(step.Name)
                    : null
                : part.Kind == JsonKind.Array && step.Index < part.Items.Count
                    ? part.Items[step.Index]
                    : null;
            if (next is null)
            {
                return null;
            }

            part = next;
        }

        return part;
    }

    private static bool ReadWord(string path, ref int at, string word)
    {
        if (
            path.AsSpan(at).StartsWith(word, StringComparison.Ordinal)
            && at + word.Length < path.Length
            && path[at + word.Length] == ' '
        )
        {
            at += word.Length;
            while (at < path.Length && path[at] == ' ')
            {
                at++;
            }

            return true;
        }

        return false;
    }

    private static string ReadName(string path, ref int at)
    {
        if (at < path.Length && path[at] == '"')
        {
            var builder = new StringBuilder();
            for (at++; at < path.Length && path[at] != '"'; at++)
            {
                if (path[at] == '\\' && at + 1 < path.Length)
                {
                    at++;
                }

                builder.Append(path[at]);
            }

            if (at >= path.Length)
            {
                throw Unexpected(path, at);
            }

            at++;
            return builder.ToString();
        }

        var start = at;
        while (at < path.Length && (char.IsLetterOrDigit(path[at]) || path[at] is '_' or '$'))
        {
            at++;
        }

        return at > start ? path[start..at] : throw Unexpected(path, at);
    }

    private static SqlError Unexpected(string path, int at) =>
        new(
            13607,
            16,
            4,
            $"JSON path is not properly formatted. Unexpected character '{(at < path.Length ? path[at] : '.')}' is found at position {at.ToString(CultureInfo.InvariantCulture)}."
        );

    /// <summary>A member by name, or an item by index when the name is null.</summary>
    internal sealed record Step(string? Name, int Index);
}
