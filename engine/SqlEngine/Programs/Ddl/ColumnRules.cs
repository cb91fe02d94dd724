// What a column may be: identity, default, computed and key columns, with SQL Server's errors.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Checks columns while a table is built.</summary>
internal static class ColumnRules
{
    /// <exception cref="SqlError">2749, 2752, 2753, 8147.</exception>
    public static void RequireIdentity(IdentityDef identity, string column, string table, SqlType type, bool declaredNull)
    {
        if (declaredNull)
        {
            throw new SqlError(8147, 16, 1, $"Could not create IDENTITY attribute on nullable column '{column}', table '{table}'.");
        }

        var isWhole = (type.IsInteger && type.Kind != SqlTypeKind.Bit) || type is { Kind: SqlTypeKind.Decimal, Scale: 0 };
        if (!isWhole)
        {
            throw new SqlError(
                2749,
                16,
                2,
                $"Identity column '{column}' must be of data type int, bigint, smallint, tinyint, or decimal or numeric with a scale of 0, unencrypted, and constrained to be nonnullable."
            );
        }

        var (least, most) = type.Kind switch
        {
            SqlTypeKind.TinyInt => (byte.MinValue, byte.MaxValue),
            SqlTypeKind.SmallInt => (short.MinValue, short.MaxValue),
            SqlTypeKind.Int => (int.MinValue, int.MaxValue),
            SqlTypeKind.BigInt => (long.MinValue, long.MaxValue),
            _ => (decimal.MinValue, decimal.MaxValue),
        };
        if (identity.Seed < least || identity.Seed > most)
        {
            throw new SqlError(2752, 16, 1, $"Identity column '{column}' contains invalid SEED.");
        }

        if (identity.Increment == 0 || Math.Abs(identity.Increment) > most)
        {
            throw new SqlError(2753, 16, 1, $"Identity column '{column}' contains invalid INCREMENT.");
        }
    }

    /// <exception cref="SqlError">2738.</exception>
    public static void RequireOneRowVersion(IEnumerable<ColumnDef> before, string column, string table)
    {
        if (before.Any(static c => c.IsRowVersion))
        {
            throw new SqlError(
                2738,
                16,
                2,
                $"A table can only have one timestamp column. Because table '{table}' already has one, the column '{column}' cannot be added."
            );
        }
    }

    /// <exception cref="SqlError">128, 1046, and 1750 after 1754 and 1755.</exception>
    public static void RequireDefault(ColumnDef column, string table, ScalarExpression value)
    {
        if (column.Identity is not null)
        {
            throw CatalogErrors.ConstraintFailed(
                new SqlError(
                    1754,
                    16,
                    0,
                    $"Defaults cannot be created on columns with an IDENTITY attribute. Table '{table}', column '{column.Name}'."
                )
            );
        }

        if (column.IsRowVersion)
        {
            throw CatalogErrors.ConstraintFailed(
                new SqlError(
                    1755,
                    16,
                    0,
                    $"Defaults cannot be created on columns of data type timestamp. Table '{table}', column '{column.Name}'."
                )
            );
        }

        value.Accept(new ConstantOnly());
    }

    /// <exception cref="SqlError">1759.</exception>
    public static void RequireStoredColumns(ScalarExpression expression, IEnumerable<ColumnDef> columns, string table)
    {
        var computed = columns.Where(static c => c.Computed is not null).Select(static c => c.Name);
        expression.Accept(new NoneOf(computed.ToHashSet(StringComparer.OrdinalIgnoreCase), table));
    }

    /// <exception cref="SqlError">1909, 1919.</exception>
    public static void RequireKeys(IndexDef index, IReadOnlyList<ColumnDef> columns, string table)
    {
        var seen = new HashSet<int>();
        foreach (var ordinal in index.KeyColumns.Select(static k => k.Ordinal).Concat(index.IncludedColumns))
        {
            if (!seen.Add(ordinal))
            {
                throw Failed(
                    index,
                    new SqlError(
                        1909,
                        16,
                        1,
                        $"Cannot use duplicate column names in {(index.IsConstraint ? "constraint" : "index")}. Column name '{columns[ordinal].Name}' listed more than once."
                    )
                );
            }
        }

        foreach (var column in index.KeyColumns.Select(k => columns[k.Ordinal]))
        {
            if (
                column.Computed is null
                && (
                    column.Type.IsMax
                    || column.Type.Kind is SqlTypeKind.Text or SqlTypeKind.NText or SqlTypeKind.Image or SqlTypeKind.Xml
                )
            )
            {
                throw Failed(
                    index,
                    new SqlError(
                        1919,
                        16,
                        1,
                        $"Column '{column.Name}' in table '{table}' is of a type that is invalid for use as a key column in an index."
                    )
                );
            }
        }
    }

    private static SqlError Failed(IndexDef index, SqlError error) =>
        index.IsConstraint ? CatalogErrors.ConstraintFailed(error) : error;

    // A date part looks like a column to the parser.
    private abstract class ColumnVisitor : TSqlFragmentVisitor
    {
        public override void ExplicitVisit(FunctionCall node)
        {
            var isDate = node.FunctionName.Value.StartsWith("DATE", StringComparison.OrdinalIgnoreCase);
            foreach (var parameter in node.Parameters.Skip(isDate && node.Parameters.Count > 1 ? 1 : 0))
            {
                parameter.Accept(this);
            }
        }
    }

    private sealed class ConstantOnly : ColumnVisitor
    {
        public override void Visit(ColumnReferenceExpression node) =>
            throw new SqlError(
                128,
                15,
                1,
                $"The name \"{node.MultiPartIdentifier?.Identifiers[^1].Value}\" is not permitted in this context. Valid expressions are constants, constant expressions, and (in some contexts) variables. Column names are not permitted."
            )
            {
                Line = node.StartLine,
            };

        public override void Visit(ScalarSubquery node) =>
            throw new SqlError(1046, 15, 1, "Subqueries are not allowed in this context. Only scalar expressions are allowed.")
            {
                Line = node.StartLine,
            };
    }

    private sealed class NoneOf(HashSet<string> computed, string table) : ColumnVisitor
    {
        public override void Visit(ColumnReferenceExpression node)
        {
            var name = node.MultiPartIdentifier?.Identifiers[^1].Value;
            if (name is not null && computed.Contains(name))
            {
                throw new SqlError(
                    1759,
                    16,
                    0,
                    $"Computed column '{name}' in table '{table}' is not allowed to be used in another computed-column definition."
                );
            }
        }
    }

    /// <summary>The type of a column; what is wrong with it is said of the column.</summary>
    /// <exception cref="SqlError">131, 183.</exception>
    public static ResolvedType TypeOf(ColumnDefinition column, Func<ResolvedType> resolve)
    {
        var name = column.ColumnIdentifier.Value;
        var numbers = column.DataType is ParameterizedDataTypeReference { Parameters: var given }
            ? given.Select(static p => p.Value).ToList()
            : [];
        try
        {
            return resolve();
        }
        catch (SqlError e) when (e.Number == 2751 && numbers.Count == 2)
        {
            throw new SqlError(
                183,
                15,
                1,
                $"The scale ({numbers[1]}) for column '{name}' must be within the range 0 to {numbers[0]}."
            );
        }
        catch (SqlError e) when (e.Number == 131 && numbers.Count == 1)
        {
            throw new SqlError(
                131,
                15,
                2,
                $"The size ({numbers[0]}) given to the column '{name}' exceeds the maximum allowed for any data type (8000)."
            );
        }
    }

    /// <summary>COLLATE only on text, SPARSE only on what may be NULL.</summary>
    /// <exception cref="SqlError">447, 1731.</exception>
    public static void RequirePossible(ColumnDefinition column, string table, bool? declaredNull, SqlType type)
    {
        if (column.Collation is not null && !type.IsCharacter)
        {
            throw new SqlError(447, 16, 0, $"Expression type {TypeRules.Name(type)} is invalid for COLLATE clause.");
        }

        var isSparse = column.StorageOptions?.SparseOption == SparseColumnOption.Sparse;
        if (isSparse && (declaredNull == false || column.IdentityOptions is not null))
        {
            throw new SqlError(
                1731,
                16,
                1,
                $"Cannot create the sparse column '{column.ColumnIdentifier.Value}' in the table '{table}' because an option or "
                    + "data type specified is not valid. A sparse column must be nullable and cannot have the ROWGUIDCOL, IDENTITY, "
                    + "or FILESTREAM properties. A sparse column cannot be of the following data types: text, ntext, image, "
                    + "geometry, geography, or user-defined type."
            );
        }
    }
}
