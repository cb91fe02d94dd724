// The door of the query stages: syntax tree in, runnable statement out (binding, then planning, then
// closures).
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Execution.Modify;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Planning;

/// <summary>Compiles queries, modifications and expressions.</summary>
public static partial class StatementCompiler
{
    /// <summary>Query hints that change nothing here.</summary>
    private static readonly HashSet<OptimizerHintKind> IgnoredHints =
    [
        OptimizerHintKind.Recompile,
        OptimizerHintKind.HashGroup,
        OptimizerHintKind.OrderGroup,
        OptimizerHintKind.HashJoin,
        OptimizerHintKind.LoopJoin,
        OptimizerHintKind.MergeJoin,
        OptimizerHintKind.ForceOrder,
        OptimizerHintKind.MaxDop,
        OptimizerHintKind.KeepPlan,
        OptimizerHintKind.KeepFixedPlan,
        OptimizerHintKind.OptimizeFor,
        OptimizerHintKind.Fast,
        OptimizerHintKind.ConcatUnion,
        OptimizerHintKind.HashUnion,
        OptimizerHintKind.MergeUnion,
        OptimizerHintKind.RobustPlan,
        OptimizerHintKind.ExpandViews,
        OptimizerHintKind.MaxRecursion,
    ];

    /// <summary>True for the statements that <see cref="Compile"/> takes: SELECT (also INTO and assignment),
    /// INSERT (not … EXEC), UPDATE, DELETE, MERGE, TRUNCATE TABLE.</summary>
    public static bool CanCompile(TSqlStatement statement) =>
        statement
            is SelectStatement
                or InsertStatement
                or UpdateStatement
                or DeleteStatement
                or MergeStatement
                or TruncateTableStatement;

    /// <exception cref="SqlError">Binding errors: 207, 208, 209, 8120 …</exception>
    public static CompiledStatement Compile(TSqlStatement statement, IBindingScope scope)
    {
        var binder = new Binder(scope, new BindContext());
        if (statement is StatementWithCtesAndXmlNamespaces with)
        {
            Hints(with.OptimizerHints, binder);
            return binder.WithCtes(with.WithCtesAndXmlNamespaces, () => CompileCore(statement, binder));
        }

        return CompileCore(statement, binder);
    }

    /// <summary>An expression, converted implicitly to <paramref name="target"/> when given (as SET @x = …
    /// does).</summary>
    public static CompiledScalar CompileScalar(ScalarExpression expression, SqlType? target, IBindingScope scope)
    {
        var binder = new Binder(scope, new BindContext());
        var bound = binder.Scalar(expression, null);
        if (target is not null)
        {
            bound = Binder.Convert(bound, target);
        }

        return Scalar(bound, binder);
    }

    /// <summary>SET @x.modify(…): the variable's new value.</summary>
    public static CompiledScalar CompileMutator(
        VariableReference variable,
        string method,
        IList<ScalarExpression> parameters,
        IBindingScope scope
    )
    {
        var binder = new Binder(scope, new BindContext());
        var target = binder.Scalar(variable, null);
        return Scalar(binder.XmlModify(target, variable.Name, method, parameters, variable, null), binder);
    }

    private static CompiledScalar Scalar(BoundExpr bound, Binder binder)
    {
        if (bound is BoundConstant constant)
        {
            var value = constant.Value;
            return new CompiledScalar(bound.Type, _ => value);
        }

        if (bound is BoundVariable variable)
        {
            var slot = variable.Slot;
            return new CompiledScalar(bound.Type, context => context.Variables[slot]);
        }

        var planner = new Planner();
        var eval = planner.Compiler.Value(bound);
        var size = new FrameSize(binder.Context.SlotCount, planner.CacheCount);
        return new CompiledScalar(bound.Type, context => eval(size.NewFrame(context)));
    }

    /// <summary>A condition.</summary>
    public static CompiledPredicate CompilePredicate(BooleanExpression condition, IBindingScope scope)
    {
        var binder = new Binder(scope, new BindContext());
        var bound = binder.Predicate(condition, null);
        var planner = new Planner();
        var test = planner.Compiler.Condition(bound);
        var size = new FrameSize(binder.Context.SlotCount, planner.CacheCount);
        return new CompiledPredicate(context =>
            test(size.NewFrame(context)) switch
            {
                1 => true,
                0 => false,
                _ => null,
            }
        );
    }

    /// <summary>An insert of rows from outside into a table.</summary>
    /// <param name="target">The table (a NamedTableReference or VariableTableReference).</param>
    /// <param name="columns">Names of the target columns in the order of the rows' values; empty for all
    /// insertable columns in table order.</param>
    /// <param name="sourceTypes">Types of the rows' values.</param>
    /// <param name="keepIdentity">The rows bring values for the identity column.</param>
    /// <param name="firesTriggers">The target's INSERT triggers run.</param>
    /// <param name="scope">Where the target is found.</param>
    public static CompiledRowInsert CompileRowInsert(
        TableReference target,
        IReadOnlyList<string> columns,
        IReadOnlyList<SqlType> sourceTypes,
        bool keepIdentity,
        bool firesTriggers,
        IBindingScope scope
    )
    {
        var binder = new Binder(scope, new BindContext());
        var bound = binder.InsertRows(target, columns, sourceTypes, keepIdentity);
        var planner = new Planner();
        return new RowInsertRun(
            bound,
            planner.Compiler,
            () => new FrameSize(binder.Context.SlotCount, planner.CacheCount),
            keepIdentity,
            firesTriggers
        );
    }

    /// <summary>Names, types and nullability of the columns of a query, without running it: for views and
    /// inline functions.</summary>
    public static IReadOnlyList<SourceColumn> Describe(SelectStatement select, IBindingScope scope)
    {
        var binder = new Binder(scope, new BindContext());
        var query = binder.WithCtes(
            select.WithCtesAndXmlNamespaces,
            () => binder.Query(select.QueryExpression, null, new QueryUse { IsNested = true })
        );
        return [.. query.Columns.Select(c => new SourceColumn(c.Name, c.Type, c.IsNullable))];
    }

    /// <summary>True when rows of a view's query are rows of its tables: no grouping, DISTINCT, TOP or
    /// UNION.</summary>
    public static bool IsUpdatable(SelectStatement select, IBindingScope scope)
    {
        var binder = new Binder(scope, new BindContext());
        return binder.WithCtes(
                select.WithCtesAndXmlNamespaces,
                () => binder.Query(select.QueryExpression, null, new QueryUse { IsNested = true })
            )
            is BoundSelect { IsPlain: true, From: not null };
    }

    private static void Hints(IList<OptimizerHint> hints, Binder binder)
    {
        foreach (var hint in hints)
        {
            if (hint is LiteralOptimizerHint && hints.Count(h => h.HintKind == hint.HintKind) > 1)
            {
                throw new SqlError(
                    1042,
                    15,
                    1,
                    $"Conflicting {hint.HintKind.ToString().ToUpperInvariant()} optimizer hints specified."
                )
                {
                    Line = hint.StartLine,
                };
            }

            if (!IgnoredHints.Contains(hint.HintKind))
            {
                throw BindErrors.Unsupported($"the query hint {hint.HintKind}", hint);
            }

            if (hint.HintKind == OptimizerHintKind.MaxRecursion && hint is LiteralOptimizerHint { Value: IntegerLiteral literal })
            {
                binder.MaxRecursion = int.Parse(literal.Value, System.Globalization.CultureInfo.InvariantCulture);
            }
        }
    }

    private static CompiledStatement CompileCore(TSqlStatement statement, Binder binder)
    {
        var planner = new Planner();
        FrameSize Size() => new(binder.Context.SlotCount, planner.CacheCount);
        switch (statement)
        {
            case SelectStatement select:
                return Select(select, binder);
            case InsertStatement insert:
                var boundInsert = binder.Insert(insert.InsertSpecification, change => Nested(change, binder));
                return new InsertRun(
                    boundInsert,
                    boundInsert.Query is null ? null : planner.Plan(boundInsert.Query),
                    planner.Compiler,
                    Size
                );
            case UpdateStatement update:
                var boundUpdate = binder.Update(update.UpdateSpecification);
                return new UpdateRun(
                    boundUpdate,
                    update.UpdateSpecification.WhereClause?.Cursor is { } updated
                        ? Current(boundUpdate, updated)
                        : planner.Plan(boundUpdate.Query),
                    planner.Compiler,
                    Size,
                    ChildWriterOf
                );
            case DeleteStatement delete:
                var boundDelete = binder.Delete(delete.DeleteSpecification);
                return new DeleteRun(
                    boundDelete,
                    delete.DeleteSpecification.WhereClause?.Cursor is { } deleted
                        ? Current(boundDelete, deleted)
                        : planner.Plan(boundDelete.Query),
                    planner.Compiler,
                    Size,
                    ChildWriterOf
                );
            case MergeStatement merge:
                var boundMerge = binder.Merge(merge.MergeSpecification);
                return new MergeRun(boundMerge, planner.Plan(boundMerge.Query), planner.Compiler, Size, ChildWriterOf);
            case TruncateTableStatement truncate:
                var truncated = binder.TruncateTarget(truncate);
                return truncate.PartitionRanges.Count == 0
                    ? new TruncateRun(truncated)
                    : new TruncatePartitionsRun(truncated, binder.TruncatedPartitions(truncate), planner.Compiler, Size);
            default:
                throw BindErrors.Unsupported(statement.GetType().Name, statement);
        }
    }

    // The change in FROM runs when its first row is asked for; its OUTPUT rows are the INSERT's source.
    private static NestedChange Nested(DataModificationSpecification change, Binder around)
    {
        TSqlStatement statement = change switch
        {
            InsertSpecification insert => new InsertStatement { InsertSpecification = insert },
            UpdateSpecification update => new UpdateStatement { UpdateSpecification = update },
            DeleteSpecification delete => new DeleteStatement { DeleteSpecification = delete },
            MergeSpecification merge => new MergeStatement { MergeSpecification = merge },
            _ => throw BindErrors.Unsupported(change.GetType().Name, change),
        };
        var compiled = CompileCore(statement, around.ForNestedChange());
        return new NestedChange(
            [.. compiled.Columns.Select(static c => new OutputColumn(c.Name, c.Type, c.IsNullable))],
            context =>
            {
                var rows = new OutputRows();
                compiled.Run(context, rows);
                return rows.Rows;
            }
        );
    }

    // What writes the rows of a table that a cascade reaches.
    private static ChildWriter ChildWriterOf(NamedTable table, IBindingScope scope)
    {
        var binder = new Binder(scope, new BindContext());
        var planner = new Planner();
        var writer = new TableWriter(binder.CascadeTarget(table), planner.Compiler);
        return new ChildWriter(writer, new FrameSize(binder.Context.SlotCount, planner.CacheCount));
    }

    private static CurrentRow Current(BoundChange change, CursorId cursor) =>
        change.ViewRow is not null
            ? throw SqlError.Unsupported("WHERE CURRENT OF on a view with an INSTEAD OF trigger")
            : new CurrentRow(
                change.Target.Table,
                change.RowSlot,
                cursor.Name.ValueExpression is VariableReference variable ? variable.Name : cursor.Name.Value,
                cursor.IsGlobal,
                [
                    .. (change.Assignments ?? [])
                        .Where(static a => a.Ordinal >= 0)
                        .Select(a => change.Target.Definition.Columns[a.Ordinal].Name),
                ]
            );

    /// <summary>The query of a cursor.</summary>
    internal static CursorPlan CompileCursor(SelectStatement statement, IBindingScope scope)
    {
        var binder = new Binder(scope, new BindContext());
        Hints(statement.OptimizerHints, binder);
        return binder.WithCtes(statement.WithCtesAndXmlNamespaces, () => Cursor(statement, binder));
    }

    private static CursorPlan Cursor(SelectStatement statement, Binder binder)
    {
        if (statement.Into is not null)
        {
            throw new SqlError(154, 15, 3, "a INTO clause is not allowed in a cursor declaration.")
            {
                Line = statement.StartLine,
            };
        }

        var assignments = new List<VariableAssignment>();
        var query = binder.Query(statement.QueryExpression, null, new QueryUse { Assignments = assignments });
        if (assignments.Count > 0)
        {
            throw new SqlError(154, 15, 3, "variable assignment is not allowed in a cursor declaration.")
            {
                Line = statement.StartLine,
            };
        }

        var scans = CursorScans(query);
        var isOrdered = query.OrderBy.Count == 0 || (scans is [var only] && IsOrderOfIndex(query, only));
        var planner = new Planner();
        var plan = planner.Plan(query);
        return new CursorPlan(
            plan,
            planner.Compiler.Values(query.Projection),
            [.. query.Columns.Select(static c => new ResultColumn(c.Name, c.Type, c.IsNullable, c.IsIdentity))],
            [.. scans.Select(static s => new CursorSource(s.Table, s.Slot, UniqueIndex(s.Table.Definition)))],
            new FrameSize(binder.Context.SlotCount, planner.CacheCount)
        )
        {
            IsOrderedByIndex = isOrdered,
        };
    }

    private static IndexDef? UniqueIndex(TableDef table) =>
        table
            .Indexes.Where(static i => i.IsUnique && !i.IsDisabled && i.Filter is null)
            .OrderBy(static i => i.IndexId)
            .FirstOrDefault();

    // The tables whose rows make those of a query, one for one; none when the query groups, limits or
    // combines.
    private static List<BoundScan> CursorScans(BoundQuery query)
    {
        var scans = new List<BoundScan>();
        return
            query is BoundSelect { Grouping: null, DistinctSlot: < 0, Windows.Count: 0, IsLimited: false, From: { } from }
            && Collect(from, scans)
            ? scans
            : [];
    }

    private static bool Collect(BoundFrom from, List<BoundScan> scans)
    {
        switch (from)
        {
            case BoundScan scan:
                scans.Add(scan);
                return true;
            case BoundJoin { IsApply: false } join:
                return Collect(join.Left, scans) && Collect(join.Right, scans);
            case BoundDerived
            {
                Computed.Count: 0,
                Query: BoundSelect { Grouping: null, DistinctSlot: < 0, Windows.Count: 0, IsLimited: false, From: { } inner },
            }:
                return Collect(inner, scans);
            default:
                return false;
        }
    }

    private static bool IsOrderOfIndex(BoundQuery query, BoundScan scan)
    {
        bool Fits(IndexDef index)
        {
            if (index.Filter is not null || index.IsDisabled || index.KeyColumns.Length < query.OrderBy.Count)
            {
                return false;
            }

            var turned = query
                .OrderBy.Select(
                    (o, i) =>
                        o.Expression is BoundColumn column
                        && column.Slot == scan.Slot
                        && column.Ordinal == index.KeyColumns[i].Ordinal
                            ? o.Descending != index.KeyColumns[i].IsDescending
                            : (bool?)null
                )
                .ToList();
            return turned.TrueForAll(t => t is not null && t == turned[0]);
        }

        return scan.Table.Definition.Indexes.Any(Fits);
    }

    private static CompiledStatement Select(SelectStatement statement, Binder binder)
    {
        var assignments = new List<VariableAssignment>();
        var query = binder.Query(
            statement.QueryExpression,
            null,
            new QueryUse { Assignments = assignments, IsInto = statement.Into is not null }
        );
        if (statement.ComputeClauses.Count > 0)
        {
            throw BindErrors.Unsupported("COMPUTE", statement);
        }

        var planner = new Planner();
        var plan = planner.PlanStatement(query);
        var values = planner.Compiler.Values(query.Projection);
        var size = new FrameSize(binder.Context.SlotCount, planner.CacheCount);
        if (assignments.Count > 0)
        {
            return new AssignmentRun(plan, values, assignments, size);
        }

        var columns = query.Columns.Select(c => new ResultColumn(c.Name, c.Type, c.IsNullable, c.IsIdentity)).ToList();
        if (statement.Into is { } into)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                if (columns[i].Name.Length == 0)
                {
                    throw BindErrors.Make(
                        1038,
                        5,
                        "An object or column name is missing or empty. For SELECT INTO statements, verify each column has a name. For other statements, look for empty alias names. Aliases defined as \"\" or [] are not allowed. Change the alias to a valid name.",
                        statement
                    );
                }
            }

            return new SelectIntoRun(into, columns, [.. query.Columns.Select(static c => c.NewIdentity)], plan, values, size);
        }

        return new SelectRun(plan, values, columns, size, skipNull: query is BoundSerializedQuery);
    }
}
