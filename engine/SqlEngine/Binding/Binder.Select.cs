// Binding of one SELECT block, clause by clause in the order in which they take effect.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    private BoundSelect Select(QuerySpecification block, NameScope? outer, QueryUse use)
    {
        var savedPlace = _place;
        var savedWindow = _isInWindow;
        _place = Place.Elsewhere;
        _isInWindow = false;
        try
        {
            return use.IsNested || outer is not null
                ? WithoutSequences((11719, Nowhere), () => SelectCore(block, outer, use))
                : SelectCore(block, outer, use);
        }
        finally
        {
            _place = savedPlace;
            _isInWindow = savedWindow;
        }
    }

    private BoundSelect SelectCore(QuerySpecification block, NameScope? outer, QueryUse use)
    {
        var names = new NameScope(outer);
        var select = new BoundSelect
        {
            From = block.FromClause is null ? null : From(block.FromClause.TableReferences, names, outer),
        };
        var fromSlots = select.From?.Slots() ?? [];
        select.Where = block.WhereClause is null
            ? null
            : At(Place.Where, () => Predicate(block.WhereClause.SearchCondition, names));

        var sequences = _sequenceUses;
        var items = SelectList(block, names, use);
        if (_sequenceUses != sequences)
        {
            RequireSequencePlace(block, sequences);
        }

        select.Projection = [.. items.Select(i => i.Expression)];
        select.Having = block.HavingClause is null
            ? null
            : At(Place.Having, () => Predicate(block.HavingClause.SearchCondition, names));
        var orderBy = block.OrderByClause is null
            ? []
            : block.OrderByClause.OrderByElements.Select((e, i) => OrderBy(e, i + 1, items, names)).ToList();

        Group(select, block, names, fromSlots, orderBy);
        PlaceWindows(select, orderBy);

        select.Columns =
        [
            .. items.Select(
                (item, i) =>
                    new OutputColumn(
                        item.Name,
                        select.Projection[i].Type,
                        select.Projection[i].IsNullable,
                        item.IsIdentity,
                        IsJson(select.Projection[i])
                    )
                    {
                        Source = block.ForClause is null ? null : SourceOf(item.Expression, names),
                        NewIdentity = item.NewIdentity,
                    }
            ),
        ];
        if (block.UniqueRowFilter == UniqueRowFilter.Distinct)
        {
            MakeDistinct(select, orderBy, block);
        }

        select.OrderBy = orderBy;
        BindTop(select, block, outer);
        BindOffset(select, block.OffsetClause, outer);
        return select;
    }

    private static string? SourceOf(BoundExpr item, NameScope names) =>
        item is BoundColumn column
            ? names.Sources.Find(s => s.Columns.Any(c => c.Slot == column.Slot && c.Ordinal == column.Ordinal))?.ExposedName
            : null;

    private void BindTop(BoundQuery query, QuerySpecification block, NameScope? outer)
    {
        if (block.TopRowFilter is { } top)
        {
            if (block.OffsetClause is not null)
            {
                throw new SqlError(10741, 15, 2, "A TOP can not be used in the same query or sub-query as a OFFSET.")
                {
                    Line = top.StartLine,
                };
            }

            BindTop(query, top, outer);
            if (top.WithTies && block.OrderByClause is null)
            {
                throw BindErrors.Make(
                    1062,
                    1,
                    "The TOP N WITH TIES clause is not allowed without a corresponding ORDER BY clause.",
                    top
                );
            }
        }
    }

    private void BindTop(BoundQuery query, TopRowFilter top, NameScope? outer)
    {
        query.Top = Convert(Scalar(top.Expression, outer), top.Percent ? SqlType.Float : SqlType.BigInt, isExplicit: true);
        query.TopPercent = top.Percent;
        query.TopWithTies = top.WithTies;
    }

    private sealed record SelectItem(string Name, BoundExpr Expression, bool IsIdentity)
    {
        public IdentityDef? NewIdentity { get; init; }
    }

    private SelectItem IdentityItem(IdentityFunctionCall call, string name)
    {
        static decimal Number(ScalarExpression? value) =>
            value switch
            {
                null => 1,
                Literal literal => decimal.Parse(literal.Value, System.Globalization.CultureInfo.InvariantCulture),
                UnaryExpression { UnaryExpressionType: UnaryExpressionType.Negative } minus => -Number(minus.Expression),
                _ => throw BindErrors.Unsupported("an IDENTITY seed or increment that is not a number", value),
            };
        return new SelectItem(name, new BoundConstant(SqlValue.Null, CastType(call.DataType)), false)
        {
            NewIdentity = new IdentityDef(Number(call.Seed), Number(call.Increment)),
        };
    }

    private List<SelectItem> SelectList(QuerySpecification block, NameScope names, QueryUse use)
    {
        var items = new List<SelectItem>();
        foreach (var element in block.SelectElements)
        {
            switch (element)
            {
                case SelectStarExpression star:
                    if (use.IsExists && star.Qualifier is null)
                    {
                        items.Add(new SelectItem("", new BoundConstant(SqlValue.FromInt64(1), SqlType.Int), false));
                        break;
                    }

                    items.AddRange(Star(star, names));
                    break;
                case SelectScalarExpression { Expression: IdentityFunctionCall identity } made when use.IsInto:
                    items.Add(IdentityItem(identity, made.ColumnName?.Value ?? ""));
                    break;
                case SelectScalarExpression scalar:
                    var bound = At(Place.SelectList, () => Scalar(scalar.Expression, names));
                    var name =
                        scalar.ColumnName?.Value
                        ?? (
                            scalar.Expression is ColumnReferenceExpression c
                                ? c.MultiPartIdentifier?.Identifiers[^1].Value ?? "$action"
                                : ""
                        );
                    items.Add(new SelectItem(name, bound, bound is BoundColumn { IsIdentity: true }));
                    break;
                case SelectSetVariable set when use.Assignments is not null:
                    items.Add(new SelectItem("", Assignment(set, names, use.Assignments, items.Count), false));
                    break;
                case SelectSetVariable set:
                    throw new SqlError(102, 15, 1, "Incorrect syntax near '='.") { Line = set.StartLine };
                default:
                    throw BindErrors.Unsupported(element.GetType().Name, element);
            }
        }

        if (use.Assignments is { Count: > 0 } && use.Assignments.Count != items.Count)
        {
            throw new SqlError(
                141,
                15,
                1,
                "A SELECT statement that assigns a value to a variable must not be combined with data-retrieval operations."
            )
            {
                Line = block.StartLine,
            };
        }

        return items;
    }

    private BoundExpr Assignment(SelectSetVariable set, NameScope names, List<VariableAssignment> assignments, int ordinal)
    {
        var variable = Scope.FindVariable(set.Variable.Name) ?? throw BindErrors.UndeclaredVariable(set.Variable.Name, set);
        var value = At(Place.SelectList, () => Scalar(set.Expression, names));
        if (set.AssignmentKind != AssignmentKind.Equals)
        {
            value = MakeBinary(
                CompoundOperator(set.AssignmentKind, set),
                new BoundVariable(variable.Slot, set.Variable.Name, variable.Type),
                value
            );
        }

        assignments.Add(new VariableAssignment(variable.Slot, ordinal));
        return Convert(value, variable.Type);
    }

    /// <summary>The operator of +=, -= and their kin.</summary>
    public static BinaryExpressionType CompoundOperator(AssignmentKind kind, TSqlFragment at) =>
        kind switch
        {
            AssignmentKind.AddEquals => BinaryExpressionType.Add,
            AssignmentKind.SubtractEquals => BinaryExpressionType.Subtract,
            AssignmentKind.MultiplyEquals => BinaryExpressionType.Multiply,
            AssignmentKind.DivideEquals => BinaryExpressionType.Divide,
            AssignmentKind.ModEquals => BinaryExpressionType.Modulo,
            AssignmentKind.BitwiseAndEquals => BinaryExpressionType.BitwiseAnd,
            AssignmentKind.BitwiseOrEquals => BinaryExpressionType.BitwiseOr,
            AssignmentKind.BitwiseXorEquals => BinaryExpressionType.BitwiseXor,
            _ => throw BindErrors.Unsupported($"the assignment {kind}", at),
        };

    /// <summary>A compound assignment as an expression: variable op value.</summary>
    public static BoundExpr Compound(AssignmentKind kind, BoundExpr target, BoundExpr value, TSqlFragment at) =>
        kind == AssignmentKind.Equals ? value : MakeBinary(CompoundOperator(kind, at), target, value);

    private static IEnumerable<SelectItem> Star(SelectStarExpression star, NameScope names)
    {
        if (names.Sources.Count == 0)
        {
            throw BindErrors.StarWithoutFrom(star);
        }

        IEnumerable<NamedColumns> sources = names.Sources;
        if (star.Qualifier is { } qualifier)
        {
            IReadOnlyList<Identifier> parts = [.. qualifier.Identifiers, new Identifier { Value = "*" }];
            sources = names.Sources.Where(s => NameScope.Matches(s, parts)).ToList();
            if (!sources.Any())
            {
                throw BindErrors.UnknownPrefix(string.Join('.', qualifier.Identifiers.Select(i => i.Value)), star);
            }
        }

        foreach (var source in sources.Where(static s => s.Read is not null))
        {
            foreach (var column in source.Columns)
            {
                source.Read!(column.Name);
            }
        }

        return sources.SelectMany(s => s.Columns).Select(c => new SelectItem(c.Name, RequireValue(c, star), c.IsIdentity));
    }

    /// <summary>An ORDER BY item: position, name of an output column, or any expression over the
    /// sources.</summary>
    private OrderItem OrderBy(ExpressionWithSortOrder item, int number, List<SelectItem> items, NameScope names)
    {
        var descending = item.SortOrder == SortOrder.Descending;
        if (item.Expression is Literal { LiteralType: not LiteralType.Integer })
        {
            throw BindErrors.Make(408, 1, $"A constant expression was encountered in the ORDER BY list, position {number}.", item);
        }

        if (item.Expression is IntegerLiteral position)
        {
            return new OrderItem(AtPosition([.. items.Select(i => i.Expression)], position), descending);
        }

        if (item.Expression is ColumnReferenceExpression { MultiPartIdentifier.Identifiers: [var name], Collation: null })
        {
            var matches = items.Where(i => string.Equals(i.Name, name.Value, StringComparison.OrdinalIgnoreCase)).ToList();
            if (matches.Count > 1 && matches.Select(m => m.Expression.Key).Distinct(StringComparer.Ordinal).Count() > 1)
            {
                throw BindErrors.AmbiguousColumn(name.Value, item);
            }

            if (matches.Count > 0)
            {
                return new OrderItem(matches[0].Expression, descending);
            }
        }

        var expression = At(Place.OrderBy, () => Scalar(item.Expression, names));
        RequireCollation(expression.Type, "ORDER BY", 1, item);
        return new OrderItem(expression, descending);
    }

    private void MakeDistinct(BoundSelect select, List<OrderItem> orderBy, QuerySpecification block)
    {
        foreach (var column in select.Columns)
        {
            if (column.Type.Kind is SqlTypeKind.Xml or SqlTypeKind.Text or SqlTypeKind.NText or SqlTypeKind.Image)
            {
                throw BindErrors.Make(
                    421,
                    1,
                    $"The {TypeRules.Name(column.Type)} data type cannot be selected as DISTINCT because it is not comparable.",
                    block
                );
            }
        }

        select.DistinctSlot = Context.NewSlot();
        select.DistinctValues = select.Projection;
        select.Projection = RowColumns(select.DistinctSlot, select.Columns);
        for (var i = 0; i < orderBy.Count; i++)
        {
            var at = select.DistinctValues.FindIndex(v => v.Key == orderBy[i].Expression.Key);
            orderBy[i] =
                at >= 0
                    ? orderBy[i] with
                    {
                        Expression = select.Projection[at],
                    }
                    : throw BindErrors.OrderByNotInDistinct(block.OrderByClause);
        }
    }
}
