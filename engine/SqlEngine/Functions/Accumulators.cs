// The accumulators behind the aggregate functions, one small class for each way of adding values up.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal sealed class RowCounter : IAccumulator
{
    private long _count;

    public SqlValue Result => SqlValue.FromInt64(_count);

    public void Add(SqlValue value) => _count++;
}

internal sealed class ValueCounter : IAccumulator
{
    private long _count;

    public SqlValue Result => SqlValue.FromInt64(_count);

    public void Add(SqlValue value) => _count += value.IsNull ? 0 : 1;
}

/// <summary>SUM of the integers up to int: added up in 64 bits, which cannot overflow, and checked when the
/// result is asked for.</summary>
internal sealed class IntSum : IAccumulator
{
    private long _sum;
    private bool _any;

    public SqlValue Result =>
        !_any ? SqlValue.Null
        : _sum is >= int.MinValue and <= int.MaxValue ? SqlValue.FromInt64(_sum)
        : throw TypeErrors.Overflow(SqlType.Int);

    public void Add(SqlValue value)
    {
        if (!value.IsNull)
        {
            _any = true;
            _sum += value.Bits;
        }
    }
}

/// <summary>SUM of bigint and money.</summary>
internal sealed class LongSum(SqlType type) : IAccumulator
{
    private long _sum;
    private bool _any;

    public SqlValue Result => _any ? SqlValue.FromInt64(_sum) : SqlValue.Null;

    public void Add(SqlValue value)
    {
        if (value.IsNull)
        {
            return;
        }

        _any = true;
        var sum = _sum + value.Bits;
        if (((_sum ^ sum) & (value.Bits ^ sum)) < 0)
        {
            throw TypeErrors.Overflow(type);
        }

        _sum = sum;
    }
}

/// <summary>SUM of decimals of at most 18 digits: no number of rows can make the sum too long, so nothing is
/// checked.</summary>
internal sealed class ShortDecimalSum : IAccumulator
{
    private Int128 _sum;
    private bool _any;

    public SqlValue Result => _any ? SqlValue.FromUnscaled(_sum) : SqlValue.Null;

    public void Add(SqlValue value)
    {
        if (!value.IsNull)
        {
            _any = true;
            _sum += value.Bits;
        }
    }
}

internal sealed class DecimalSum(SqlType type) : IAccumulator
{
    private Int128 _sum;
    private bool _any;

    public SqlValue Result => _any ? SqlValue.FromUnscaled(_sum) : SqlValue.Null;

    public void Add(SqlValue value)
    {
        if (value.IsNull)
        {
            return;
        }

        _any = true;
        _sum += value.AsUnscaled();
        if (!DecimalMath.Fits(_sum, 38))
        {
            throw TypeErrors.Overflow(type);
        }
    }
}

internal sealed class FloatSum : IAccumulator
{
    private double _sum;
    private bool _any;

    public SqlValue Result =>
        !_any ? SqlValue.Null
        : double.IsFinite(_sum) ? SqlValue.FromDouble(_sum)
        : throw TypeErrors.Overflow(SqlType.Float);

    public void Add(SqlValue value)
    {
        if (!value.IsNull)
        {
            _any = true;
            _sum += value.AsDouble();
        }
    }
}

/// <summary>AVG of the integers up to int.</summary>
internal sealed class IntAverage : IAccumulator
{
    private long _sum;
    private long _count;

    public SqlValue Result =>
        _count == 0 ? SqlValue.Null
        : _sum is >= int.MinValue and <= int.MaxValue ? SqlValue.FromInt64(_sum / _count)
        : throw TypeErrors.Overflow(SqlType.Int);

    public void Add(SqlValue value)
    {
        if (!value.IsNull)
        {
            _sum += value.Bits;
            _count++;
        }
    }
}

internal sealed class LongAverage(SqlType type) : IAccumulator
{
    private Int128 _sum;
    private long _count;

    public SqlValue Result
    {
        get
        {
            if (_count == 0)
            {
                return SqlValue.Null;
            }

            // The sum itself is of the argument's type, as SQL Server computes it, and overflows like SUM.
            var (least, most) = NumberConversions.Range(type.Kind);
            return _sum < least || _sum > most ? throw TypeErrors.Overflow(type) : SqlValue.FromInt64((long)(_sum / _count));
        }
    }

    public void Add(SqlValue value)
    {
        if (!value.IsNull)
        {
            _sum += value.Bits;
            _count++;
        }
    }
}

internal sealed class DecimalAverage(int scale, SqlType type) : IAccumulator
{
    private Int128 _sum;
    private long _count;

    public SqlValue Result =>
        _count == 0 ? SqlValue.Null
        : DecimalMath.Divide(_sum, scale, _count, 0, type.Scale) is { } average ? SqlValue.FromUnscaled(average)
        : throw TypeErrors.Overflow(type);

    public void Add(SqlValue value)
    {
        if (value.IsNull)
        {
            return;
        }

        _sum += value.AsUnscaled();
        _count++;
        if (!DecimalMath.Fits(_sum, 38))
        {
            throw TypeErrors.Overflow(type);
        }
    }
}

internal sealed class FloatAverage : IAccumulator
{
    private double _sum;
    private long _count;

    public SqlValue Result => _count == 0 ? SqlValue.Null : SqlValue.FromDouble(_sum / _count);

    public void Add(SqlValue value)
    {
        if (!value.IsNull)
        {
            _sum += value.AsDouble();
            _count++;
        }
    }
}

internal sealed class LongExtreme(int sign) : IAccumulator
{
    public SqlValue Result { get; private set; }

    public void Add(SqlValue value)
    {
        if (!value.IsNull && (Result.IsNull || (sign > 0 ? value.Bits > Result.Bits : value.Bits < Result.Bits)))
        {
            Result = value;
        }
    }
}

internal sealed class Extreme(IValueComparer comparer, int sign) : IAccumulator
{
    public SqlValue Result { get; private set; }

    public void Add(SqlValue value)
    {
        if (!value.IsNull && (Result.IsNull || comparer.Compare(value, Result) * sign > 0))
        {
            Result = value;
        }
    }
}

internal sealed class ChecksumAccumulator : IAccumulator
{
    private int _sum;
    private bool _any;

    public SqlValue Result => _any ? SqlValue.FromInt64(_sum) : SqlValue.Null;

    public void Add(SqlValue value)
    {
        if (!value.IsNull)
        {
            _any = true;
            _sum ^= (int)value.Bits;
        }
    }
}

internal sealed class Deviation(Func<SqlValue, SqlValue> convert, bool isPopulation, bool isRoot) : IAccumulator
{
    private long _count;
    private double _mean;
    private double _squares;

    public SqlValue Result
    {
        get
        {
            if (_count == 0 || (_count == 1 && !isPopulation))
            {
                return SqlValue.Null;
            }

            var variance = _squares / (isPopulation ? _count : _count - 1);
            return SqlValue.FromDouble(isRoot ? Math.Sqrt(variance) : variance);
        }
    }

    // Welford's method: one pass, no catastrophic cancellation.
    public void Add(SqlValue value)
    {
        if (value.IsNull)
        {
            return;
        }

        var number = convert(value).AsDouble();
        _count++;
        var delta = number - _mean;
        _mean += delta / _count;
        _squares += delta * (number - _mean);
    }
}
