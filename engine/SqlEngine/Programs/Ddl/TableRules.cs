// Limits of a table as a whole: the size of its rows (1701), the length of index keys (1944, 1945), cascades
// that meet (1785), checks of one column that look at another (8141).
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.SystemViews;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Checks a finished definition.</summary>
internal static class TableRules
{
    private const int MaxRow = 8060;

    /// <exception cref="SqlError">1701.</exception>
    public static void RequireRowFits(TableDef table)
    {
        var stored = table.Columns.Where(static c => c.Computed is null or { IsPersisted: true }).ToList();
        var bits = stored.Count(static c => c.Type.Kind == SqlTypeKind.Bit);
        var fixedLength =
            stored
                .Where(static c => c.Type.Kind != SqlTypeKind.Bit && !IsVariable(c.Type))
                .Sum(static c => TypeFacts.MaxLength(c.Type))
            + ((bits + 7) / 8);
        var variable = stored.Count(static c => IsVariable(c.Type));

        // Status bits and the end of the fixed part, the NULL bitmap, the offsets of variable columns.
        var overhead = 4 + 2 + ((stored.Count + 7) / 8) + (variable > 0 ? 2 + (2 * variable) : 0);
        if (fixedLength + overhead > MaxRow)
        {
            throw new SqlError(
                1701,
                16,
                1,
                $"Creating or altering table '{table.Name}' failed because the minimum row size would be {fixedLength + overhead}, including {overhead} bytes of internal overhead. This exceeds the maximum allowable table row size of {MaxRow} bytes."
            );
        }
    }

    /// <summary>Refuses an index whose keys are always too long, warns of one whose keys may be.</summary>
    /// <exception cref="SqlError">1944.</exception>
    public static void CheckKeyLength(IDdlContext context, TableDef table, IndexDef index)
    {
        var limit = IndexKeyLength.Limit(index);
        var types = index.KeyColumns.Select(k => table.Columns[k.Ordinal].Type);
        var least = types.Where(static t => !IsVariable(t)).Sum(TypeFacts.MaxLength);
        if (least > limit)
        {
            throw new SqlError(
                1944,
                16,
                1,
                $"Index '{index.Name}' was not created. This index has a key length of at least {least} bytes. The maximum permissible key length is {limit} bytes."
            );
        }

        var most = IndexKeyLength.Maximum(table, index);
        if (most > limit)
        {
            context.Message(
                1945,
                0,
                1,
                $"Warning! The maximum key length for a {IndexKeyLength.Kind(index)} index is {limit} bytes. The index '{index.Name}' has maximum length of {most} bytes. For some combination of large values, the insert/update operation will fail."
            );
        }
    }

    /// <summary>Refuses a cascading foreign key that gives a second way from one table to another, or a way
    /// back.</summary>
    /// <exception cref="SqlError">1750 after 1785.</exception>
    public static void RequireOneCascade(DatabaseState catalog, TableDef table, ForeignKeyDef key)
    {
        if (!Acts(key))
        {
            return;
        }

        var next = catalog
            .Tables.Where(t => t.ObjectId != table.ObjectId)
            .Append(table)
            .SelectMany(static t =>
                t.ForeignKeys.Where(Acts)
                    .Select(k => (From: k.ReferencedTableId, To: t.ObjectId))
            )
            .ToLookup(static e => e.From, static e => e.To);
        var below = Reached(next, table.ObjectId);
        var back = next.SelectMany(g => g.Select(to => (From: to, To: g.Key))).ToLookup(static e => e.From, static e => e.To);
        var above = Reached(back, key.ReferencedTableId);
        if (below.Contains(key.ReferencedTableId) || above.Any(a => Reached(next, a).Where(r => r != a).Any(below.Contains)))
        {
            throw CatalogErrors.ConstraintFailed(
                new SqlError(
                    1785,
                    16,
                    0,
                    $"Introducing FOREIGN KEY constraint '{key.Name}' on table '{table.Name}' may cause cycles or multiple cascade paths. Specify ON DELETE NO ACTION or ON UPDATE NO ACTION, or modify other FOREIGN KEY constraints."
                )
            );
        }
    }

    private static bool Acts(ForeignKeyDef key) =>
        key.OnDelete != ReferentialAction.NoAction || key.OnUpdate != ReferentialAction.NoAction;

    private static HashSet<int> Reached(ILookup<int, int> next, int start)
    {
        var reached = new HashSet<int> { start };
        var open = new Stack<int>([start]);
        while (open.TryPop(out var id))
        {
            foreach (var to in next[id])
            {
                if (reached.Add(to))
                {
                    open.Push(to);
                }
            }
        }

        return reached;
    }

    private static bool IsVariable(SqlType type) =>
        type.Kind
            is SqlTypeKind.VarChar
                or SqlTypeKind.NVarChar
                or SqlTypeKind.VarBinary
                or SqlTypeKind.Text
                or SqlTypeKind.NText
                or SqlTypeKind.Image
                or SqlTypeKind.Xml
                or SqlTypeKind.SqlVariant;

    /// <summary>A CHECK in the definition of a column is about that column alone.</summary>
    /// <exception cref="SqlError">8141.</exception>
    public static void RequireOwnColumn(TableDef table, CheckDef check)
    {
        if (table.Columns.FirstOrDefault(c => c.ColumnId == check.ParentColumnId) is not { } own)
        {
            return;
        }

        var finder = new OtherColumnFinder(table, own.Name);
        check.Expression.Accept(finder);
        if (finder.Found)
        {
            throw CatalogErrors.ConstraintFailed(
                new SqlError(
                    8141,
                    16,
                    0,
                    $"Column CHECK constraint for column '{own.Name}' references another column, table '{table.Name}'."
                )
            );
        }
    }

    private sealed class OtherColumnFinder(TableDef table, string own) : TSqlFragmentVisitor
    {
        public bool Found { get; private set; }

        public override void Visit(ColumnReferenceExpression node)
        {
            var name = node.MultiPartIdentifier?.Identifiers[^1].Value;
            Found |=
                name is not null
                && !name.Equals(own, StringComparison.OrdinalIgnoreCase)
                && table.FindColumn(name) is not null;
        }
    }
}
