// The + operator of strings and of binary values. With CONCAT_NULL_YIELDS_NULL OFF a NULL is an empty string.
namespace AxMonitor.Engine.Types;

internal static class Concatenation
{
    public static BoundOperator Text(SqlType left, SqlType right)
    {
        var isUnicode = left.IsUnicode || right.IsUnicode;
        var isMax = left.IsMax || right.IsMax;
        var limit = isUnicode ? 4000 : 8000;
        var length = isMax ? SqlType.Max : Math.Min(limit, left.Length + right.Length);
        var collation = Collations.Merge(left.Collation, right.Collation);
        var type = isUnicode ? SqlType.NVarChar(length, collation) : SqlType.VarChar(length, collation);
        var mayCut = !isMax && left.Length + right.Length > limit;
        var yieldsNull = QuerySettings.Current.ConcatNullYieldsNull;
        return new BoundOperator(type, mayCut ? Cut : Whole) { TakesNull = !yieldsNull };

        SqlValue Whole(SqlValue a, SqlValue b) =>
            yieldsNull && (a.IsNull || b.IsNull) ? SqlValue.Null : SqlValue.FromString(string.Concat(Or(a), Or(b)));

        static string Or(SqlValue value) => value.IsNull ? "" : value.AsString();

        SqlValue Cut(SqlValue a, SqlValue b)
        {
            var whole = Whole(a, b);
            return whole.IsNull || whole.AsString().Length <= limit ? whole : SqlValue.FromString(whole.AsString()[..limit]);
        }
    }

    public static BoundOperator Binary(SqlType left, SqlType right)
    {
        var length = left.IsMax || right.IsMax ? SqlType.Max : Math.Min(8000, left.Length + right.Length);
        var yieldsNull = QuerySettings.Current.ConcatNullYieldsNull;
        return new BoundOperator(
            SqlType.VarBinary(length),
            (a, b) =>
                yieldsNull && (a.IsNull || b.IsNull)
                    ? SqlValue.Null
                    : SqlValue.FromBytes([.. a.IsNull ? [] : a.AsBytes(), .. b.IsNull ? [] : b.AsBytes()])
        )
        {
            TakesNull = !yieldsNull,
        };
    }
}
