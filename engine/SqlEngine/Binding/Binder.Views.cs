// Changes through views, common table expressions and derived tables: which table they change, and WITH CHECK
// OPTION.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    /// <summary>The table whose rows a change through a source changes.</summary>
    /// <param name="from">What the source's rows come from.</param>
    /// <param name="source">The table, view, common table expression or derived table.</param>
    /// <param name="columns">The columns that get values; none for DELETE.</param>
    /// <param name="at">The statement.</param>
    /// <exception cref="SqlError">259, 270, 4403, 4405, 4406, 4417, 4418, 4420, 4421, 4426, 4436.</exception>
    private static BoundScan ChangedScan(
        BoundFrom from,
        NamedColumns source,
        IReadOnlyList<BoundColumn> columns,
        TSqlFragment at
    )
    {
        if (source.Scan is { } own)
        {
            return own;
        }

        if (source.Derived is not { } derived)
        {
            throw NotChangeable(source, at);
        }

        RequireUpdatable(derived, source, at);
        if (columns.Count == 0)
        {
            return Leaves(derived).ToList() is [BoundScan only] ? only : throw SeveralTables(source, at);
        }

        BoundScan? scan = null;
        foreach (var column in columns)
        {
            var found = FindScan(from, column.Slot) ?? throw DerivedColumn(source, at);
            if (scan is not null && scan != found)
            {
                throw SeveralTables(source, at);
            }

            scan = found;
        }

        return scan!;
    }

    private static void RequireUpdatable(BoundDerived outermost, NamedColumns source, TSqlFragment at)
    {
        for (var derived = outermost; derived is not null;)
        {
            switch (derived.Query)
            {
                case BoundSelect { Grouping: null, Distinct: false } select:
                    derived = select.From as BoundDerived;
                    break;
                case BoundSelect:
                    throw source.IsDerivedTable
                        ? BindErrors.Make(
                            4418,
                            1,
                            $"Derived table '{source.ExposedName}' is not updatable because it contains aggregates, or a DISTINCT or GROUP BY clause, or PIVOT or UNPIVOT operator.",
                            at
                        )
                        : BindErrors.Make(
                            4403,
                            1,
                            $"Cannot update the view or function '{source.ExposedName}' because it contains aggregates, or a DISTINCT or GROUP BY clause, or PIVOT or UNPIVOT operator.",
                            at
                        );
                case BoundSetQuery { Operation: SetOperation.UnionAll } when !source.IsDerivedTable:
                    throw BindErrors.Make(
                        4436,
                        12,
                        $"UNION ALL view '{source.ExposedName}' is not updatable because a partitioning column was not found.",
                        at
                    );
                default:
                    throw source.IsDerivedTable
                        ? BindErrors.Make(
                            4417,
                            1,
                            $"Derived table '{source.ExposedName}' is not updatable because the definition contains a UNION operator.",
                            at
                        )
                        : BindErrors.Make(
                            4426,
                            1,
                            $"View '{source.ExposedName}' is not updatable because the definition contains a UNION operator.",
                            at
                        );
            }
        }
    }

    private static IEnumerable<BoundFrom> Leaves(BoundFrom? from) =>
        from switch
        {
            null => [],
            BoundJoin join => Leaves(join.Left).Concat(Leaves(join.Right)),
            BoundDerived { Query: BoundSelect select } => Leaves(select.From),
            _ => [from],
        };

    // Rows of system views and of functions.
    private static SqlError NotChangeable(NamedColumns source, TSqlFragment at) =>
        source.Qualifiers is [.., var schema]
        && schema.ToUpperInvariant() is "SYS" or "INFORMATION_SCHEMA"
            ? BindErrors.Make(259, 1, "Ad hoc updates to system catalogs are not allowed.", at)
            : BindErrors.Make(270, 1, $"Object '{source.ExposedName}' cannot be modified.", at);

    private static SqlError SeveralTables(NamedColumns source, TSqlFragment at) =>
        source.IsDerivedTable
            ? BindErrors.Make(
                4420,
                1,
                $"Derived table '{source.ExposedName}' is not updatable because the modification affects multiple base tables.",
                at
            )
            : BindErrors.Make(
                4405,
                1,
                $"View or function '{source.ExposedName}' is not updatable because the modification affects multiple base tables.",
                at
            );

    private static SqlError DerivedColumn(NamedColumns source, TSqlFragment at) =>
        source.IsDerivedTable
            ? BindErrors.Make(
                4421,
                1,
                $"Derived table '{source.ExposedName}' is not updatable because a column of the derived table is derived or constant.",
                at
            )
            : BindErrors.Make(
                4406,
                1,
                $"Update or insert of view or function '{source.ExposedName}' failed because it contains a derived or constant field.",
                at
            );

    /// <summary>INSERT into a view or common table expression: the table below it, and where each listed
    /// column lies in it.</summary>
    private (BoundTarget Target, List<int> Ordinals) InsertThrough(InsertSpecification insert)
    {
        var names = new NameScope(null);
        var from = Source(insert.Target, names, null);
        var source = names.Sources[^1];
        var columns =
            insert.Columns.Count > 0
                ? [.. insert.Columns.Select(c => SetColumn(c, source))]
                : source.Columns.Where(c => !c.IsIdentity && !IsReadOnly(from, c)).ToList();
        var scan = ChangedScan(from, source, columns, insert.Target);
        var target = WithChecks(Target(scan.Table, insert.Target), from, scan, source, insert.Target, isInsert: true);
        Written(source.View ?? (NamedSource)target.Table, columns.Select(static c => c.Name));
        var ordinals = InsertColumns(
            target,
            [.. columns.Select(c => (target.Definition.Columns[c.Ordinal].Name, (TSqlFragment)insert))],
            insert
        );
        return (target, ordinals);
    }

    private static bool IsReadOnly(BoundFrom from, BoundColumn column) =>
        FindScan(from, column.Slot) is { } scan && scan.Table.Definition.Columns[column.Ordinal].IsReadOnly;

    /// <summary>Adds what WITH CHECK OPTION of the views on the way demands of a new row.</summary>
    /// <exception cref="SqlError">4427: a view with the option has TOP.</exception>
    private BoundTarget WithChecks(
        BoundTarget target,
        BoundFrom from,
        BoundScan scan,
        NamedColumns source,
        TSqlFragment at,
        bool isInsert = false
    )
    {
        var conditions = new List<BoundExpr>();
        var computed = new Dictionary<int, BoundDerived>();
        CollectChecks(from, false, conditions, computed, source, at);
        if (conditions.Count == 0)
        {
            return target;
        }

        var slot = scan.Slot;
        if (conditions.Exists(static c => c.Contains(static e => e.Query is not null)))
        {
            // A subquery is planned once: the check needs one of its own.
            var again = source.View is { } view && Leaves(from).Count() == 1
                ? ViewRows(view, source.Alias, new NameScope(null), at)
                : throw BindErrors.Unsupported("WITH CHECK OPTION with a subquery over several tables", at);
            conditions.Clear();
            computed.Clear();
            CollectChecks(again, false, conditions, computed, source, at);
            slot = ((BoundScan)Leaves(again).Single()).Slot;
        }

        if (isInsert && Leaves(from).Skip(1).Any())
        {
            throw BindErrors.Unsupported("INSERT through a view WITH CHECK OPTION over several tables", at);
        }

        BoundExpr? OfNewRow(BoundExpr e) =>
            e is not BoundColumn column ? null
            : column.Slot == slot
                ? new BoundColumn(target.NewSlot, column.Ordinal, column.Name, column.Type, column.IsNullable)
            : computed.TryGetValue(column.Slot, out var derived)
                ? derived.Query.Projection[derived.Computed[column.Ordinal]].Rewrite(OfNewRow)
            : null;

        return target.WithViewChecks([.. conditions.Select(c => c.Rewrite(OfNewRow))]);
    }

    // Rows must stay visible through a view with the option: its own condition and all below count.
    private static void CollectChecks(
        BoundFrom? from,
        bool isChecked,
        List<BoundExpr> conditions,
        Dictionary<int, BoundDerived> computed,
        NamedColumns source,
        TSqlFragment at
    )
    {
        switch (from)
        {
            case BoundJoin join:
                if (isChecked && join is { Kind: JoinKind.Inner, On: { } on })
                {
                    conditions.Add(on);
                }

                CollectChecks(join.Left, isChecked, conditions, computed, source, at);
                CollectChecks(join.Right, isChecked, conditions, computed, source, at);
                break;
            case BoundDerived { Query: BoundSelect select } derived:
                computed[derived.Slot] = derived;
                isChecked |= derived.HasCheckOption;
                if (isChecked && select.IsLimited)
                {
                    throw BindErrors.Make(
                        4427,
                        1,
                        $"Cannot update the view \"{source.ExposedName}\" because it or a view it references was created with WITH CHECK OPTION and its definition contains a TOP or OFFSET clause.",
                        at
                    );
                }

                if (isChecked && select.Where is { } where)
                {
                    conditions.Add(where);
                }

                CollectChecks(select.From, isChecked, conditions, computed, source, at);
                break;
        }
    }
}
