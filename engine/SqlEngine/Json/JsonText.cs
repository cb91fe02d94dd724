// Reads and writes JSON text with SQL Server's escapes and its error for malformed text.
using System.Globalization;
using System.Text;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Json;

internal static class JsonText
{
    private const int DeepestNesting = 128;

    /// <summary>Parses an object or array.</summary>
    /// <exception cref="SqlError">13609 with character and position.</exception>
    public static JsonPart Parse(string text)
    {
        var part = TryParse(text, out var errorAt);
        if (part is not null)
        {
            return part;
        }

        var shown = errorAt < text.Length ? text[errorAt] : '.';
        throw new SqlError(
            13609,
            16,
            4,
            $"JSON text is not properly formatted. Unexpected character '{shown}' is found at position {errorAt.ToString(CultureInfo.InvariantCulture)}."
        );
    }

    /// <summary>Parses an object or array; null and where it fails when the text is neither.</summary>
    public static JsonPart? TryParse(string text, out int errorAt)
    {
        var parser = new Parser(text);
        var root = parser.Root();
        errorAt = parser.Position;
        return root;
    }

    /// <summary>Escapes a text for use between quotes.</summary>
    public static string Escape(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('\0', '\x1F');
        if (first < 0 && text.AsSpan().IndexOfAny('"', '\\', '/') < 0)
        {
            return text;
        }

        var builder = new StringBuilder(text.Length + 16);
        AppendEscaped(builder, text);
        return builder.ToString();
    }

    public static void AppendEscaped(StringBuilder builder, string text)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '"':
                    builder.Append("\\\"");
                    break;
                case '\\':
                    builder.Append("\\\\");
                    break;
                case '/':
                    builder.Append("\\/");
                    break;
                case '\b':
                    builder.Append("\\b");
                    break;
                case '\f':
                    builder.Append("\\f");
                    break;
                case '\n':
                    builder.Append("\\n");
                    break;
                case '\r':
                    builder.Append("\\r");
                    break;
                case '\t':
                    builder.Append("\\t");
                    break;
                case < ' ':
                    builder.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    builder.Append(c);
                    break;
            }
        }
    }

    private sealed class Parser(string text)
    {
        private int _depth;

        public int Position { get; private set; }

        public JsonPart? Root()
        {
            SkipBlanks();
            if (Position >= text.Length || text[Position] is not ('{' or '['))
            {
                return null;
            }

            var root = Value();
            if (root is null)
            {
                return null;
            }

            SkipBlanks();
            return Position == text.Length ? root : null;
        }

        private JsonPart? Value()
        {
            if (Position >= text.Length)
            {
                return null;
            }

            switch (text[Position])
            {
                case '{':
                    return Nested(JsonKind.Object, '}');
                case '[':
                    return Nested(JsonKind.Array, ']');
                case '"':
                    var start = Position;
                    var content = String();
                    return content is null ? null : new JsonPart(JsonKind.String, text, start) { End = Position, Text = content };
                case 't':
                    return Word("true", JsonKind.Boolean);
                case 'f':
                    return Word("false", JsonKind.Boolean);
                case 'n':
                    return Word("null", JsonKind.Null);
                default:
                    return Number();
            }
        }

        private JsonPart? Nested(JsonKind kind, char close)
        {
            var part = new JsonPart(kind, text, Position++);
            if (++_depth > DeepestNesting)
            {
                return null;
            }

            SkipBlanks();
            if (Position < text.Length && text[Position] == close)
            {
                Position++;
            }
            else
            {
                while (true)
                {
                    if (!Element(part))
                    {
                        return null;
                    }

                    SkipBlanks();
                    if (Position >= text.Length || (text[Position] != ',' && text[Position] != close))
                    {
                        return null;
                    }

                    if (text[Position++] == close)
                    {
                        break;
                    }

                    SkipBlanks();
                }
            }

            _depth--;
            part.End = Position;
            return part;
        }

        private bool Element(JsonPart parent)
        {
            if (parent.Kind == JsonKind.Array)
            {
                if (Value() is not { } item)
                {
                    return false;
                }

                parent.Items.Add(item);
                return true;
            }

            var nameStart = Position;
            if (Position >= text.Length || text[Position] != '"' || String() is not { } name)
            {
                return false;
            }

            SkipBlanks();
            if (Position >= text.Length || text[Position] != ':')
            {
                return false;
            }

            Position++;
            SkipBlanks();
            if (Value() is not { } value)
            {
                return false;
            }

            parent.Members.Add((name, value, nameStart));
            return true;
        }

        private JsonPart? Word(string word, JsonKind kind)
        {
            var start = Position;
            foreach (var c in word)
            {
                if (Position >= text.Length || text[Position] != c)
                {
                    return null;
                }

                Position++;
            }

            return new JsonPart(kind, text, start) { End = Position };
        }

        private JsonPart? Number()
        {
            var start = Position;
            if (Position < text.Length && text[Position] == '-')
            {
                Position++;
            }

            var firstDigit = Position;
            if (!Digits() || (text[firstDigit] == '0' && Position - firstDigit > 1))
            {
                return null;
            }

            if (Position < text.Length && text[Position] == '.')
            {
                Position++;
                if (!Digits())
                {
                    return null;
                }
            }

            if (Position < text.Length && text[Position] is 'e' or 'E')
            {
                Position++;
                if (Position < text.Length && text[Position] is '+' or '-')
                {
                    Position++;
                }

                if (!Digits())
                {
                    return null;
                }
            }

            return new JsonPart(JsonKind.Number, text, start) { End = Position };
        }

        private bool Digits()
        {
            var start = Position;
            while (Position < text.Length && char.IsAsciiDigit(text[Position]))
            {
                Position++;
            }

            return Position > start;
        }

        private string? String()
        {
            var start = ++Position;
            var end = text.AsSpan(start).IndexOfAny('"', '\\');
            if (end >= 0 && text[start + end] == '"' && text.AsSpan(start, end).IndexOfAnyInRange('\0', '\x1F') < 0)
            {
                Position = start + end + 1;
                return text.Substring(start, end);
            }

            var builder = new StringBuilder();
            while (Position < text.Length)
            {
                var c = text[Position];
                if (c == '"')
                {
                    Position++;
                    return builder.ToString();
                }

                if (c < ' ')
                {
                    return null;
                }

                if (c == '\\')
                {
                    if (!Escaped(builder))
                    {
                        return null;
                    }

                    continue;
                }

                builder.Append(c);
                Position++;
            }

            return null;
        }

        private bool Escaped(StringBuilder builder)
        {
            if (++Position >= text.Length)
            {
                return false;
            }

            var c = text[Position];
            if (c == 'u')
            {
                if (
                    Position + 4 >= text.Length
                    || !ushort.TryParse(
                        text.AsSpan(Position + 1, 4),
                        NumberStyles.AllowHexSpecifier,
                        CultureInfo.InvariantCulture,
                        out var code
                    )
                )
                {
                    return false;
                }

                builder.Append((char)code);
                Position += 5;
                return true;
            }

            var plain = c switch
            {
                '"' => '"',
                '\\' => '\\',
                '/' => '/',
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => '\0',
            };
            if (plain == '\0')
            {
                return false;
            }

            builder.Append(plain);
            Position++;
            return true;
        }

        private void SkipBlanks()
        {
            while (Position < text.Length && text[Position] is ' ' or '\t' or '\r' or '\n')
            {
                Position++;
            }
        }
    }
}
