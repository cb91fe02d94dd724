// Whether an INSERT brings as many values as its target takes.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    // Values for all columns, and no list: one of them is meant for the identity column.
    private static void RequireNoIdentity(InsertSpecification insert, BoundTarget target, List<int> ordinals, int values)
    {
        if (insert.Columns.Count == 0 && values == ordinals.Count + 1 && target.Definition.IdentityColumn is not null)
        {
            throw BindErrors.Make(
                8101,
                1,
                $"An explicit value for the identity column in table '{target.Definition.Name}' can only be specified when a column list is used and IDENTITY_INSERT is ON.",
                insert
            );
        }
    }

    private static void CheckValueCount(int values, int columns, bool listed, TSqlFragment at)
    {
        if (values == columns)
        {
            return;
        }

        throw !listed ? BindErrors.Make(213, 1, "Column name or number of supplied values does not match table definition.", at)
        : values < columns
            ? new SqlError(
                109,
                15,
                1,
                "There are more columns in the INSERT statement than values specified in the VALUES clause. The number of values in the VALUES clause must match the number of columns specified in the INSERT statement."
            )
            {
                Line = at.StartLine,
            }
        : new SqlError(
            110,
            15,
            1,
            "There are fewer columns in the INSERT statement than values specified in the VALUES clause. The number of values in the VALUES clause must match the number of columns specified in the INSERT statement."
        )
        {
            Line = at.StartLine,
        };
    }

    private static void CheckSelectCount(int values, int columns, bool listed, TSqlFragment at)
    {
        if (values == columns)
        {
            return;
        }

        throw !listed ? BindErrors.Make(213, 1, "Column name or number of supplied values does not match table definition.", at)
        : values < columns
            ? new SqlError(
                120,
                15,
                1,
                "The select list for the INSERT statement contains fewer items than the insert list. The number of SELECT values must match the number of INSERT columns."
            )
            {
                Line = at.StartLine,
            }
        : new SqlError(
            121,
            15,
            1,
            "The select list for the INSERT statement contains more items than the insert list. The number of SELECT values must match the number of INSERT columns."
        )
        {
            Line = at.StartLine,
        };
    }
}
