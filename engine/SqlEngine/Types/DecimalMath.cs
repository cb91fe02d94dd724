// Exact decimal arithmetic on unscaled integers: Int128 where it fits, BigInteger only where an intermediate
// does not.
using System.Globalization;
using System.Numerics;

namespace AxMonitor.Engine.Types;

/// <summary>Arithmetic of decimal and money on unscaled integers.</summary>
public static class DecimalMath
{
    private static readonly Int128[] Powers = MakePowers();
    private static readonly long[] SmallPowers = [.. Enumerable.Range(0, 19).Select(static n => (long)Powers[n])];

    /// <summary>Ten to the power of 0 … 38.</summary>
    public static Int128 Pow10(int exponent) => Powers[exponent];

    internal static long SmallPow10(int exponent) => SmallPowers[exponent];

    /// <summary>True when the number has at most <paramref name="precision"/> digits.</summary>
    public static bool Fits(Int128 unscaled, int precision) => unscaled < Powers[precision] && unscaled > -Powers[precision];

    /// <summary>Changes the scale, rounding half away from zero; null when the result has more than 38
    /// digits.</summary>
    public static Int128? Rescale(Int128 unscaled, int from, int to)
    {
        if (to == from || unscaled == 0)
        {
            return unscaled;
        }

        if (to < from)
        {
            return DivideRounded(unscaled, Powers[Math.Min(38, from - to)]);
        }

        var factor = to - from;
        if (factor <= 18 && unscaled >= int.MinValue && unscaled <= int.MaxValue)
        {
            return unscaled * SmallPowers[factor];
        }

        return factor <= 38 && Fits(unscaled, 38 - factor) ? unscaled * Powers[factor] : null;
    }

    /// <summary>Divides, rounding half away from zero.</summary>
    public static Int128 DivideRounded(Int128 value, Int128 divisor)
    {
        if (value >= long.MinValue && value <= long.MaxValue && divisor <= long.MaxValue)
        {
            var (q, r) = Math.DivRem((long)value, (long)divisor);
            var twice = (Int128)Math.Abs(r) * 2;
            return twice >= divisor ? q + Math.Sign((long)value) : q;
        }

        var quotient = value / divisor;
        var remainder = Int128.Abs(value - (quotient * divisor));
        return remainder >= divisor - remainder ? quotient + (value < 0 ? -1 : 1) : quotient;
    }

    /// <summary>The product at scale a + b, brought to <paramref name="scale"/>; null when it has more than
    /// 38 digits.</summary>
    public static Int128? Multiply(Int128 a, Int128 b, int productScale, int scale)
    {
        if (a >= long.MinValue && a <= long.MaxValue && b >= long.MinValue && b <= long.MaxValue)
        {
            return Rescale(a * b, productScale, scale) is { } small && Fits(small, 38) ? small : null;
        }

        var product = (BigInteger)a * (BigInteger)b;
        return Narrow(RescaleBig(product, productScale, scale));
    }

    /// <summary>a / b with the result truncated to <paramref name="scale"/>; b is not zero; null when it has
    /// more than 38 digits.</summary>
    public static Int128? Divide(Int128 a, int aScale, Int128 b, int bScale, int scale)
    {
        var shift = scale + bScale - aScale;
        if (shift >= 0 && shift <= 38 && Fits(a, 38 - shift))
        {
            return a * Powers[shift] / b;
        }

        var numerator = (BigInteger)a;
        var denominator = (BigInteger)b;
        if (shift >= 0)
        {
            numerator *= BigInteger.Pow(10, shift);
        }
        else
        {
            denominator *= BigInteger.Pow(10, -shift);
        }

        return Narrow(BigInteger.Divide(numerator, denominator));
    }

    /// <summary>An integer that has at most 38 digits, else null.</summary>
    public static Int128? Narrow(BigInteger value)
    {
        if (value > (BigInteger)Powers[38] - 1 || value < -((BigInteger)Powers[38] - 1))
        {
            return null;
        }

        return (Int128)value;
    }

    /// <summary>Changes the scale of a big number, rounding half away from zero.</summary>
    public static BigInteger RescaleBig(BigInteger value, int from, int to)
    {
        if (to >= from)
        {
            return value * BigInteger.Pow(10, to - from);
        }

        var divisor = BigInteger.Pow(10, from - to);
        var quotient = BigInteger.DivRem(value, divisor, out var remainder);
        return BigInteger.Abs(remainder) * 2 >= divisor ? quotient + value.Sign : quotient;
    }

    /// <summary>The double nearest to unscaled / 10^scale.</summary>
    public static double ToDouble(Int128 unscaled, int scale)
    {
        if (unscaled > -(1L << 53) && unscaled < 1L << 53 && scale <= 22)
        {
            return (double)(long)unscaled / Math.Pow(10, scale);
        }

        return double.Parse(ToText(unscaled, scale), CultureInfo.InvariantCulture);
    }

    /// <summary>A double at a scale, rounding half away from zero; null when it has more than 38
    /// digits.</summary>
    public static Int128? FromDouble(double value, int scale)
    {
        if (double.IsNaN(value) || Math.Abs(value) >= 1e38)
        {
            return null;
        }

        var scaled = scale <= 22 ? value * Math.Pow(10, scale) : double.PositiveInfinity;
        if (Math.Abs(scaled) < 1L << 52)
        {
            var nearHalf = Math.Abs(Math.Abs(scaled - Math.Truncate(scaled)) - 0.5) < 1e-3;
            if (!nearHalf)
            {
                return (Int128)Math.Round(scaled, MidpointRounding.AwayFromZero);
            }
        }

        // Seventeen significant digits identify a double; the rest is zeros, as in SQL Server.
        var text = Math.Abs(value).ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(
            text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture
        );
        var digits = BigInteger.Parse(string.Concat(text.AsSpan(0, 1), text.AsSpan(2, 16)), CultureInfo.InvariantCulture);
        var result = RescaleBig(digits, 16 - exponent, scale);
        return Narrow(value < 0 ? -result : result);
    }

    /// <summary>The number with exactly <paramref name="scale"/> decimals.</summary>
    public static string ToText(Int128 unscaled, int scale)
    {
        if (scale == 0)
        {
            return unscaled.ToString(CultureInfo.InvariantCulture);
        }

        var isNegative = unscaled < 0;
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var point = digits.Length - scale;
        return string.Concat(isNegative ? "-" : "", digits.AsSpan(0, point), ".", digits.AsSpan(point));
    }

    /// <summary>Reads digits with an optional sign and point. The status says what is wrong when it is not a
    /// number that fits.</summary>
    internal static ParseStatus TryParse(ReadOnlySpan<char> text, int precision, int scale, out Int128 unscaled)
    {
        unscaled = 0;
        text = text.Trim(' ');
        var isNegative = false;
        if (text.Length > 0 && text[0] is '-' or '+')
        {
            isNegative = text[0] == '-';
            text = text[1..].TrimStart(' ');
        }

        var digits = 0;
        var decimals = -1;
        var roundUp = false;
        var isTooBig = false;
        foreach (var c in text)
        {
            if (c == '.' && decimals < 0)
            {
                decimals = 0;
                continue;
            }

            if (!char.IsAsciiDigit(c))
            {
                return ParseStatus.Invalid;
            }

            digits++;
            if (decimals >= scale)
            {
                roundUp = decimals == scale ? c >= '5' : roundUp;
                decimals++;
                continue;
            }

            if (decimals >= 0)
            {
                decimals++;
            }

            if (!Fits(unscaled, 37))
            {
                isTooBig = true;
                continue;
            }

            unscaled = (unscaled * 10) + (c - '0');
        }

        if (digits == 0)
        {
            return ParseStatus.Invalid;
        }

        for (var i = Math.Max(decimals, 0); i < scale && !isTooBig; i++)
        {
            if (!Fits(unscaled, 37))
            {
                isTooBig = true;
                break;
            }

            unscaled *= 10;
        }

        if (roundUp)
        {
            unscaled++;
        }

        if (isNegative)
        {
            unscaled = -unscaled;
        }

        return isTooBig || !Fits(unscaled, precision) ? ParseStatus.Overflow : ParseStatus.Ok;
    }

    private static Int128[] MakePowers()
    {
        var powers = new Int128[39];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }
}
