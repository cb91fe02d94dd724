// Which conversions SQL Server allows, implicitly or only with CAST and CONVERT: its documented chart.
namespace AxMonitor.Engine.Types;

internal static class ConversionRules
{
    private enum Family
    {
        Number,
        Approximate,
        OldDate,
        Date,
        Time,
        NewDate,
        Character,
        LongText,
        Binary,
        LongBinary,
        RowVersion,
        Guid,
        Xml,
        Variant,
        Table,
    }

    public static bool IsImplicit(SqlTypeKind from, SqlTypeKind to) => Level(Of(from), Of(to)) == 2;

    public static bool IsExplicit(SqlTypeKind from, SqlTypeKind to) => Level(Of(from), Of(to)) >= 1;

    private static Family Of(SqlTypeKind kind) =>
        kind switch
        {
            SqlTypeKind.Bit
            or SqlTypeKind.TinyInt
            or SqlTypeKind.SmallInt
            or SqlTypeKind.Int
            or SqlTypeKind.BigInt
            or SqlTypeKind.Decimal
            or SqlTypeKind.Money
            or SqlTypeKind.SmallMoney => Family.Number,
            SqlTypeKind.Real or SqlTypeKind.Float => Family.Approximate,
            SqlTypeKind.DateTime or SqlTypeKind.SmallDateTime => Family.OldDate,
            SqlTypeKind.Date => Family.Date,
            SqlTypeKind.Time => Family.Time,
            SqlTypeKind.DateTime2 or SqlTypeKind.DateTimeOffset => Family.NewDate,
            SqlTypeKind.Char or SqlTypeKind.VarChar or SqlTypeKind.NChar or SqlTypeKind.NVarChar => Family.Character,
            SqlTypeKind.Text or SqlTypeKind.NText => Family.LongText,
            SqlTypeKind.Binary or SqlTypeKind.VarBinary => Family.Binary,
            SqlTypeKind.Image => Family.LongBinary,
            SqlTypeKind.RowVersion => Family.RowVersion,
            SqlTypeKind.UniqueIdentifier => Family.Guid,
            SqlTypeKind.Xml => Family.Xml,
            SqlTypeKind.SqlVariant => Family.Variant,
            _ => Family.Table,
        };

    /// <summary>0 not allowed, 1 explicit only, 2 implicit.</summary>
    private static int Level(Family from, Family to)
    {
        if (from == to)
        {
            return from == Family.Table ? 0 : 2;
        }

        return (from, to) switch
        {
            (Family.Table, _) or (_, Family.Table) => 0,
            (
                Family.Number,
                Family.Approximate
                    or Family.OldDate
                    or Family.Character
                    or Family.Variant
                    or Family.Binary
                    or Family.RowVersion
            ) => 2,
            (Family.Approximate, Family.Number or Family.OldDate or Family.Character or Family.Variant or Family.Binary) => 2,
            (Family.OldDate, Family.Number or Family.Approximate or Family.Binary) => 1,
            (Family.OldDate, Family.Date or Family.Time or Family.NewDate or Family.Character or Family.Variant) => 2,
            (Family.Date, Family.OldDate or Family.NewDate or Family.Character or Family.Variant) => 2,
            (Family.Time, Family.OldDate or Family.NewDate or Family.Character or Family.Variant) => 2,
            (Family.NewDate, Family.OldDate or Family.Date or Family.Time or Family.Character or Family.Variant) => 2,
            (Family.Date or Family.Time or Family.NewDate, Family.Binary) => 1,
            (Family.Character, Family.Binary or Family.RowVersion) => 1,
            (Family.Character, Family.LongBinary) => 0,
            (Family.Character, _) => 2,
            (Family.LongText, Family.Character or Family.Xml) => 2,
            (Family.Binary, Family.Approximate) => 0,
            (Family.Binary, Family.LongText) => 0,
            (Family.Binary, _) => 2,
            (Family.LongBinary, Family.Binary or Family.RowVersion) => 2,
            (Family.RowVersion, Family.Number or Family.Binary or Family.Character or Family.OldDate or Family.LongBinary) => 2,
            (Family.Guid, Family.Character or Family.Binary or Family.Variant) => 2,
            (Family.Xml, Family.Character or Family.Binary) => 1,
            (Family.Variant, Family.LongText or Family.LongBinary or Family.RowVersion or Family.Xml) => 0,
            (Family.Variant, _) => 1,
            _ => 0,
        };
    }
}
