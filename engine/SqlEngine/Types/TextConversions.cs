// Conversions to character types: numbers, dates, binary, xml as text, and the rules for results that do not
// fit.
using System.Globalization;
using System.Text;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Types;

internal static class TextConversions
{
    /// <summary>The code page of varchar in the server's collation.</summary>
    public static readonly Encoding CodePage = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, Encoding> CodePages = new()
    {
        [1252] = CodePage,
    };

    /// <summary>The code page of varchar in a collation.</summary>
    public static Encoding EncodingOf(Collation? collation) =>
        collation is null
            ? CodePage
            : CodePages.GetOrAdd(collation.CodePage, static n => CodePagesEncodingProvider.Instance.GetEncoding(n) ?? CodePage);

    public static Func<SqlValue, SqlValue> ToText(SqlType from, SqlType to, int? style)
    {
        var length = to.Length;
        var isFixed = to.Kind is SqlTypeKind.Char or SqlTypeKind.NChar;
        if (from.IsCharacter)
        {
            var narrows = !to.IsUnicode && (from.IsUnicode || from.Collation?.CodePage != to.Collation?.CodePage);
            if (!isFixed && !narrows && (length == SqlType.Max || (from.Length != SqlType.Max && from.Length <= length)))
            {
                return Conversions.Identity;
            }

            var encoding = EncodingOf(to.Collation);
            return v =>
            {
                if (v.IsNull)
                {
                    return v;
                }

                var text = narrows ? Narrow(v.AsString(), encoding) : v.AsString();
                if (length != SqlType.Max && text.Length > length)
                {
                    text = text[..length];
                }
                else if (isFixed && text.Length < length)
                {
                    text = text.PadRight(length);
                }
                else if (ReferenceEquals(text, v.Ref))
                {
                    return v;
                }

                return SqlValue.FromString(text);
            };
        }

        var format = Formatter(from, to, style);
        return v =>
        {
            if (v.IsNull)
            {
                return v;
            }

            var text = format(v);
            if (length != SqlType.Max && text.Length > length)
            {
                text = TooLong(text, v, from, to);
            }

            return SqlValue.FromString(isFixed ? text.PadRight(length) : text);
        };
    }

    /// <summary>A float as CAST prints it: six significant digits, or more by style.</summary>
    public static string FloatText(double value, int style)
    {
        if (style == 0)
        {
            return General(value, 6);
        }

        return style switch
        {
            1 => Exponential(value, 7),
            2 => Exponential(value, 15),
            3 => Exponential(value, 16),
            _ => throw TypeErrors.InvalidStyle(style, SqlType.Float, "a character string"),
        };
    }

    /// <summary>Money with two decimals (0), with commas (1) or with four decimals (2, 126).</summary>
    public static string MoneyText(long unscaled, int style)
    {
        if (style is 2 or 126)
        {
            return DecimalMath.ToText(unscaled, 4);
        }

        var cents = DecimalMath.DivideRounded(unscaled, 100);
        var text = DecimalMath.ToText(cents, 2);
        if (style != 1)
        {
            return text;
        }

        var builder = new StringBuilder(text);
        var start = text[0] == '-' ? 1 : 0;
        for (var i = text.Length - 6; i > start; i -= 3)
        {
            builder.Insert(i, ',');
        }

        return builder.ToString();
    }

    public static bool TryParseGuid(string text, out Guid guid)
    {
        var span = text.AsSpan().TrimStart(' ');
        if (span.Length > 0 && span[0] == '{')
        {
            guid = Guid.Empty;
            return span.Length >= 38 && span[37] == '}' && Guid.TryParseExact(span[..38], "B", out guid);
        }

        guid = Guid.Empty;
        return span.Length >= 36 && Guid.TryParseExact(span[..36], "D", out guid);
    }

    public static Guid ParseGuid(string text) => TryParseGuid(text, out var guid) ? guid : throw TypeErrors.GuidFromString();

    /// <summary>The text as varchar can hold it: characters outside its code page become their best fit or
    /// '?'.</summary>
    public static string Narrow(string text, Encoding encoding)
    {
        foreach (var c in text)
        {
            if (c >= 0x80)
            {
                return encoding.GetString(encoding.GetBytes(text));
            }
        }

        return text;
    }

    private static Func<SqlValue, string> Formatter(SqlType from, SqlType to, int? style)
    {
        switch (from.Kind)
        {
            case SqlTypeKind.Bit or SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt:
                return static v => v.AsInt64().ToString(CultureInfo.InvariantCulture);
            case SqlTypeKind.Decimal:
                return v => DecimalMath.ToText(v.AsUnscaled(), from.Scale);
            case SqlTypeKind.Money or SqlTypeKind.SmallMoney:
                return v => MoneyText(v.AsInt64(), style ?? 0);
            case SqlTypeKind.Float:
                return v => FloatText(v.AsDouble(), style ?? 0);
            case SqlTypeKind.Real:
                return v => style is null or 0 ? General(v.AsDouble(), 6) : FloatText((float)v.AsDouble(), style.Value);
            case SqlTypeKind.UniqueIdentifier:
                return static v => v.AsGuid().ToString("D", CultureInfo.InvariantCulture).ToUpperInvariant();
            case SqlTypeKind.Xml:
                return static v => v.Ref!.ToString()!;
            case SqlTypeKind.Binary or SqlTypeKind.VarBinary or SqlTypeKind.Image or SqlTypeKind.RowVersion:
                return v => BinaryConversions.ToText(v.AsBytes(), to.IsUnicode, style ?? 0);
            case SqlTypeKind.Date
            or SqlTypeKind.Time
            or SqlTypeKind.SmallDateTime
            or SqlTypeKind.DateTime
            or SqlTypeKind.DateTime2
            or SqlTypeKind.DateTimeOffset:
                return v => DateText.Format(from, v, style);
            default:
                throw SqlError.Unsupported($"conversion of {TypeRules.Name(from)} to {TypeRules.Name(to)}");
        }
    }

    private static string TooLong(string text, SqlValue value, SqlType from, SqlType to)
    {
        switch (from.Kind)
        {
            case SqlTypeKind.Bit or SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int:
                return to.IsUnicode ? throw TypeErrors.Overflow(to) : "*";
            case SqlTypeKind.Float or SqlTypeKind.Real when !to.IsUnicode:
                throw TypeErrors.OverflowFloat(to, value.AsDouble(), state: 2);
            case SqlTypeKind.BigInt or SqlTypeKind.Float or SqlTypeKind.Real:
                throw TypeErrors.Overflow(to);
            case SqlTypeKind.Decimal:
                throw TypeErrors.OverflowFrom(from, to);
            case SqlTypeKind.Money or SqlTypeKind.SmallMoney:
                throw TypeErrors.MoneyToString(to);
            case SqlTypeKind.UniqueIdentifier:
                throw TypeErrors.GuidToString();
            case SqlTypeKind.Xml:
                throw new SqlError(6354, 16, 10, "Target string size is too small to represent the XML instance");
            default:
                return text[..to.Length];
        }
    }

    /// <summary>C's %g with three exponent digits.</summary>
    private static string General(double value, int digits)
    {
        if (value == 0)
        {
            return "0";
        }

        var text = value.ToString("E" + (digits - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var exponentAt = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent >= digits || exponent < -4)
        {
            var mantissa = text.AsSpan(0, exponentAt).TrimEnd('0').TrimEnd('.');
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):000}"
            );
        }

        var rounded = decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return rounded.ToString("0.##########", CultureInfo.InvariantCulture);
    }

    private static string Exponential(double value, int decimals)
    {
        var text = value.ToString("e" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text;
    }
}
