// Functions that cut, case, trim and repeat text: LEN, SUBSTRING, LEFT, UPPER, REPLICATE …
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal static class TextFunctions
{
    // What a (max) value made by REPLICATE may reach here: far less than SQL Server's 2 GB, since a sandbox
    // shares a developer's machine.
    private const int LongestText = 134_217_728;

    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        all["LEN"] = Len;
        all["DATALENGTH"] = DataLength;
        all["SUBSTRING"] = Substring;
        all["LEFT"] = static c => LeftRight(c, isLeft: true);
        all["RIGHT"] = static c => LeftRight(c, isLeft: false);
        all["UPPER"] = static c => Map(c, static s => s.ToUpperInvariant());
        all["LOWER"] = static c => Map(c, static s => s.ToLowerInvariant());
        all["LTRIM"] = static c => Map(c, static s => s.TrimStart(' '));
        all["RTRIM"] = static c => Map(c, static s => s.TrimEnd(' '));
        all["REVERSE"] = static c => Map(c, Reverse);
        all["REPLICATE"] = Replicate;
        all["SPACE"] = Space;
        all["ASCII"] = Ascii;
        all["UNICODE"] = Unicode;
        all["CHAR"] = Char;
        all["NCHAR"] = NChar;
        all["STUFF"] = Stuff;
    }

    private static BoundFunction Len(BuiltInCall c)
    {
        c.Expect(1);
        var type = c.Types[0];
        if (type.Kind is SqlTypeKind.Text or SqlTypeKind.NText or SqlTypeKind.Image or SqlTypeKind.Xml or SqlTypeKind.SqlVariant)
        {
            throw c.Invalid(0);
        }

        var result = type.IsMax ? SqlType.BigInt : SqlType.Int;
        if (type.IsBinary)
        {
            return new BoundFunction(
                result,
                true,
                static (a, _) => a[0].IsNull ? SqlValue.Null : SqlValue.FromInt64(a[0].AsBytes().Length)
            );
        }

        if (type.IsCharacter)
        {
            return new BoundFunction(
                result,
                true,
                static (a, _) => a[0].IsNull ? SqlValue.Null : SqlValue.FromInt64(a[0].AsString().AsSpan().TrimEnd(' ').Length)
            );
        }

        var text = c.Text(0);
        return new BoundFunction(
            result,
            true,
            (a, _) => text(a) is { } s ? SqlValue.FromInt64(s.AsSpan().TrimEnd(' ').Length) : SqlValue.Null
        );
    }

    private static BoundFunction DataLength(BuiltInCall c)
    {
        c.Expect(1);
        var type = c.Types[0];
        return new BoundFunction(
            type.IsMax ? SqlType.BigInt : SqlType.Int,
            true,
            (a, _) => a[0].IsNull ? SqlValue.Null : SqlValue.FromInt64(ByteLength(type, a[0]))
        );
    }

    /// <summary>Bytes a value takes.</summary>
    internal static long ByteLength(SqlType type, SqlValue value) =>
        type.Kind switch
        {
            SqlTypeKind.Bit or SqlTypeKind.TinyInt => 1,
            SqlTypeKind.SmallInt => 2,
            SqlTypeKind.Int or SqlTypeKind.Real or SqlTypeKind.SmallMoney or SqlTypeKind.SmallDateTime => 4,
            SqlTypeKind.BigInt or SqlTypeKind.Float or SqlTypeKind.Money or SqlTypeKind.DateTime => 8,
            SqlTypeKind.Decimal => type.Precision switch
            {
                <= 9 => 5,
                <= 19 => 9,
                <= 28 => 13,
                _ => 17,
            },
            SqlTypeKind.Date => 3,
            SqlTypeKind.Time => type.Scale switch
            {
                <= 2 => 3,
                <= 4 => 4,
                _ => 5,
            },
            SqlTypeKind.DateTime2 => type.Scale switch
            {
                <= 2 => 6,
                <= 4 => 7,
                _ => 8,
            },
            SqlTypeKind.DateTimeOffset => type.Scale switch
            {
                <= 2 => 8,
                <= 4 => 9,
                _ => 10,
            },
            SqlTypeKind.UniqueIdentifier => 16,
            SqlTypeKind.Xml => value.Ref!.ToString()!.Length * 2L,
            SqlTypeKind.SqlVariant => value.Ref is SqlVariantValue v ? ByteLength(v.Type, v.Value) : 0,
            _ when type.IsUnicode => value.AsString().Length * 2L,
            _ when type.IsCharacter => value.AsString().Length,
            _ => value.AsBytes().Length,
        };

    private static BoundFunction Substring(BuiltInCall c)
    {
        c.Expect(3);
        var start = c.Long(1);
        var length = c.Long(2);
        var type = c.Types[0];
        if (type.IsBinary)
        {
            return new BoundFunction(
                SqlType.VarBinary(type.Length),
                true,
                (a, _) =>
                {
                    if (a[0].IsNull || start(a) is not { } s || length(a) is not { } n)
                    {
                        return SqlValue.Null;
                    }

                    var bytes = a[0].AsBytes();
                    var (from, count) = Slice(s, n, bytes.Length);
                    return SqlValue.FromBytes(bytes.AsSpan(from, count).ToArray());
                }
            );
        }

        if (!type.IsCharacter)
        {
            throw c.Invalid(0);
        }

        var result = type.IsUnicode
            ? SqlType.NVarChar(type.Length, type.Collation)
            : SqlType.VarChar(type.Length, type.Collation);
        if (c.LiteralInteger(2) is > 0 and <= 8000 and var known && (type.IsMax || known < type.Length))
        {
            result = type.IsMax ? result : result with { Length = (int)known };
        }

        return new BoundFunction(
            result,
            true,
            (a, _) =>
            {
                if (a[0].IsNull || start(a) is not { } s || length(a) is not { } n)
                {
                    return SqlValue.Null;
                }

                var text = a[0].AsString();
                var (from, count) = Slice(s, n, text.Length);
                return count == text.Length ? a[0] : SqlValue.FromString(text.Substring(from, count));
            }
        );
    }

    private static (int From, int Count) Slice(long start, long length, int size)
    {
        if (length < 0)
        {
            throw new SqlError(537, 16, 3, "Invalid length parameter passed to the LEFT or SUBSTRING function.");
        }

        var end = Math.Min(start - 1 + length, size);
        var from = Math.Max(start - 1, 0);
        return end <= from ? (0, 0) : ((int)from, (int)(end - from));
    }

    private static BoundFunction LeftRight(BuiltInCall c, bool isLeft)
    {
        c.Expect(2);
        var text = c.Text(0);
        var length = c.Long(1);
        var result = c.TextType(0);
        if (c.LiteralInteger(1) is > 0 and <= 8000 and var known && !result.IsMax && known < result.Length)
        {
            result = result with { Length = (int)known };
        }

        return new BoundFunction(
            result,
            true,
            (a, _) =>
            {
                if (text(a) is not { } s || length(a) is not { } n)
                {
                    return SqlValue.Null;
                }

                if (n < 0)
                {
                    throw isLeft
                        ? new SqlError(537, 16, 2, "Invalid length parameter passed to the LEFT or SUBSTRING function.")
                        : new SqlError(536, 16, 2, "Invalid length parameter passed to the RIGHT function.");
                }

                return SqlValue.FromString(
                    n >= s.Length ? s
                    : isLeft ? s[..(int)n]
                    : s[(s.Length - (int)n)..]
                );
            }
        );
    }

    private static BoundFunction Map(BuiltInCall c, Func<string, string> map)
    {
        c.Expect(1);
        var text = c.Text(0);
        return new BoundFunction(c.TextType(0), true, (a, _) => text(a) is { } s ? SqlValue.FromString(map(s)) : SqlValue.Null);
    }

    private static string Reverse(string text) =>
        string.Create(
            text.Length,
            text,
            static (span, s) =>
            {
                s.CopyTo(span);
                span.Reverse();
            }
        );

    private static BoundFunction Replicate(BuiltInCall c)
    {
        c.Expect(2);
        var text = c.Text(0);
        var count = c.Long(1);
        var source = c.TextType(0);
        var limit =
            source.IsMax ? int.MaxValue
            : source.IsUnicode ? 4000
            : 8000;
        return new BoundFunction(
            source.IsMax ? source : source with { Length = limit },
            true,
            (a, _) =>
            {
                if (text(a) is not { } s || count(a) is not { } n || n < 0)
                {
                    return SqlValue.Null;
                }

                if (source.IsMax && n * (double)s.Length > LongestText)
                {
                    throw n * (double)s.Length > int.MaxValue
                        ? new SqlError(7119, 16, 1, "Attempting to grow LOB beyond maximum allowed size of 2147483647 bytes.")
                        : SqlError.Unsupported("values of more than 134217728 characters");
                }

                var fits = s.Length == 0 ? 0 : (int)Math.Min(n, ((long)limit / s.Length) + 1);
                var whole = string.Concat(Enumerable.Repeat(s, fits));
                return SqlValue.FromString(whole.Length > limit ? whole[..limit] : whole);
            }
        );
    }

    private static BoundFunction Space(BuiltInCall c)
    {
        c.Expect(1);
        var count = c.Long(0);
        return new BoundFunction(
            SqlType.VarChar(8000),
            true,
            (a, _) => count(a) is { } n and >= 0 ? SqlValue.FromString(new string(' ', (int)Math.Min(n, 8000))) : SqlValue.Null
        );
    }

    private static BoundFunction Ascii(BuiltInCall c)
    {
        c.Expect(1);
        var text = c.Text(0);
        return new BoundFunction(
            SqlType.Int,
            true,
            (a, _) =>
                text(a) is { Length: > 0 } s ? SqlValue.FromInt64(TextConversions.CodePage.GetBytes(s, 0, 1)[0]) : SqlValue.Null
        );
    }

    private static BoundFunction Unicode(BuiltInCall c)
    {
        c.Expect(1);
        var text = c.Text(0);
        return new BoundFunction(
            SqlType.Int,
            true,
            (a, _) => text(a) is { Length: > 0 } s ? SqlValue.FromInt64(s[0]) : SqlValue.Null
        );
    }

    private static BoundFunction Char(BuiltInCall c)
    {
        c.Expect(1);
        var code = c.Long(0);
        return new BoundFunction(
            SqlType.Char(1),
            true,
            (a, _) =>
                code(a) is { } n and >= 0 and <= 255
                    ? SqlValue.FromString(TextConversions.CodePage.GetString([(byte)n]))
                    : SqlValue.Null
        );
    }

    private static BoundFunction NChar(BuiltInCall c)
    {
        c.Expect(1);
        var code = c.Long(0);
        return new BoundFunction(
            SqlType.NChar(1),
            true,
            (a, _) => code(a) is { } n and >= 0 and <= 65535 ? SqlValue.FromString(((char)n).ToString()) : SqlValue.Null
        );
    }

    private static BoundFunction Stuff(BuiltInCall c)
    {
        c.Expect(4);
        var text = c.Text(0);
        var start = c.Long(1);
        var length = c.Long(2);
        var with = c.Text(3);
        var result = TypeRules.CommonType(c.TextType(0), c.TextType(3));
        if (!result.IsMax)
        {
            var limit = result.IsUnicode ? 4000 : 8000;
            result = result with { Length = Math.Min(limit, Math.Max(1, c.TextType(0).Length + c.TextType(3).Length)) };
        }

        return new BoundFunction(
            result,
            true,
            (a, _) =>
            {
                if (
                    text(a) is not { } s
                    || start(a) is not { } from
                    || length(a) is not { } n
                    || from <= 0
                    || from > s.Length
                    || n < 0
                )
                {
                    return SqlValue.Null;
                }

                var at = (int)from - 1;
                var end = (int)Math.Min(s.Length, at + n);
                return SqlValue.FromString(string.Concat(s.AsSpan(0, at), with(a), s.AsSpan(end)));
            }
        );
    }
}
