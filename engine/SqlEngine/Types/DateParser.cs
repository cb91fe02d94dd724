// Reads dates and times from text in all the forms that SQL Server takes. The session's language gives the
// names of months, its date format the order of numbers.
using System.Globalization;
using System.Runtime.InteropServices;

namespace AxMonitor.Engine.Types;

internal static class DateParser
{
    /// <summary>The order of the parts of a numeric date, as SET DATEFORMAT names it.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Order(string Format, bool IsOld)
    {
        /// <summary>Whether the day stands before the month.</summary>
        public bool IsDayFirst => Format is "dmy" or "ydm" or "dym";

        /// <summary>The newer types do not know ydm.</summary>
        public bool IsUsable => IsOld || Format != "ydm";
    }

    /// <summary>Parses to local ticks (a lone time lies on 1900-01-01) and an offset in minutes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="style">CONVERT style; 0 when none.</param>
    /// <param name="isOld">datetime and smalldatetime: at most three decimals and no offset.</param>
    /// <param name="ticks">Local ticks.</param>
    /// <param name="offset">Offset in minutes.</param>
    public static ParseStatus Parse(string text, int style, bool isOld, out long ticks, out short offset)
    {
        ticks = DateMath.BaseTicks;
        offset = 0;
        var scanner = new Scanner(text.AsSpan().Trim());
        if (scanner.IsAtEnd)
        {
            return ParseStatus.Ok;
        }

        var date = default(DateParts);
        var hasDate = false;
        if (!scanner.LooksLikeTime())
        {
            if (!ReadDate(ref scanner, OrderOf(style, isOld), out date))
            {
                return ParseStatus.Invalid;
            }

            hasDate = true;
            if (!scanner.IsAtEnd && scanner.Current is 'T' or 't')
            {
                scanner.Next();
            }

            scanner.SkipBlanks();
        }

        var time = 0L;
        var timeStatus = ParseStatus.Ok;
        if (!scanner.IsAtEnd)
        {
            timeStatus = ReadTime(ref scanner, isOld, out time, out offset);
            if (timeStatus == ParseStatus.Invalid)
            {
                return timeStatus;
            }

            scanner.SkipBlanks();
            if (!scanner.IsAtEnd)
            {
                if (hasDate || !ReadDate(ref scanner, OrderOf(style, isOld), out date) || !scanner.IsAtEnd)
                {
                    return ParseStatus.Invalid;
                }

                hasDate = true;
            }
        }

        if (timeStatus == ParseStatus.Overflow)
        {
            return timeStatus;
        }

        if (hasDate)
        {
            if (
                date.Year is < 1 or > 9999
                || date.Month is < 1 or > 12
                || date.Day < 1
                || date.Day > DateTime.DaysInMonth(date.Year, date.Month)
            )
            {
                return ParseStatus.Overflow;
            }

            ticks = new DateTime(date.Year, date.Month, date.Day, 0, 0, 0, DateTimeKind.Unspecified).Ticks;
        }

        ticks += time;
        return ParseStatus.Ok;
    }

    // A style that names an order overrides the session's.
    private static Order OrderOf(int style, bool isOld) =>
        new(
            style switch
            {
                3 or 4 or 5 or 6 or 13 or 103 or 104 or 105 or 106 or 113 => "dmy",
                2 or 11 or 12 or 102 or 111 or 112 or 20 or 21 or 23 or 25 or 120 or 121 or 126 or 127 => "ymd",
                1 or 10 or 101 or 110 => "mdy",
                _ => QuerySettings.Current.DateFormat,
            },
            isOld
        );

    private static bool ReadDate(ref Scanner scanner, Order order, out DateParts date)
    {
        date = default;
        scanner.SkipBlanks();
        if (scanner.TryMonth(out var month))
        {
            // Mon dd[,] yyyy or Mon yyyy
            scanner.SkipSeparators();
            if (!scanner.TryNumber(out var first, out var firstDigits))
            {
                return false;
            }

            if (firstDigits == 4)
            {
                date = new DateParts(first, month, 1);
                return true;
            }

            scanner.SkipSeparators();
            if (!scanner.TryNumber(out var year, out var yearDigits))
            {
                return false;
            }

            date = new DateParts(FullYear(year, yearDigits), month, first);
            return true;
        }

        if (!scanner.TryNumber(out var a, out var aDigits))
        {
            return false;
        }

        var isAlone = scanner.IsAtEnd || scanner.Current is ' ' or 'T' or 't';
        if (isAlone && aDigits is 8 or 6)
        {
            date =
                aDigits == 8
                    ? new DateParts(a / 10000, a / 100 % 100, a % 100)
                    : new DateParts(FullYear(a / 10000, 2), a / 100 % 100, a % 100);
            return true;
        }

        if (scanner.IsAtEnd && aDigits == 4)
        {
            date = new DateParts(a, 1, 1);
            return true;
        }

        if (aDigits is not (1 or 2 or 4))
        {
            return false;
        }

        scanner.SkipSeparators();
        if (scanner.TryMonth(out month))
        {
            // dd Mon yyyy or yyyy Mon dd
            scanner.SkipSeparators();
            if (!scanner.TryNumber(out var last, out var lastDigits))
            {
                return false;
            }

            date = aDigits == 4 ? new DateParts(a, month, last) : new DateParts(FullYear(last, lastDigits), month, a);
            return true;
        }

        if (
            !scanner.TryNumber(out var b, out var bDigits)
            || !scanner.SkipDateSeparator()
            || !scanner.TryNumber(out var c, out var cDigits)
            || cDigits is not (1 or 2 or 4)
        )
        {
            return false;
        }

        // A year of four digits is known wherever it stands.
        var isIso = !scanner.IsAtEnd && scanner.Current is 'T' or 't';
        switch (aDigits, bDigits, cDigits)
        {
            case (4, <= 2, <= 2):
                // The newer types read it as ISO does, whatever the order is; so do all with a T.
                date = order is { IsOld: true, IsDayFirst: true } && !isIso ? new DateParts(a, c, b) : new DateParts(a, b, c);
                return true;
            case ( <= 2, 4, <= 2):
                date = order.IsDayFirst ? new DateParts(b, c, a) : new DateParts(b, a, c);
                return order.IsUsable;
            case ( <= 2, <= 2, 4):
                date = order.IsDayFirst ? new DateParts(c, b, a) : new DateParts(c, a, b);
                return order.IsUsable;
            case ( <= 2, <= 2, <= 2):
                date = order.Format switch
                {
                    "dmy" => new DateParts(FullYear(c, cDigits), b, a),
                    "ymd" => new DateParts(FullYear(a, aDigits), b, c),
                    "ydm" => new DateParts(FullYear(a, aDigits), c, b),
                    "myd" => new DateParts(FullYear(b, bDigits), a, c),
                    "dym" => new DateParts(FullYear(b, bDigits), c, a),
                    _ => new DateParts(FullYear(c, cDigits), a, b),
                };
                return order.IsUsable;
            default:
                return false;
        }
    }

    private static int FullYear(int year, int digits) =>
        digits > 2 ? year
        : year < 50 ? 2000 + year
        : 1900 + year;

    private static ParseStatus ReadTime(ref Scanner scanner, bool isOld, out long time, out short offset)
    {
        time = 0;
        offset = 0;
        int minute = 0,
            second = 0;
        long fraction = 0;
        if (!scanner.TryNumber(out var hour, out var digits) || digits > 2)
        {
            return ParseStatus.Invalid;
        }

        var hasColon = !scanner.IsAtEnd && scanner.Current == ':';
        if (hasColon)
        {
            scanner.Next();
            if (!scanner.TryNumber(out minute, out digits) || digits > 2)
            {
                return ParseStatus.Invalid;
            }

            if (!scanner.IsAtEnd && scanner.Current == ':')
            {
                scanner.Next();
                if (!scanner.TryNumber(out second, out digits) || digits > 2)
                {
                    return ParseStatus.Invalid;
                }

                if (!scanner.IsAtEnd && scanner.Current is '.' or ':')
                {
                    var isCount = scanner.Current == ':';
                    scanner.Next();
                    if (!scanner.TryNumber(out var part, out digits) || digits > (isOld || isCount ? 3 : 7))
                    {
                        return ParseStatus.Invalid;
                    }

                    fraction = isCount ? part * TimeSpan.TicksPerMillisecond : part * DecimalMath.SmallPow10(7 - digits);
                }
            }
        }

        scanner.SkipBlanks();
        var meridiem = scanner.TryMeridiem();
        if (!hasColon && meridiem == 0)
        {
            return ParseStatus.Invalid;
        }

        scanner.SkipBlanks();
        if (!scanner.IsAtEnd && scanner.Current is 'Z' or 'z')
        {
            scanner.Next();
        }
        else if (!scanner.IsAtEnd && scanner.Current is '+' or '-')
        {
            var sign = scanner.Current == '-' ? -1 : 1;
            scanner.Next();
            if (isOld || !scanner.TryNumber(out var hours, out digits) || digits > 2 || scanner.IsAtEnd || scanner.Current != ':')
            {
                return ParseStatus.Invalid;
            }

            scanner.Next();
            if (
                !scanner.TryNumber(out var minutes, out digits)
                || digits != 2
                || minutes > 59
                || (hours * 60) + minutes > 14 * 60
            )
            {
                return ParseStatus.Invalid;
            }

            offset = (short)(sign * ((hours * 60) + minutes));
        }

        if (meridiem != 0)
        {
            if (hour is > 12 && meridiem == 'A')
            {
                return ParseStatus.Overflow;
            }

            hour = meridiem == 'A' ? (hour == 12 ? 0 : hour) : (hour < 12 ? hour + 12 : hour);
        }

        if (hour > 23 || minute > 59 || second > 59)
        {
            return ParseStatus.Overflow;
        }

        time =
            (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond) + fraction;
        return ParseStatus.Ok;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct DateParts(int Year, int Month, int Day);

    [StructLayout(LayoutKind.Auto)]
    private ref struct Scanner(ReadOnlySpan<char> text)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private int _position;

        public readonly bool IsAtEnd => _position >= _text.Length;

        public readonly char Current => _text[_position];

        public void Next() => _position++;

        public void SkipBlanks()
        {
            while (!IsAtEnd && char.IsWhiteSpace(Current))
            {
                _position++;
            }
        }

        public void SkipSeparators()
        {
            while (!IsAtEnd && (Current is ',' or '-' or '/' or '.' || char.IsWhiteSpace(Current)))
            {
                _position++;
            }
        }

        public bool SkipDateSeparator()
        {
            if (IsAtEnd || Current is not ('-' or '/' or '.'))
            {
                return false;
            }

            _position++;
            return true;
        }

        public readonly bool LooksLikeTime()
        {
            var i = _position;
            while (i < _text.Length && char.IsAsciiDigit(_text[i]))
            {
                i++;
            }

            if (i == _position || i - _position > 2)
            {
                return false;
            }

            while (i < _text.Length && _text[i] == ' ')
            {
                i++;
            }

            return i < _text.Length
                && (
                    _text[i] == ':'
                    || (i + 1 < _text.Length && _text[i] is 'A' or 'a' or 'P' or 'p' && _text[i + 1] is 'M' or 'm')
                );
        }

        public bool TryNumber(out int value, out int digits)
        {
            value = 0;
            var start = _position;
            while (!IsAtEnd && char.IsAsciiDigit(Current) && _position - start < 9)
            {
                value = (value * 10) + (Current - '0');
                _position++;
            }

            digits = _position - start;
            return digits > 0;
        }

        public bool TryMonth(out int month)
        {
            month = 0;
            if (IsAtEnd || !char.IsLetter(Current))
            {
                return false;
            }

            // The longest name that fits: some begin as others do.
            var best = 0;
            var language = QuerySettings.Current.Language;
            for (var i = 0; i < 12; i++)
            {
                foreach (var name in (ReadOnlySpan<string>)[language.Months[i], language.ShortMonths[i]])
                {
                    if (name.Length > best && StandsHere(name))
                    {
                        (best, month) = (name.Length, i + 1);
                    }
                }
            }

            _position += best;
            return best > 0;
        }

        private readonly bool StandsHere(string name)
        {
            var rest = _text[_position..];
            return rest.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                && (rest.Length == name.Length || !char.IsLetter(rest[name.Length]));
        }

        public char TryMeridiem()
        {
            if (
                _position + 1 < _text.Length
                && _text[_position] is 'A' or 'a' or 'P' or 'p'
                && _text[_position + 1] is 'M' or 'm'
            )
            {
                var result = char.ToUpper(_text[_position], CultureInfo.InvariantCulture);
                _position += 2;
                return result;
            }

            return '\0';
        }
    }
}
