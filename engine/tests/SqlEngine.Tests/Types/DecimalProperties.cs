// Decimal arithmetic against BigInteger and against the framework's own SqlDecimal, over random precisions,
// scales and values.
using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Tests.Types;

[TestFixture]
internal sealed class DecimalProperties
{
    private static readonly Config Runs = Seeds.Runs(3000);

    [Test]
    public void Sums_differences_and_products_are_the_exact_result_rounded_to_the_documented_scale() =>
        Prop.ForAll(Seeds.Any, seed => Exact(new Random(seed))).Check(Runs);

    [Test]
    public void Quotients_are_the_exact_quotient_cut_to_the_documented_scale() =>
        Prop.ForAll(Seeds.Any, seed => Quotient(new Random(seed))).Check(Runs);

    [Test]
    public void Remainders_have_the_sign_of_the_dividend_and_are_exact() =>
        Prop.ForAll(Seeds.Any, seed => Remainder(new Random(seed))).Check(Runs);

    [Test]
    public void Result_types_agree_with_the_frameworks_decimal_for_addition_and_multiplication_that_fit() =>
        Prop.ForAll(Seeds.Any, seed => AgainstFramework(new Random(seed))).Check(Runs);

    [Test]
    public void Casts_round_half_away_from_zero_and_overflow_exactly_when_the_digits_do_not_fit() =>
        Prop.ForAll(Seeds.Any, seed => Cast(new Random(seed))).Check(Runs);

    private static void Exact(Random random)
    {
        var (x, xType) = Next(random);
        var (y, yType) = Next(random);
        var op = random.Next(3) switch
        {
            0 => BinaryExpressionType.Add,
            1 => BinaryExpressionType.Subtract,
            _ => BinaryExpressionType.Multiply,
        };
        var scale = op == BinaryExpressionType.Multiply ? xType.Scale + yType.Scale : Math.Max(xType.Scale, yType.Scale);
        var exact = op switch
        {
            BinaryExpressionType.Multiply => x * y,
            BinaryExpressionType.Add => Shift(x, scale - xType.Scale) + Shift(y, scale - yType.Scale),
            _ => Shift(x, scale - xType.Scale) - Shift(y, scale - yType.Scale),
        };
        var bound = Operators.Binary(op, xType, yType);
        Verify(bound, x, y, Round(exact, scale, bound.ResultType.Scale));
    }

    private static void Quotient(Random random)
    {
        var (x, xType) = Next(random);
        var (y, yType) = Next(random);
        if (y.IsZero)
        {
            y = 1;
        }

        var bound = Operators.Binary(BinaryExpressionType.Divide, xType, yType);
        Verify(bound, x, y, BigInteger.Divide(Shift(x, bound.ResultType.Scale + yType.Scale), Shift(y, xType.Scale)));
    }

    private static void Remainder(Random random)
    {
        var (x, xType) = Next(random);
        var (y, yType) = Next(random);
        if (y.IsZero)
        {
            y = 1;
        }

        var bound = Operators.Binary(BinaryExpressionType.Modulo, xType, yType);
        int scale = Math.Max(xType.Scale, yType.Scale);
        Assert.That(bound.ResultType.Scale, Is.EqualTo(scale));
        Verify(bound, x, y, BigInteger.Remainder(Shift(x, scale - xType.Scale), Shift(y, scale - yType.Scale)));
    }

    private static void AgainstFramework(Random random)
    {
        var (x, xType) = Next(random, 12);
        var (y, yType) = Next(random, 12);
        var multiplies = random.Next(2) == 0;
        var bound = Operators.Binary(multiplies ? BinaryExpressionType.Multiply : BinaryExpressionType.Add, xType, yType);
        var left = SqlDecimal.ConvertToPrecScale(SqlDecimal.Parse(Text(x, xType)), xType.Precision, xType.Scale);
        var right = SqlDecimal.ConvertToPrecScale(SqlDecimal.Parse(Text(y, yType)), yType.Precision, yType.Scale);
        var expected = multiplies ? left * right : left + right;
        var actual = bound.Apply(Value(x), Value(y));
        Assert.That((bound.ResultType.Precision, bound.ResultType.Scale), Is.EqualTo((expected.Precision, expected.Scale)));
        Assert.That(DecimalMath.ToText(actual.AsUnscaled(), bound.ResultType.Scale), Is.EqualTo(expected.ToString()));
    }

    private static void Cast(Random random)
    {
        var (x, from) = Next(random);
        var (_, to) = Next(random);
        var rounded = Round(x, from.Scale, to.Scale);
        var convert = Conversions.Get(from, to, isExplicit: true);
        if (BigInteger.Abs(rounded) >= BigInteger.Pow(10, to.Precision))
        {
            Assert.That(Assert.Throws<SqlError>(() => convert(Value(x))).Number, Is.EqualTo(8115));
        }
        else
        {
            Assert.That(
                (BigInteger)convert(Value(x)).AsUnscaled(),
                Is.EqualTo(rounded),
                $"{Text(x, from)} as {TypeRules.Format(to)}"
            );
        }
    }

    private static void Verify(BoundOperator bound, BigInteger x, BigInteger y, BigInteger expected)
    {
        if (BigInteger.Abs(expected) >= BigInteger.Pow(10, bound.ResultType.Precision))
        {
            Assert.That(Assert.Throws<SqlError>(() => bound.Apply(Value(x), Value(y))).Number, Is.EqualTo(8115));
        }
        else
        {
            Assert.That((BigInteger)bound.Apply(Value(x), Value(y)).AsUnscaled(), Is.EqualTo(expected));
        }
    }

    private static (BigInteger Value, SqlType Type) Next(Random random, int most = 38)
    {
        var precision = random.Next(1, most + 1);
        var scale = random.Next(0, precision + 1);
        var digits = random.Next(1, precision + 1);
        var text = string.Concat(Enumerable.Range(0, digits).Select(_ => (char)('0' + random.Next(10))));
        var value = BigInteger.Parse(text, CultureInfo.InvariantCulture);
        return (random.Next(2) == 0 ? value : -value, SqlType.Decimal(precision, scale));
    }

    private static SqlValue Value(BigInteger unscaled) => SqlValue.FromUnscaled((Int128)unscaled);

    private static string Text(BigInteger unscaled, SqlType type) => DecimalMath.ToText((Int128)unscaled, type.Scale);

    private static BigInteger Shift(BigInteger value, int digits) => value * BigInteger.Pow(10, digits);

    private static BigInteger Round(BigInteger value, int from, int to)
    {
        if (to >= from)
        {
            return Shift(value, to - from);
        }

        var unit = BigInteger.Pow(10, from - to);
        var half = unit / 2;
        return value.Sign < 0 ? -((-value + half) / unit) : (value + half) / unit;
    }
}
