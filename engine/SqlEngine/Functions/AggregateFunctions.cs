// Built-in aggregate functions by name: which accumulator and which result type for an argument type.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>Finds and binds aggregate functions.</summary>
public static class AggregateFunctions
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "COUNT",
        "COUNT_BIG",
        "SUM",
        "AVG",
        "MIN",
        "MAX",
        "STDEV",
        "STDEVP",
        "VAR",
        "VARP",
        "CHECKSUM_AGG",
    };

    /// <summary>True for COUNT, SUM and the other aggregates.</summary>
    public static IEnumerable<string> All => Names;

    public static bool IsAggregate(string name) => Names.Contains(name);

    /// <summary>Binds an aggregate; COUNT(*) has no arguments. Null when the name is no aggregate.</summary>
    /// <exception cref="SqlError">8117 operand type.</exception>
    public static BoundAggregate? Bind(string name, IReadOnlyList<SqlType> arguments)
    {
        if (!IsAggregate(name))
        {
            return null;
        }

        var upper = name.ToUpperInvariant();
        if (upper is "COUNT" or "COUNT_BIG")
        {
            return BindCount(upper, arguments);
        }

        if (arguments.Count != 1)
        {
            throw TypeErrors.WrongArgumentCount(upper, 1);
        }

        var type = arguments[0];
        return upper switch
        {
            "SUM" => BindSum(type),
            "AVG" => BindAverage(type),
            "MIN" => BindExtreme(type, "min", -1),
            "MAX" => BindExtreme(type, "max", 1),
            "CHECKSUM_AGG" => type.IsInteger && type.Kind != SqlTypeKind.BigInt
                ? new BoundAggregate(SqlType.Int, static () => new ChecksumAccumulator())
                : throw TypeErrors.InvalidOperand(type, "checksum_agg"),
            _ => BindDeviation(type, upper),
        };
    }

    private static BoundAggregate BindCount(string name, IReadOnlyList<SqlType> arguments)
    {
        var isBig = name == "COUNT_BIG";
        if (arguments.Count == 0)
        {
            return new BoundAggregate(isBig ? SqlType.BigInt : SqlType.Int, static () => new RowCounter());
        }

        return arguments[0].Kind is SqlTypeKind.Xml or SqlTypeKind.Text or SqlTypeKind.NText or SqlTypeKind.Image
            ? throw TypeErrors.InvalidOperand(arguments[0], name.ToLowerInvariant())
            : new BoundAggregate(isBig ? SqlType.BigInt : SqlType.Int, static () => new ValueCounter());
    }

    private static BoundAggregate BindSum(SqlType type)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int:
                return new BoundAggregate(SqlType.Int, static () => new IntSum());
            case SqlTypeKind.BigInt:
                return new BoundAggregate(SqlType.BigInt, static () => new LongSum(SqlType.BigInt));
            case SqlTypeKind.Money or SqlTypeKind.SmallMoney:
                return new BoundAggregate(SqlType.Money, static () => new LongSum(SqlType.Money));
            case SqlTypeKind.Decimal:
                var result = SqlType.Decimal(38, type.Scale);
                return type.Precision <= 18
                    ? new BoundAggregate(result, static () => new ShortDecimalSum())
                    : new BoundAggregate(result, () => new DecimalSum(result));
            case SqlTypeKind.Real or SqlTypeKind.Float:
                return new BoundAggregate(SqlType.Float, static () => new FloatSum());
            default:
                throw TypeErrors.InvalidOperand(type, "sum");
        }
    }

    private static BoundAggregate BindAverage(SqlType type)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int:
                return new BoundAggregate(SqlType.Int, static () => new IntAverage());
            case SqlTypeKind.BigInt:
                return new BoundAggregate(SqlType.BigInt, static () => new LongAverage(SqlType.BigInt));
            case SqlTypeKind.Money or SqlTypeKind.SmallMoney:
                return new BoundAggregate(SqlType.Money, static () => new LongAverage(SqlType.Money));
            case SqlTypeKind.Decimal:
                var result = SqlType.Decimal(38, Math.Max((int)type.Scale, 6));
                return new BoundAggregate(result, () => new DecimalAverage(type.Scale, result));
            case SqlTypeKind.Real or SqlTypeKind.Float:
                return new BoundAggregate(SqlType.Float, static () => new FloatAverage());
            default:
                throw TypeErrors.InvalidOperand(type, "avg");
        }
    }

    private static BoundAggregate BindExtreme(SqlType type, string name, int sign)
    {
        if (type.Kind is SqlTypeKind.Bit or SqlTypeKind.Xml or SqlTypeKind.Text or SqlTypeKind.NText or SqlTypeKind.Image)
        {
            throw TypeErrors.InvalidOperand(type, name);
        }

        var comparer = Comparisons.For(type);
        return
            type.IsInteger
            || type.IsDateOrTime
            || type.Kind is SqlTypeKind.Money or SqlTypeKind.SmallMoney
            || (type.Kind == SqlTypeKind.Decimal && type.Precision <= 18)
            ? new BoundAggregate(type, () => new LongExtreme(sign))
            : new BoundAggregate(type, () => new Extreme(comparer, sign));
    }

    private static BoundAggregate BindDeviation(SqlType type, string name)
    {
        if (!type.IsExactNumeric && !type.IsApproximate || type.Kind == SqlTypeKind.Bit)
        {
            throw TypeErrors.InvalidOperand(type, name.ToLowerInvariant());
        }

        var convert = Conversions.Get(type, SqlType.Float, isExplicit: false);
        var isPopulation = name.EndsWith('P');
        var isRoot = name.StartsWith("STDEV", StringComparison.Ordinal);
        return new BoundAggregate(SqlType.Float, () => new Deviation(convert, isPopulation, isRoot));
    }
}
