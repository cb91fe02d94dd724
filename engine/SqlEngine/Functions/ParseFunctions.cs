// PARSE and TRY_PARSE: texts to numbers and dates by a culture, as .NET parses them.
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>Binds PARSE and TRY_PARSE.</summary>
internal static class ParseFunctions
{
    private const DateTimeStyles DateStyles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal;

    /// <summary>The call's arguments are the text and, if given, the culture.</summary>
    /// <param name="c">The call.</param>
    /// <param name="target">The type asked for.</param>
    /// <param name="isTry">TRY_PARSE: NULL instead of an error.</param>
    /// <exception cref="SqlError">8116, 10761; at run time 9818, 9819.</exception>
    public static BoundFunction Bind(BuiltInCall c, SqlType target, bool isTry)
    {
        if (c.IsNullLiteral(0) || !c.Types[0].IsCharacter)
        {
            throw c.Invalid(0);
        }

        if (target is { IsDateOrTime: false, IsExactNumeric: false, IsApproximate: false } or { Kind: SqlTypeKind.Bit })
        {
            throw new SqlError(
                10761,
                15,
                1,
                $"Invalid data type {TypeRules.Name(target)} in function {c.Name.ToUpperInvariant()}."
            );
        }

        var text = c.Text(0);
        var culture = c.Count == 2 ? c.Text(1) : static _ => QuerySettings.Current.Language.Culture;
        var convert = Conversions.Get(
            SqlType.NVarChar(4000),
            target,
            isExplicit: true,
            target.IsDateOrTime ? 126 : null
        );
        return new BoundFunction(
            target,
            false,
            (a, _) =>
            {
                if (text(a) is not { } value || culture(a) is not { } name)
                {
                    return SqlValue.Null;
                }

                var info = TextFormatFunctions.FindCulture(name);
                try
                {
                    return convert(SqlValue.FromString(Canonical(value, target, info)));
                }
                catch (Exception e) when (e is FormatException or OverflowException or SqlError)
                {
                    return isTry
                        ? SqlValue.Null
                        : throw new SqlError(
                            9819,
                            16,
                            1,
                            $"Error converting string value '{value}' into data type {TypeRules.Name(target)} using culture '{(c.Count == 2 ? name : "")}'."
                        );
                }
            }
        );
    }

    private static string Canonical(string text, SqlType target, CultureInfo culture)
    {
        if (target.IsDateOrTime)
        {
            var at = DateTimeOffset.Parse(text, culture, DateStyles);
            return target.Kind switch
            {
                SqlTypeKind.DateTimeOffset => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture),
                SqlTypeKind.Date => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                SqlTypeKind.Time => at.UtcDateTime.ToString("HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
                SqlTypeKind.DateTime or SqlTypeKind.SmallDateTime => at.UtcDateTime.ToString(
                    "yyyy-MM-dd'T'HH:mm:ss.fff",
                    CultureInfo.InvariantCulture
                ),
                _ => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
            };
        }

        if (target.IsApproximate)
        {
            return double.Parse(text, NumberStyles.Float, culture).ToString("R", CultureInfo.InvariantCulture);
        }

        var isMoney = target.Kind is SqlTypeKind.Money or SqlTypeKind.SmallMoney;
        var number = decimal.Parse(text, isMoney ? NumberStyles.Currency : NumberStyles.Number, culture);
        if (!target.IsInteger)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        return number == Math.Truncate(number)
            ? Math.Truncate(number).ToString(CultureInfo.InvariantCulture)
            : throw new FormatException("A whole number is expected.");
    }
}
