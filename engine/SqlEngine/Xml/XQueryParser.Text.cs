// The part of the XQuery parser that reads characters: literals, names, symbols, keywords, blanks and
// comments.
using System.Globalization;
using System.Text;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Xml;

internal sealed partial class XQueryParser
{
    private string StringText()
    {
        SkipBlanks();
        if (_at >= _text.Length || _text[_at] is not ('"' or '\''))
        {
            throw Unexpected();
        }

        var quote = _text[_at++];
        var builder = new StringBuilder();
        while (true)
        {
            if (_at >= _text.Length)
            {
                throw XQueryErrors.Syntax(_method, "");
            }

            if (_text[_at] == quote)
            {
                if (_at + 1 < _text.Length && _text[_at + 1] == quote)
                {
                    builder.Append(quote);
                    _at += 2;
                    continue;
                }

                _at++;
                return builder.ToString();
            }

            builder.Append(_text[_at] == '&' ? Entity() : _text[_at++].ToString());
        }
    }

    private string Entity()
    {
        var end = _text.IndexOf(';', _at);
        if (end < 0)
        {
            throw Unexpected();
        }

        var name = _text[(_at + 1)..end];
        _at = end + 1;
        return name switch
        {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "quot" => "\"",
            "apos" => "'",
            _ when name.StartsWith("#x", StringComparison.Ordinal)
                    && int.TryParse(name.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) =>
                char.ConvertFromUtf32(hex),
            _ when name.StartsWith('#')
                    && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var code) =>
                char.ConvertFromUtf32(code),
            _ => throw XQueryErrors.Syntax(_method, "&" + name + ";"),
        };
    }

    private LiteralNumber Number()
    {
        var start = _at;
        while (
            _at < _text.Length
            && (
                char.IsAsciiDigit(_text[_at])
                || _text[_at] == '.'
                || (_text[_at] is 'e' or 'E')
                || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E')
            )
        )
        {
            _at++;
        }

        return decimal.TryParse(_text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? new LiteralNumber(value)
            : throw XQueryErrors.Syntax(_method, _text[start.._at]);
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }
            else if (_text[_at] == '(' && _at + 1 < _text.Length && _text[_at + 1] == ':')
            {
                var end = _text.IndexOf(":)", _at, StringComparison.Ordinal);
                _at = end < 0 ? _text.Length : end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private bool Try(string symbol)
    {
        SkipBlanks();
        if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) != 0)
        {
            return false;
        }

        _at += symbol.Length;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Try(symbol))
        {
            throw Unexpected();
        }
    }

    private bool TryWord(string word)
    {
        SkipBlanks();
        if (
            string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0
            || (_at + word.Length < _text.Length && IsNameChar(_text[_at + word.Length]))
        )
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private void ExpectWord(string word)
    {
        if (!TryWord(word))
        {
            throw Unexpected();
        }
    }

    private bool IsKeywordBefore(string word, char next)
    {
        SkipBlanks();
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
        {
            return false;
        }

        var i = _at + word.Length;
        while (i < _text.Length && char.IsWhiteSpace(_text[i]))
        {
            i++;
        }

        return i < _text.Length && _text[i] == next;
    }

    private string Name()
    {
        SkipBlanks();
        var start = _at;
        if (_at < _text.Length && (char.IsLetter(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
            while (_at < _text.Length && IsNameChar(_text[_at]))
            {
                _at++;
            }
        }

        return _at > start ? _text[start.._at] : throw Unexpected();
    }

    private static bool IsNameChar(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.';

    private SqlError Unexpected()
    {
        SkipBlanks();
        if (_at >= _text.Length)
        {
            return XQueryErrors.Syntax(_method, "");
        }

        var end = _at;
        while (end < _text.Length && IsNameChar(_text[end]))
        {
            end++;
        }

        return XQueryErrors.Syntax(_method, _text[_at..Math.Max(end, _at + 1)]);
    }
}
