// LIKE and PATINDEX patterns, compiled once per pattern text.
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Types;

/// <summary>A compiled LIKE pattern.</summary>
public sealed class LikePattern
{
    private readonly Token[] _tokens;
    private readonly Collation _collation;
    private readonly StringComparison _comparison;
    private readonly bool _ignoresTrailingBlanks;
    private readonly bool _startsWithStar;
    private readonly bool _endsWithStar;

    // The literal between the stars when the pattern is only that: text, text%, %text or %text%.
    private readonly string? _literal;

    private LikePattern(Token[] tokens, Collation collation, bool ignoresTrailingBlanks)
    {
        _tokens = tokens;
        _collation = collation;
        _ignoresTrailingBlanks = ignoresTrailingBlanks;
        _comparison = collation.Binary || collation.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        _startsWithStar = tokens.Length > 0 && tokens[0].Kind == TokenKind.Star;
        _endsWithStar = tokens.Length > 0 && tokens[^1].Kind == TokenKind.Star;
        Prefix = string.Concat(tokens.TakeWhile(static t => t.Kind == TokenKind.Literal).Select(static t => t.Char));
        var inner = tokens.AsSpan();
        inner = _startsWithStar ? inner[1..] : inner;
        inner = _endsWithStar && inner.Length > 0 ? inner[..^1] : inner;
        var isLiteral = true;
        foreach (var token in inner)
        {
            isLiteral &= token.Kind == TokenKind.Literal;
        }

        if (isLiteral)
        {
            _literal = string.Concat(inner.ToArray().Select(static t => t.Char));
        }
    }

    private enum TokenKind : byte
    {
        Literal,
        Any,
        Star,
        Set,
    }

    /// <summary>A text that all matches start with (as written in the pattern), for index seeks; empty when
    /// there is none.</summary>
    public string Prefix { get; }

    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="escape">The ESCAPE character or null.</param>
    /// <param name="collation">Decides on case and ranges.</param>
    /// <param name="ignoresTrailingBlanks">True when neither side is Unicode: then trailing blanks of the
    /// text do not count.</param>
    /// <exception cref="SqlError">506 for an escape of more than one character.</exception>
    public static LikePattern Compile(string pattern, string? escape, Collation collation, bool ignoresTrailingBlanks = false)
    {
        if (escape is not null && escape.Length != 1)
        {
            throw new SqlError(506, 16, 1, $"The invalid escape character \"{escape}\" was specified in a LIKE predicate.");
        }

        var tokens = new List<Token>(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (escape is not null && c == escape[0])
            {
                if (++i >= pattern.Length)
                {
                    // A dangling escape character matches nothing.
                    tokens.Add(new Token(TokenKind.Set, c, new CharSet(false, [], [])));
                    break;
                }

                tokens.Add(new Token(TokenKind.Literal, pattern[i], null));
            }
            else if (c == '%')
            {
                if (tokens.Count == 0 || tokens[^1].Kind != TokenKind.Star)
                {
                    tokens.Add(new Token(TokenKind.Star, c, null));
                }
            }
            else if (c == '_')
            {
                tokens.Add(new Token(TokenKind.Any, c, null));
            }
            else if (c == '[')
            {
                tokens.Add(new Token(TokenKind.Set, c, ReadSet(pattern, ref i, escape, collation)));
            }
            else
            {
                tokens.Add(new Token(TokenKind.Literal, c, null));
            }
        }

        return new LikePattern([.. tokens], collation, ignoresTrailingBlanks);
    }

    /// <summary>True when the whole text matches.</summary>
    public bool IsMatch(string text)
    {
        if (Matches(text))
        {
            return true;
        }

        if (!_ignoresTrailingBlanks || text.Length == 0 || text[^1] != ' ')
        {
            return false;
        }

        // Blanks of the pattern count, as many as there are; those of the text may be fewer.
        for (var length = text.Length - 1; length >= 0; length--)
        {
            if (Matches(text.AsSpan(0, length)))
            {
                return true;
            }

            if (length == 0 || text[length - 1] != ' ')
            {
                break;
            }
        }

        return false;
    }

    /// <summary>PATINDEX: 1-based position of the first match, 0 when there is none. A pattern with % at its
    /// start may match anywhere.</summary>
    public int IndexIn(string text)
    {
        if (!_startsWithStar)
        {
            return MatchesAt(text, 0, 0) ? 1 : 0;
        }

        if (_literal is { Length: > 0 } && _endsWithStar)
        {
            return text.IndexOf(_literal, _comparison) + 1;
        }

        for (var start = 0; start <= text.Length; start++)
        {
            if (MatchesAt(text, start, 1))
            {
                return start == 0 && text.Length == 0
                    ? (_tokens.Length == 1 ? 1 : 0)
                    : Math.Min(start + 1, Math.Max(1, text.Length));
            }
        }

        return 0;
    }

    private static CharSet ReadSet(string pattern, ref int i, string? escape, Collation collation)
    {
        var at = i + 1;
        var isNegated = at < pattern.Length && pattern[at] == '^';
        if (isNegated)
        {
            at++;
        }

        var singles = new List<char>();
        var ranges = new List<(int Low, int High)>();
        var isFirst = true;
        while (at < pattern.Length && (pattern[at] != ']' || isFirst))
        {
            if (pattern[at] == ']' && isFirst && !pattern.AsSpan(at + 1).Contains(']'))
            {
                break;
            }

            isFirst = false;
            var low = Escaped(pattern, ref at, escape);
            if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
            {
                at++;
                var high = Escaped(pattern, ref at, escape);
                ranges.Add((TextComparison.Weight(low, collation), TextComparison.Weight(high, collation)));
            }
            else
            {
                singles.Add(collation.CaseSensitive || collation.Binary ? low : char.ToUpperInvariant(low));
            }
        }

        // A bracket that never closes matches nothing.
        i = at < pattern.Length ? at : pattern.Length;
        return at < pattern.Length ? new CharSet(isNegated, [.. singles], [.. ranges]) : new CharSet(false, [], []);
    }

    private static char Escaped(string pattern, ref int at, string? escape)
    {
        if (escape is not null && pattern[at] == escape[0] && at + 1 < pattern.Length)
        {
            at++;
        }

        return pattern[at++];
    }

    private bool Matches(ReadOnlySpan<char> text)
    {
        if (_literal is not null)
        {
            return (_startsWithStar, _endsWithStar) switch
            {
                (true, true) => text.Contains(_literal, _comparison),
                (true, false) => _tokens.Length == 1 || text.EndsWith(_literal, _comparison),
                (false, true) => text.StartsWith(_literal, _comparison),
                _ => text.Equals(_literal, _comparison),
            };
        }

        return MatchesAt(text, 0, 0);
    }

    private bool MatchesAt(ReadOnlySpan<char> text, int start, int firstToken)
    {
        var t = start;
        var p = firstToken;
        var starToken = -1;
        var starText = 0;
        while (t < text.Length)
        {
            if (p < _tokens.Length && _tokens[p].Kind == TokenKind.Star)
            {
                if (p == _tokens.Length - 1)
                {
                    return true;
                }

                starToken = p++;
                starText = t;
            }
            else if (p < _tokens.Length && MatchesOne(_tokens[p], text[t]))
            {
                p++;
                t++;
            }
            else if (starToken >= 0)
            {
                p = starToken + 1;
                t = ++starText;
            }
            else
            {
                return false;
            }
        }

        while (p < _tokens.Length && _tokens[p].Kind == TokenKind.Star)
        {
            p++;
        }

        return p == _tokens.Length;
    }

    private bool MatchesOne(in Token token, char c)
    {
        switch (token.Kind)
        {
            case TokenKind.Any:
                return true;
            case TokenKind.Literal:
                return c == token.Char
                    || (
                        _comparison == StringComparison.OrdinalIgnoreCase
                        && char.ToUpperInvariant(c) == char.ToUpperInvariant(token.Char)
                    );
            default:
                return token.Set!.Contains(c, _collation);
        }
    }

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private readonly record struct Token(TokenKind Kind, char Char, CharSet? Set);

    private sealed class CharSet(bool isNegated, char[] singles, (int Low, int High)[] ranges)
    {
        public bool Contains(char c, Collation collation)
        {
            if (singles.Length == 0 && ranges.Length == 0)
            {
                return isNegated;
            }

            var folded = collation.CaseSensitive || collation.Binary ? c : char.ToUpperInvariant(c);
            var found = Array.IndexOf(singles, folded) >= 0;
            if (!found && ranges.Length > 0)
            {
                var weight = TextComparison.Weight(c, collation);
                foreach (var (low, high) in ranges)
                {
                    found |= weight >= low && weight <= high;
                }
            }

            return found != isNegated;
        }
    }
}
