// INSERT … SELECT … FROM (UPDATE … OUTPUT …) AS x: a change whose OUTPUT rows are the source of an
// INSERT.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    private const string NestedStatement = "A nested INSERT, UPDATE, DELETE, or MERGE statement";

    /// <summary>A binder for the change in FROM: a statement of its own that sees the same common table
    /// expressions.</summary>
    public Binder ForNestedChange() => new(Scope, new BindContext()) { _ctes = _ctes };

    private BoundQuery InsertQuery(SelectInsertSource source, NestedChanges? nested)
    {
        if (source.Select is QuerySpecification { FromClause.TableReferences: var tables } select)
        {
            if (tables.Any(IsJoined) || (tables.Count > 1 && tables.Any(static t => t is DataModificationTableReference)))
            {
                throw BindErrors.Make(
                    10727,
                    1,
                    $"{NestedStatement} is not allowed on either side of a JOIN or APPLY operator.",
                    source
                );
            }

            Context.Nested = TakesChange(select) ? nested : null;
        }

        return Query(source.Select, null, new QueryUse());
    }

    private static bool TakesChange(QuerySpecification select) =>
        select.FromClause?.TableReferences is [DataModificationTableReference];

    private static bool IsJoined(TableReference table) =>
        table
            is JoinTableReference
            {
                FirstTableReference: DataModificationTableReference
            }
            or JoinTableReference
            {
                SecondTableReference: DataModificationTableReference
            };

    private BoundRows Changed(DataModificationTableReference table, NameScope names)
    {
        var compile =
            Context.Nested
            ?? throw BindErrors.Make(
                10729,
                1,
                $"{NestedStatement} is not allowed in a SELECT statement that is not the immediate source of rows for an INSERT statement.",
                table
            );
        Context.Nested = null;
        var specification = table.DataModificationSpecification;
        if (specification.OutputClause is null)
        {
            throw BindErrors.Make(10716, 1, $"{NestedStatement} must have an OUTPUT clause.", table);
        }

        var change = compile(specification);
        var alias = table.Alias.Value;
        var given = Names(table.Columns);
        if (given.Count > 0 && given.Count != change.Columns.Count)
        {
            throw given.Count < change.Columns.Count
                ? BindErrors.ColumnListLonger(alias, table)
                : BindErrors.ColumnListShorter(alias, table);
        }

        var slot = Context.NewSlot();
        var columns = new List<BoundColumn>();
        for (var i = 0; i < change.Columns.Count; i++)
        {
            var (name, type, isNullable, _, _) = change.Columns[i];
            name = given.Count > 0 ? given[i] : name;
            if (name.Length == 0)
            {
                throw BindErrors.UnnamedColumn(i + 1, alias, table);
            }

            if (columns.Exists(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                throw BindErrors.DuplicateColumn(name, alias, table);
            }

            columns.Add(new BoundColumn(slot, i, name, type, isNullable) { DisplayName = alias + "." + name });
        }

        names.Add(new NamedColumns { Alias = alias, Columns = columns }, table);
        return new BoundRows(slot, columns.Count, alias, [], (context, _) => change.Rows(context));
    }
}
