// Binding of FROM: tables, joins, applies, derived tables, functions. Every source adds its columns to the
// names of its level.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    /// <summary>Table hints that change no plan: the engine reads committed snapshots and has one writer per
    /// database.</summary>
    private static readonly HashSet<TableHintKind> IgnoredHints =
    [
        TableHintKind.NoLock,
        TableHintKind.ReadUncommitted,
        TableHintKind.ReadCommitted,
        TableHintKind.ReadCommittedLock,
        TableHintKind.RepeatableRead,
        TableHintKind.Serializable,
        TableHintKind.HoldLock,
        TableHintKind.UpdLock,
        TableHintKind.XLock,
        TableHintKind.TabLock,
        TableHintKind.TabLockX,
        TableHintKind.Rowlock,
        TableHintKind.PagLock,
        TableHintKind.ReadPast,
        TableHintKind.NoExpand,
        TableHintKind.Index,
        TableHintKind.ForceSeek,
        TableHintKind.ForceScan,
        TableHintKind.NoWait,
        TableHintKind.KeepDefaults,
        TableHintKind.IgnoreConstraints,
        TableHintKind.IgnoreTriggers,
    ];

    /// <summary>Hints that hold what they lock to the end of the transaction.</summary>
    private static readonly HashSet<TableHintKind> LockingHints =
    [
        TableHintKind.UpdLock,
        TableHintKind.XLock,
        TableHintKind.TabLockX,
        TableHintKind.HoldLock,
        TableHintKind.Serializable,
        TableHintKind.RepeatableRead,
    ];

    private BoundFrom From(IList<TableReference> tables, NameScope names, NameScope? outer)
    {
        BoundFrom? from = null;
        foreach (var table in tables)
        {
            var right = Source(table, names, outer);
            from = from is null ? right : new BoundJoin(JoinKind.Inner, from, right, null, false);
        }

        return from!;
    }

    private BoundFrom Source(TableReference table, NameScope names, NameScope? outer)
    {
        switch (table)
        {
            case NamedTableReference named:
                return Named(named, names);
            case VariableTableReference variable:
                var tableVariable =
                    TableVariable(variable.Variable.Name) ?? throw BindErrors.UndeclaredTable(variable.Variable.Name, variable);
                return Stored(
                    tableVariable,
                    variable.Alias?.Value ?? variable.Variable.Name,
                    [],
                    variable.Variable.Name,
                    names,
                    variable
                );
            case QualifiedJoin join:
                return Join(join, names, outer);
            case UnqualifiedJoin join:
                return Unqualified(join, names, outer);
            case JoinParenthesisTableReference p:
                return Source(p.Join, names, outer);
            case QueryDerivedTable derived:
                var rows = Derived(
                    At(Place.Elsewhere, () => Query(derived.QueryExpression, outer, Nested)),
                    derived.Alias.Value,
                    Names(derived.Columns),
                    names,
                    derived
                );
                names.Sources[^1].IsDerivedTable = true;
                return rows;
            case InlineDerivedTable values:
                return Values(values, names, outer);
            case SchemaObjectFunctionTableReference function:
                return FunctionSource(function, names, outer);
            case GlobalFunctionTableReference function:
                return BuiltInFunction(function.Name.Value, function.Parameters, function, names, outer);
            case BuiltInFunctionTableReference function:
                return BuiltInFunction(function.Name.Value, function.Parameters, function, names, outer);
            case OpenJsonTableReference json:
                return OpenJsonSource(json, names, outer);
            case VariableMethodCallTableReference method:
                return Nodes(
                    method.MethodName.Value,
                    Variable(method.Variable.Name, method),
                    method.Parameters,
                    method,
                    names,
                    outer
                );
            case PivotedTableReference pivot:
                return Pivot(pivot, names, outer);
            case UnpivotedTableReference unpivot:
                return Unpivot(unpivot, names, outer);
            case DataModificationTableReference change:
                return Changed(change, names);
            default:
                throw BindErrors.Unsupported(table.GetType().Name, table);
        }
    }

    private static List<string> Names(IList<Identifier> identifiers) => [.. identifiers.Select(i => i.Value)];

    private BoundFrom Named(NamedTableReference named, NameScope names)
    {
        foreach (var hint in named.TableHints)
        {
            if (!IgnoredHints.Contains(hint.HintKind))
            {
                throw BindErrors.Unsupported($"the table hint {hint.HintKind}", hint);
            }
        }

        if (named.TableSampleClause is not null || named.TemporalClause is not null)
        {
            throw BindErrors.Unsupported(named.TemporalClause is null ? "TABLESAMPLE" : "FOR SYSTEM_TIME", named);
        }

        var name = named.SchemaObject;
        var alias = named.Alias?.Value ?? name.BaseIdentifier.Value;
        if (name.Identifiers.Count == 1 && _ctes?.Find(name.BaseIdentifier.Value) is { } cte)
        {
            return CteSource(cte, alias, names, named);
        }

        var source =
            Scope.FindTable(name)
            ?? throw BindErrors.InvalidObject(string.Join('.', name.Identifiers.Select(i => i.Value)), named);
        IReadOnlyList<string> qualifiers = named.Alias is null
            ? [.. name.Identifiers.Take(name.Identifiers.Count - 1).Select(i => i.Value)]
            : [];
        var bound = Named(source, alias, qualifiers, named, names);
        if (Scope.ColumnReads(source) is { } read)
        {
            names.Sources[^1].Read = read;
        }

        return bound;
    }

    private BoundFrom Named(
        NamedSource source,
        string alias,
        IReadOnlyList<string> qualifiers,
        NamedTableReference named,
        NameScope names
    )
    {
        var name = named.SchemaObject;
        switch (source)
        {
            case NamedTable table:
                RequireIndexes(named, table);
                return Stored(
                    named.TableHints.Any(static h => LockingHints.Contains(h.HintKind))
                        ? table with
                        {
                            HoldsLocks = true,
                        }
                        : table,
                    alias,
                    qualifiers,
                    name.BaseIdentifier.Value,
                    names,
                    named
                );
            case NamedView view:
                var derived = ViewRows(view, alias, names, named, qualifiers);
                names.Sources[^1].View = view;
                names.Sources[^1].TableName = name.BaseIdentifier.Value;
                return derived;
            case RowFunction rows:
                return RowSource(rows, alias, qualifiers, [], [], names, named);
            default:
                throw BindErrors.Unsupported($"{source.GetType().Name} in FROM", named);
        }
    }

    private BoundDerived ViewRows(
        NamedView view,
        string alias,
        NameScope names,
        TSqlFragment at,
        IReadOnlyList<string>? qualifiers = null
    )
    {
        var query = new Binder(view.Scope, Context).Module(view.Name, view.Select, at);
        var derived = Derived(query, alias, [.. view.ColumnNames], names, at, qualifiers);
        derived.HasCheckOption = view.HasCheckOption;
        return derived;
    }

    // INDEX (…) and FORCESEEK (…) name indexes of the table.
    private static void RequireIndexes(NamedTableReference named, NamedTable table)
    {
        foreach (var hint in named.TableHints)
        {
            IEnumerable<IdentifierOrValueExpression> values = hint switch
            {
                IndexTableHint index => index.IndexValues,
                ForceSeekTableHint { IndexValue: { } seek } => [seek],
                _ => [],
            };
            foreach (var value in values)
            {
                if (value.Identifier is { } name && table.Definition.FindIndex(name.Value) is null)
                {
                    throw BindErrors.Make(
                        308,
                        1,
                        $"Index '{name.Value}' on table '{table.Name}' (specified in the FROM clause) does not exist.",
                        hint
                    );
                }

                if (
                    value.ValueExpression is IntegerLiteral { Value: var number }
                    && int.TryParse(number, out var id)
                    && id > 1
                    && table.Definition.IndexById(id) is null
                )
                {
                    throw BindErrors.Make(
                        307,
                        1,
                        $"Index ID {id} on table '{table.Name}' (specified in the FROM clause) does not exist.",
                        hint
                    );
                }
            }
        }
    }

    private BoundScan Stored(
        NamedTable table,
        string alias,
        IReadOnlyList<string> qualifiers,
        string tableName,
        NameScope names,
        TSqlFragment at
    )
    {
        var scan = new BoundScan(table, Context.NewSlot(), table.Definition.Columns.Length);
        var columns = table
            .Definition.Columns.Select(c => new BoundColumn(scan.Slot, c.Ordinal, c.Name, c.Type, c.IsNullable)
            {
                DisplayName = string.Join('.', [.. qualifiers, alias, c.Name]),
                IsIdentity = c.Identity is not null,
            })
            .ToList();
        names.Add(
            new NamedColumns
            {
                Alias = alias,
                Qualifiers = qualifiers,
                Columns = columns,
                Scan = scan,
                TableName = tableName,
            },
            at
        );
        return scan;
    }

    /// <summary>Binds the query of a view or inline function in this binder, whose scope is the
    /// module's.</summary>
    private BoundQuery Module(string name, SelectStatement select, TSqlFragment at)
    {
        if (++Context.ModuleDepth > 32)
        {
            throw BindErrors.Make(
                217,
                1,
                "Maximum stored procedure, function, trigger, or view nesting level exceeded (limit 32).",
                at
            );
        }

        try
        {
            return WithCtes(select.WithCtesAndXmlNamespaces, () => Query(select.QueryExpression, null, Nested));
        }
        catch (SqlError error)
        {
            // A line inside the module would mislead: the client is told the line of the statement that uses
            // it.
            error.Line = at.StartLine;
            throw;
        }
        finally
        {
            Context.ModuleDepth--;
        }
    }

    /// <summary>Gives a query an alias. Columns that are columns inside keep their slots; the others are
    /// computed into one new row.</summary>
    private BoundDerived Derived(
        BoundQuery query,
        string alias,
        IReadOnlyList<string> columnNames,
        NameScope names,
        TSqlFragment at,
        IReadOnlyList<string>? qualifiers = null
    )
    {
        if (columnNames.Count > 0 && columnNames.Count != query.Columns.Count)
        {
            throw columnNames.Count < query.Columns.Count
                ? BindErrors.ColumnListLonger(alias, at)
                : BindErrors.ColumnListShorter(alias, at);
        }

        var slot = Context.NewSlot();
        var computed = new List<int>();
        var columns = new List<BoundColumn>();
        for (var i = 0; i < query.Columns.Count; i++)
        {
            var name = columnNames.Count > 0 ? columnNames[i] : query.Columns[i].Name;
            if (name.Length == 0)
            {
                throw BindErrors.UnnamedColumn(i + 1, alias, at);
            }

            if (columns.Exists(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                throw BindErrors.DuplicateColumn(name, alias, at);
            }

            var display = string.Join('.', [.. qualifiers ?? [], alias, name]);
            if (query.Projection[i] is BoundColumn inner && OwnsSlot(query, inner.Slot))
            {
                columns.Add(
                    new BoundColumn(inner.Slot, inner.Ordinal, name, inner.Type, query.Columns[i].IsNullable)
                    {
                        DisplayName = display,
                        IsIdentity = query.Columns[i].IsIdentity,
                    }
                );
            }
            else
            {
                columns.Add(
                    new BoundColumn(slot, computed.Count, name, query.Projection[i].Type, query.Columns[i].IsNullable)
                    {
                        DisplayName = display,
                    }
                );
                computed.Add(i);
            }
        }

        names.Add(
            new NamedColumns
            {
                Alias = alias,
                Qualifiers = qualifiers ?? [],
                Columns = columns,
                TableName = alias,
            },
            at
        );
        var derived = new BoundDerived(slot, query, computed);
        names.Sources[^1].Derived = derived;
        return derived;
    }

    /// <summary>A column of an outer query that is selected inside must be copied: an outer join may have to
    /// make it NULL.</summary>
    private static bool OwnsSlot(BoundQuery query, int slot)
    {
        var slots = new HashSet<int>();
        query.CollectSlots(slots);
        return slots.Contains(slot);
    }

    private BoundJoin Join(QualifiedJoin join, NameScope names, NameScope? outer)
    {
        var start = names.Sources.Count;
        var left = Source(join.FirstTableReference, names, outer);
        var middle = names.Sources.Count;
        var right = Source(join.SecondTableReference, names, outer);
        var visible = new NameScope(outer);
        visible.Sources.AddRange(names.Sources.Skip(start));
        var on = At(Place.On, () => Predicate(join.SearchCondition, visible));
        switch (join.QualifiedJoinType)
        {
            case QualifiedJoinType.Inner:
                return new BoundJoin(JoinKind.Inner, left, right, on, false);
            case QualifiedJoinType.LeftOuter:
                MakeNullable(names, middle, names.Sources.Count);
                return new BoundJoin(JoinKind.Left, left, right, on, false);
            case QualifiedJoinType.RightOuter:
                MakeNullable(names, start, middle);
                return new BoundJoin(JoinKind.Left, right, left, on, false);
            default:
                MakeNullable(names, start, names.Sources.Count);
                return new BoundJoin(JoinKind.Full, left, right, on, false);
        }
    }

    private static void MakeNullable(NameScope names, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var source = names.Sources[i];
            names.Sources[i] = new NamedColumns
            {
                Alias = source.Alias,
                Qualifiers = source.Qualifiers,
                Scan = source.Scan,
                TableName = source.TableName,
                Read = source.Read,
                View = source.View,
                Columns =
                [
                    .. source.Columns.Select(c => new BoundColumn(c.Slot, c.Ordinal, c.Name, c.Type, true)
                    {
                        DisplayName = c.DisplayName,
                        IsIdentity = c.IsIdentity,
                    }),
                ],
            };
        }
    }

    private BoundJoin Unqualified(UnqualifiedJoin join, NameScope names, NameScope? outer)
    {
        var start = names.Sources.Count;
        var left = Source(join.FirstTableReference, names, outer);
        if (join.UnqualifiedJoinType == UnqualifiedJoinType.CrossJoin)
        {
            return new BoundJoin(JoinKind.Inner, left, Source(join.SecondTableReference, names, outer), null, false);
        }

        var middle = names.Sources.Count;
        var lateral = new NameScope(outer);
        lateral.Sources.AddRange(names.Sources.Skip(start));
        var right = Source(join.SecondTableReference, names, lateral);
        var isOuter = join.UnqualifiedJoinType == UnqualifiedJoinType.OuterApply;
        if (isOuter)
        {
            MakeNullable(names, middle, names.Sources.Count);
        }

        return new BoundJoin(isOuter ? JoinKind.Left : JoinKind.Inner, left, right, null, true);
    }

    private BoundValues Values(InlineDerivedTable table, NameScope names, NameScope? outer)
    {
        var rows = table
            .RowValues.Select(r => r.ColumnValues.Select(v => At(Place.Elsewhere, () => Scalar(v, outer))).ToList())
            .ToList();
        var columnNames = Names(table.Columns);
        var width = rows[0].Count;
        if (rows.Exists(r => r.Count != width))
        {
            throw BindErrors.Make(
                10709,
                1,
                "The number of columns for each row in a table value constructor must be the same.",
                table
            );
        }

        if (columnNames.Count != width)
        {
            throw columnNames.Count < width
                ? BindErrors.ColumnListLonger(table.Alias.Value, table)
                : BindErrors.ColumnListShorter(table.Alias.Value, table);
        }

        var types = Enumerable.Range(0, width).Select(i => CommonType([.. rows.Select(r => r[i])], "UNION ALL")).ToList();
        var slot = Context.NewSlot();
        var columns = types
            .Select(
                (t, i) =>
                    new BoundColumn(slot, i, columnNames[i], t, rows.Exists(r => r[i].IsNullable))
                    {
                        DisplayName = table.Alias.Value + "." + columnNames[i],
                    }
            )
            .ToList();
        names.Add(new NamedColumns { Alias = table.Alias.Value, Columns = columns }, table);
        return new BoundValues(
            slot,
            width,
            [.. rows.Select(r => (IReadOnlyList<BoundExpr>)[.. r.Select((v, i) => Convert(v, types[i]))])]
        );
    }
}
