// Binding of OUTPUT and OUTPUT … INTO: values over the inserted and deleted rows and the sources of the
// statement.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    /// <summary>The slot of $action while the OUTPUT of a MERGE is bound.</summary>
    private int _actionSlot = -1;

    private BoundOutput? Output(DataModificationSpecification statement, BoundTarget target, NameScope? sources, int deletedSlot)
    {
        if (statement.OutputClause is not null && statement.OutputIntoClause is not null)
        {
            throw BindErrors.Unsupported("OUTPUT together with OUTPUT … INTO", statement);
        }

        var elements = statement.OutputIntoClause?.SelectColumns ?? statement.OutputClause?.SelectColumns;
        if (elements is null)
        {
            return null;
        }

        foreach (var element in elements)
        {
            element.Accept(new NoSubqueries());
        }

        var names = new NameScope(null);
        var isMerge = statement is MergeSpecification;
        if (statement is not DeleteSpecification)
        {
            names.Sources.Add(PseudoTable("inserted", target.Definition, target.NewSlot, isMerge));
        }

        if (statement is not InsertSpecification)
        {
            names.Sources.Add(PseudoTable("deleted", target.Definition, deletedSlot, isMerge));
        }

        // What OUTPUT shows of the table is read from it.
        var read = Scope.ColumnReads(target.Table);
        foreach (var source in names.Sources)
        {
            source.Read = read;
        }

        names.Sources.AddRange(sources?.Sources ?? []);
        var items = WithoutSequences((11720, NoClause), () => SelectList(new QuerySpecificationView(elements), names));
        var columns = items
            .Select(i => new OutputColumn(i.Name, i.Expression.Type, i.Expression.IsNullable, i.IsIdentity))
            .ToList();
        BoundInsertColumns? into = null;
        if (statement.OutputIntoClause is { } clause)
        {
            var intoTarget = Target(clause.IntoTable);
            var ordinals = InsertColumns(
                intoTarget,
                [.. clause.IntoTableColumns.Select(c => (c.MultiPartIdentifier.Identifiers[^1].Value, (TSqlFragment)c))],
                clause
            );
            CheckSelectCount(items.Count, ordinals.Count, clause.IntoTableColumns.Count > 0, clause);
            into = new BoundInsertColumns(
                intoTarget,
                ordinals,
                [
                    .. ordinals.Select(
                        (o, i) =>
                            items[i].Expression is BoundConstant { IsUntypedNull: true }
                                ? Conversions.Identity
                                : AssignmentConverter(items[i].Expression.Type, intoTarget.Definition.Columns[o].Type)
                    ),
                ]
            );
        }

        return new BoundOutput
        {
            Values = [.. items.Select(i => i.Expression)],
            Columns = columns,
            Into = into,
        };
    }

    private sealed class NoSubqueries : TSqlFragmentVisitor
    {
        public override void Visit(ScalarSubquery node) =>
            throw new SqlError(10705, 15, 1, "Subqueries are not allowed in the OUTPUT clause.") { Line = node.StartLine };
    }

    /// <summary>The select list of an OUTPUT clause.</summary>
    private readonly record struct QuerySpecificationView(IList<SelectElement> Elements);

    private List<SelectItem> SelectList(QuerySpecificationView output, NameScope names)
    {
        var block = new QuerySpecification();
        foreach (var element in output.Elements)
        {
            block.SelectElements.Add(element);
        }

        return SelectList(block, names, Nested);
    }
}
