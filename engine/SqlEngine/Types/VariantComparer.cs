// The order of sql_variant values: by family of type first, then by value within the family.
namespace AxMonitor.Engine.Types;

internal sealed class VariantComparer : IValueComparer
{
    public static readonly VariantComparer Instance = new();

    public int Compare(SqlValue a, SqlValue b)
    {
        var x = (SqlVariantValue)a.Ref!;
        var y = (SqlVariantValue)b.Ref!;
        var family = Family(x.Type) - Family(y.Type);
        if (family != 0)
        {
            return family;
        }

        if (x.Type == y.Type)
        {
            return Comparisons.For(x.Type).Compare(x.Value, y.Value);
        }

        var common = TypeRules.CommonType(x.Type, y.Type);
        return Comparisons
            .For(common)
            .Compare(
                Conversions.Get(x.Type, common, isExplicit: true)(x.Value),
                Conversions.Get(y.Type, common, isExplicit: true)(y.Value)
            );
    }

    public bool Equals(SqlValue a, SqlValue b) => Compare(a, b) == 0;

    public int Hash(SqlValue value)
    {
        var variant = (SqlVariantValue)value.Ref!;
        var family = Family(variant.Type);
        return family switch
        {
            // Values of different types in a family may be equal, so they hash through one type.
            5 or 6 => Comparisons
                .For(SqlType.Float)
                .Hash(Conversions.Get(variant.Type, SqlType.Float, isExplicit: true)(variant.Value)),
            7 => Comparisons
                .For(SqlType.DateTime2(7))
                .Hash(Conversions.Get(variant.Type, SqlType.DateTime2(0), isExplicit: true)(variant.Value)),
            _ => Comparisons.For(variant.Type).Hash(variant.Value),
        };
    }

    private static int Family(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Date
            or SqlTypeKind.Time
            or SqlTypeKind.SmallDateTime
            or SqlTypeKind.DateTime
            or SqlTypeKind.DateTime2
            or SqlTypeKind.DateTimeOffset => 7,
            SqlTypeKind.Real or SqlTypeKind.Float => 6,
            SqlTypeKind.UniqueIdentifier => 0,
            _ when type.IsCharacter => 3,
            _ when type.IsBinary => 1,
            _ => 5,
        };
}
