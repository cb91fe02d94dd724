// The + operator of strings and of binary values.
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
        return new BoundOperator(type, mayCut ? Cut : Whole);

        static SqlValue Whole(SqlValue a, SqlValue b) =>
            a.IsNull || b.IsNull ? SqlValue.Null : SqlValue.FromString(string.Concat(a.AsString(), b.AsString()));

        SqlValue Cut(SqlValue a, SqlValue b)
        {
            var whole = Whole(a, b);
            return whole.IsNull || whole.AsString().Length <= limit ? whole : SqlValue.FromString(whole.AsString()[..limit]);
        }
    }

    public static BoundOperator Binary(SqlType left, SqlType right)
    {
        var length = left.IsMax || right.IsMax ? SqlType.Max : Math.Min(8000, left.Length + right.Length);
        return new BoundOperator(
            SqlType.VarBinary(length),
            static (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : SqlValue.FromBytes([.. a.AsBytes(), .. b.AsBytes()])
        );
    }
}
