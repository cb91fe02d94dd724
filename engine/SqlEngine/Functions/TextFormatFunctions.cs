// Functions that build text from values: CONCAT, FORMAT, STR, QUOTENAME, PARSENAME, FORMATMESSAGE.
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Json;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal static class TextFormatFunctions
{
    private static readonly ConcurrentDictionary<string, CultureInfo> Cultures = new(StringComparer.Ordinal);

    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        all["CONCAT"] = Concat;
        all["QUOTENAME"] = QuoteName;
        all["PARSENAME"] = ParseName;
        all["STR"] = Str;
        all["FORMAT"] = Format;
        all["FORMATMESSAGE"] = FormatMessage;
        all["STRING_ESCAPE"] = StringEscape;
    }

    private static BoundFunction Concat(BuiltInCall c)
    {
        c.Expect(2, 254);
        var parts = new Func<SqlValue[], string?>[c.Count];
        var length = 0;
        var isUnicode = false;
        var isMax = false;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = c.Types[i].Kind == SqlTypeKind.SqlVariant ? Variant(c, i) : c.Text(i);
            var type = c.IsNullLiteral(i) ? SqlType.VarChar(1) : c.TextType(i);
            isUnicode |= type.IsUnicode;
            isMax |= type.IsMax;
            length += Math.Max(0, type.Length);
        }

        var limit = isUnicode ? 4000 : 8000;
        var result = isMax ? SqlType.Max : Math.Clamp(length, 1, limit);
        return new BoundFunction(
            isUnicode ? SqlType.NVarChar(result) : SqlType.VarChar(result),
            true,
            (a, _) =>
            {
                if (parts.Length == 2)
                {
                    return Limit(string.Concat(parts[0](a), parts[1](a)));
                }

                var builder = new StringBuilder();
                foreach (var part in parts)
                {
                    builder.Append(part(a));
                }

                return Limit(builder.ToString());
            }
        );

        SqlValue Limit(string text) => SqlValue.FromString(!isMax && text.Length > limit ? text[..limit] : text);
    }

    private static Func<SqlValue[], string?> Variant(BuiltInCall c, int index)
    {
        var convert = Conversions.Get(c.Types[index], SqlType.NVarChar(4000), isExplicit: true);
        return a => a[index].IsNull ? null : convert(a[index]).AsString();
    }

    private static BoundFunction QuoteName(BuiltInCall c)
    {
        c.Expect(1, 2);
        var text = c.Text(0);
        var quote = c.Count == 2 ? c.Text(1) : static _ => "[";
        return new BoundFunction(
            SqlType.NVarChar(258),
            true,
            (a, _) =>
            {
                if (text(a) is not { Length: <= 128 } s || quote(a) is not { } q)
                {
                    return SqlValue.Null;
                }

                var (open, close) = (q.Length == 0 ? '[' : q[0]) switch
                {
                    '[' or ']' => ('[', ']'),
                    '(' or ')' => ('(', ')'),
                    '<' or '>' => ('<', '>'),
                    '{' or '}' => ('{', '}'),
                    '\'' => ('\'', '\''),
                    '"' => ('"', '"'),
                    '`' => ('`', '`'),
                    _ => ('\0', '\0'),
                };
                if (open == '\0')
                {
                    return SqlValue.Null;
                }

                return SqlValue.FromString(
                    open + s.Replace(close.ToString(), new string(close, 2), StringComparison.Ordinal) + close
                );
            }
        );
    }

    private static BoundFunction ParseName(BuiltInCall c)
    {
        c.Expect(2);
        var text = c.Text(0);
        var piece = c.Long(1);
        return new BoundFunction(
            SqlType.SysName,
            true,
            (a, _) =>
            {
                if (
                    text(a) is not { } s
                    || piece(a) is not { } n
                    || SplitName(s) is not { Count: <= 4 } parts
                    || n < 1
                    || n > parts.Count
                )
                {
                    return SqlValue.Null;
                }

                var part = parts[parts.Count - (int)n];
                return part.Length is 0 or > 128 ? SqlValue.Null : SqlValue.FromString(part);
            }
        );
    }

    /// <summary>Splits a multi-part name into its parts without their quotes; null when a quote does not
    /// close.</summary>
    internal static List<string>? SplitName(string name)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var i = 0;
        while (i <= name.Length)
        {
            if (i == name.Length || name[i] == '.')
            {
                parts.Add(part.ToString());
                part.Clear();
                i++;
                continue;
            }

            if (part.Length == 0 && name[i] is '[' or '"')
            {
                var close = name[i] == '[' ? ']' : '"';
                for (i++; ; i++)
                {
                    if (i >= name.Length)
                    {
                        return null;
                    }

                    if (name[i] == close)
                    {
                        if (i + 1 < name.Length && name[i + 1] == close)
                        {
                            i++;
                        }
                        else
                        {
                            break;
                        }
                    }

                    part.Append(name[i]);
                }

                i++;
                if (i < name.Length && name[i] != '.')
                {
                    return null;
                }

                continue;
            }

            part.Append(name[i++]);
        }

        return parts;
    }

    private static BoundFunction Str(BuiltInCall c)
    {
        c.Expect(1, 3);
        var number = c.Double(0);
        var length = c.Count > 1 ? c.Long(1) : static _ => 10;
        var decimals = c.Count > 2 ? c.Long(2) : static _ => 0;
        return new BoundFunction(
            SqlType.VarChar((int)Math.Clamp(c.LiteralInteger(1) ?? (c.Count > 1 ? 8000 : 10), 1, 8000)),
            true,
            (a, _) =>
            {
                if (
                    number(a) is not { } d
                    || length(a) is not { } n
                    || decimals(a) is not { } scale
                    || n is <= 0 or > 8000
                    || scale < 0
                )
                {
                    return SqlValue.Null;
                }

                scale = Math.Min(scale, 16);
                var whole = DecimalMath.FromDouble(d, 0) is { } w
                    ? w.ToString(CultureInfo.InvariantCulture)
                    : d.ToString("F0", CultureInfo.InvariantCulture);
                if (whole.Length > n)
                {
                    return SqlValue.FromString(new string('*', (int)n));
                }

                var fits = (int)Math.Clamp(n - whole.Length - 1, 0, scale);
                var text =
                    fits == 0 || DecimalMath.FromDouble(d, fits) is not { } unscaled ? whole : DecimalMath.ToText(unscaled, fits);
                return SqlValue.FromString(text.Length > n ? new string('*', (int)n) : text.PadLeft((int)n));
            }
        );
    }

    private static BoundFunction Format(BuiltInCall c)
    {
        c.Expect(2, 3);
        var type = c.Types[0];
        if (!type.IsExactNumeric && !type.IsApproximate && !type.IsDateOrTime || type.Kind == SqlTypeKind.Bit)
        {
            throw c.Invalid(0);
        }

        var format = c.Text(1);
        var culture = c.Count == 3 ? c.Text(2) : static _ => QuerySettings.Current.Language.Culture;
        return new BoundFunction(
            SqlType.NVarChar(4000),
            false,
            (a, _) =>
            {
                if (a[0].IsNull || format(a) is not { } f || culture(a) is not { } name)
                {
                    return SqlValue.Null;
                }

                var info = FindCulture(name);
                try
                {
                    return SqlValue.FromString(
                        type.IsApproximate ? FormatFloat(type, a[0].AsDouble(), f, info) : Clr(type, a[0]).ToString(f, info)
                    );
                }
                catch (FormatException)
                {
                    // A format that .NET refuses gives NULL in SQL Server.
                    return SqlValue.Null;
                }
            }
        );
    }

    /// <exception cref="SqlError">9818.</exception>
    internal static CultureInfo FindCulture(string name)
    {
        try
        {
            return Culture(name);
        }
        catch (CultureNotFoundException)
        {
            throw new SqlError(
                9818,
                16,
                1,
                $"The culture parameter '{name}' provided in the function call is not supported."
            );
        }
    }

    // SQL Server formats by .NET Framework with Windows' culture data, which differ from ICU's in these.
    private static CultureInfo Culture(string name) =>
        Cultures.GetOrAdd(CultureInfo.GetCultureInfo(name, predefinedOnly: true).Name, Framework);

    private static CultureInfo Framework(string name)
    {
        var info = (CultureInfo)CultureInfo.GetCultureInfo(name).Clone();
        info.NumberFormat.NumberDecimalDigits = 2;
        info.NumberFormat.PercentDecimalDigits = 2;
        info.DateTimeFormat.LongTimePattern = Plain(info.DateTimeFormat.LongTimePattern);
        info.DateTimeFormat.ShortTimePattern = Plain(info.DateTimeFormat.ShortTimePattern);
        info.DateTimeFormat.FullDateTimePattern = Plain(info.DateTimeFormat.FullDateTimePattern);
        if (name == "en-US")
        {
            info.NumberFormat.PercentPositivePattern = 0;
            info.NumberFormat.PercentNegativePattern = 0;
            info.NumberFormat.CurrencyNegativePattern = 0;
        }

        return CultureInfo.ReadOnly(info);
    }

    // ICU has a narrow blank before AM and PM.
    private static string Plain(string pattern) => pattern.Replace('\u202F', ' ');

    // .NET Framework knows 15 digits of a float and 7 of a real, and rounds those, halves away from zero.
    private static string FormatFloat(SqlType type, double value, string format, CultureInfo info)
    {
        var digits = type.Kind == SqlTypeKind.Real ? "G7" : "G15";
        if (format.Length == 0 || format is "G" or "g")
        {
            var text = value.ToString(digits, info);
            return format == "g" ? text.ToLowerInvariant() : text;
        }

        return format[0] is 'R' or 'r' or 'G' or 'g' or 'E' or 'e' ? value.ToString(format, info)
            : decimal.TryParse(
                value.ToString(digits, CultureInfo.InvariantCulture),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var rounded
            )
                ? rounded.ToString(format, info)
            : value.ToString(format, info);
    }

    private static IFormattable Clr(SqlType type, SqlValue value) =>
        type.Kind switch
        {
            SqlTypeKind.Decimal => decimal.TryParse(
                DecimalMath.ToText(value.AsUnscaled(), type.Scale),
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : throw TypeErrors.Overflow(type),
            SqlTypeKind.Money or SqlTypeKind.SmallMoney => value.AsInt64() / 10000m,
            SqlTypeKind.Float or SqlTypeKind.Real => value.AsDouble(),
            SqlTypeKind.Time => TimeSpan.FromTicks(value.Bits),
            SqlTypeKind.DateTimeOffset => new DateTimeOffset(
                new DateTime(DateMath.LocalTicks(type.Kind, value), DateTimeKind.Unspecified),
                TimeSpan.FromMinutes(value.AsOffsetMinutes())
            ),
            SqlTypeKind.Date or SqlTypeKind.DateTime or SqlTypeKind.DateTime2 or SqlTypeKind.SmallDateTime => new DateTime(
                DateMath.LocalTicks(type.Kind, value),
                DateTimeKind.Unspecified
            ),
            _ => value.AsInt64(),
        };

    private static BoundFunction FormatMessage(BuiltInCall c)
    {
        c.Expect(1, 21);
        if (!c.Types[0].IsCharacter)
        {
            throw SqlError.Unsupported("FORMATMESSAGE with a message number");
        }

        var format = c.Text(0);
        var types = c.Types.Skip(1).ToArray();
        return new BoundFunction(
            SqlType.NVarChar(2048),
            true,
            (a, _) => format(a) is { } f ? SqlValue.FromString(MessageFormat.Apply(f, types, a.AsSpan(1))) : SqlValue.Null
        );
    }

    private static BoundFunction StringEscape(BuiltInCall c)
    {
        c.Expect(2);
        var text = c.Text(0);
        var kind = c.Text(1);
        return new BoundFunction(
            c.TextType(0).IsMax ? SqlType.NVarChar(SqlType.Max) : SqlType.NVarChar(4000),
            true,
            (a, _) =>
            {
                if (kind(a) is not { } k || !string.Equals(k, "json", StringComparison.OrdinalIgnoreCase))
                {
                    throw new SqlError(13621, 16, 1, "An invalid value was specified for argument 2.");
                }

                return text(a) is { } s ? SqlValue.FromString(JsonText.Escape(s)) : SqlValue.Null;
            }
        );
    }
}
