// SQL Server's texts for duplicate keys, with the key's value in them.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Storage;

/// <summary>Errors 2627, 2601 and 1505.</summary>
internal static class DuplicateKey
{
    public static SqlError ForRow(TableDef table, IndexDef index, SqlValue[] row)
    {
        var name = table.FullName;
        var key = KeyText(table, index, row);
        return index.IsConstraint
            ? new SqlError(
                2627,
                14,
                1,
                $"Violation of {(index.IsPrimaryKey ? "PRIMARY" : "UNIQUE")} KEY constraint '{index.Name}'. Cannot insert duplicate key in object '{name}'. The duplicate key value is ({key})."
            )
            : new SqlError(
                2601,
                14,
                1,
                $"Cannot insert duplicate key row in object '{name}' with unique index '{index.Name}'. The duplicate key value is ({key})."
            );
    }

    public static SqlError ForIndexCreation(TableDef table, IndexDef index, SqlValue[] row)
    {
        var error = new SqlError(
            1505,
            16,
            1,
            $"The CREATE UNIQUE INDEX statement terminated because a duplicate key was found for the object name '{table.FullName}' and the index name '{index.Name}'. The duplicate key value is ({KeyText(table, index, row)})."
        );
        return index.IsConstraint ? CatalogErrors.ConstraintFailed(error) : error;
    }

    private static string KeyText(TableDef table, IndexDef index, SqlValue[] row) =>
        string.Join(", ", index.KeyColumns.Select(c => Text(table.Columns[c.Ordinal].Type, row[c.Ordinal])));

    private static string Text(SqlType type, SqlValue value) =>
        value.IsNull ? "<NULL>"
        : type.IsCharacter ? value.AsString()
        : type.IsBinary ? "0x" + Convert.ToHexString(value.AsBytes()).ToLowerInvariant()
        : Conversions.Get(type, SqlType.NVarChar(4000), isExplicit: true)(value).AsString();
}
