// How long the keys of an index may be: 900 bytes for a clustered index, 1,700 for a nonclustered one (SQL
// Server 2016).
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Catalog;

/// <summary>Lengths of index keys in bytes.</summary>
public static class IndexKeyLength
{
    public static int Limit(IndexDef index) => index.IsClustered ? 900 : 1700;

    public static string Kind(IndexDef index) => index.IsClustered ? "clustered" : "nonclustered";

    /// <summary>The longest key the types allow. Fixed lengths other than of text and binaries are counted
    /// with 8 bytes: they never bring a key over the limit by themselves.</summary>
    public static int Maximum(TableDef table, IndexDef index) => index.KeyColumns.Sum(k => Length(table.Columns[k.Ordinal].Type));

    /// <summary>Length of the key of a row.</summary>
    public static int Of(TableDef table, IndexDef index, SqlValue[] row)
    {
        var length = 0;
        foreach (var key in index.KeyColumns)
        {
            var type = table.Columns[key.Ordinal].Type;
            var value = row[key.Ordinal];
            length += type.Kind switch
            {
                SqlTypeKind.VarChar => value.IsNull ? 0 : value.AsString().Length,
                SqlTypeKind.NVarChar => value.IsNull ? 0 : value.AsString().Length * 2,
                SqlTypeKind.VarBinary => value.IsNull ? 0 : value.AsBytes().Length,
                _ => Length(type),
            };
        }

        return length;
    }

    private static int Length(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Char or SqlTypeKind.VarChar or SqlTypeKind.Binary or SqlTypeKind.VarBinary => type.Length,
            SqlTypeKind.NChar or SqlTypeKind.NVarChar => type.Length * 2,
            SqlTypeKind.UniqueIdentifier => 16,
            _ => 8,
        };
}
