// Binding of function calls: built-in, user-defined, aggregates, and methods of xml values.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;
using AxMonitor.Engine.Xml;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using FunctionCall = Microsoft.SqlServer.TransactSql.ScriptDom.FunctionCall;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    private BoundExpr Function(FunctionCall call, NameScope? names)
    {
        var name = call.FunctionName.Value;
        if (call.CallTarget is not null)
        {
            return Method(call, name, names);
        }

        if (call.OverClause is not null || call.WithinGroupClause is not null)
        {
            return WindowCall(call, names);
        }

        if (AggregateFunctions.IsAggregate(name) || name.ToUpperInvariant() is "GROUPING" or "GROUPING_ID")
        {
            return Aggregate(call, names);
        }

        if (IsRankingName(name))
        {
            throw BindErrors.Make(10753, 1, $"The function '{name}' must have an OVER clause.", call);
        }

        if (name.Equals("ISNULL", StringComparison.OrdinalIgnoreCase) && call.Parameters.Count == 2)
        {
            return Conditional(() => IsNull(Scalar(call.Parameters[0], names), Scalar(call.Parameters[1], names)));
        }

        if (name.ToUpperInvariant() is "UPDATE" or "COLUMNS_UPDATED" && Scope.TriggerTable is null)
        {
            throw BindErrors.OutsideTrigger(call);
        }

        if (TakesDatePart(name) && call.Parameters is [not IdentifierLiteral, ..])
        {
            throw new SqlError(1023, 15, 1, $"Invalid parameter 1 specified for {name.ToLowerInvariant()}.")
            {
                Line = call.StartLine,
            };
        }

        return name.Equals("CHOOSE", StringComparison.OrdinalIgnoreCase)
            ? Conditional(() => Call(name, Arguments(call, names), call))
            : Call(name, Arguments(call, names), call);
    }

    private List<BoundExpr> Arguments(FunctionCall call, NameScope? names) =>
        [.. call.Parameters.Select(p => p is IdentifierLiteral part ? DatePart(part) : Scalar(p, names))];

    private static bool TakesDatePart(string name) =>
        name.ToUpperInvariant() is "DATEADD" or "DATEDIFF" or "DATEDIFF_BIG" or "DATEPART" or "DATENAME";

    /// <summary>The parser makes a literal of the word in front: a date part is no column.</summary>
    private static BoundConstant DatePart(IdentifierLiteral part) =>
        new(SqlValue.FromString(part.Value), SqlType.NVarChar(Math.Max(1, part.Value.Length)));

    /// <summary>$PARTITION.function(value): the number of the partition that the value belongs to.</summary>
    private BoundCall PartitionNumber(PartitionFunctionCall call, NameScope? names)
    {
        var function =
            Scope.FindPartitionFunction(call.DatabaseName?.Value, call.FunctionName.Value)
            ?? throw BindErrors.InvalidObject(call.FunctionName.Value, call);
        if (call.Parameters.Count != 1)
        {
            throw BindErrors.Make(174, 1, $"The {function.Name} function requires 1 argument(s).", call);
        }

        var number = new BoundFunction(SqlType.Int, true, (a, _) => SqlValue.FromInt64(function.PartitionOf(a[0])));
        return new BoundCall(
            "$PARTITION." + (call.DatabaseName?.Value ?? "") + "." + function.Name,
            number,
            [Convert(Scalar(call.Parameters[0], names), function.Type)]
        );
    }

    private static BoundExpr IsNull(BoundExpr value, BoundExpr replacement)
    {
        if (value is BoundConstant { IsUntypedNull: true })
        {
            return replacement;
        }

        return new BoundIsNullFunction(value, Convert(replacement, value.Type), value.Type);
    }

    /// <summary>schema.function(…), or value/query/exist of an xml column, variable or
    /// expression.</summary>
    private BoundExpr Method(FunctionCall call, string name, NameScope? names)
    {
        var isXmlMethod = name is "value" or "query" or "exist" or "nodes" or "modify";
        switch (call.CallTarget)
        {
            case MultiPartIdentifierCallTarget { MultiPartIdentifier.Identifiers: var parts }
                when !isXmlMethod || (parts.Count == 1 && Scope.FindScalarFunction(parts[0].Value, name) is not null):
                var schema = parts[^1].Value;
                var function = parts.Count == 1 ? Scope.FindScalarFunction(schema, name) : null;
                return function is null
                    ? throw BindErrors.UnknownUserFunction(schema, name, call)
                    : UserCall(function, call, names);
            case MultiPartIdentifierCallTarget { MultiPartIdentifier.Identifiers: var parts }:
                return XmlMethod(
                    name,
                    names is null ? throw BindErrors.InvalidColumn(parts[^1].Value, call) : names.Resolve([.. parts], call),
                    call,
                    names
                );
            case ExpressionCallTarget target when isXmlMethod:
                return XmlMethod(name, Scalar(target.Expression, names), call, names);
            default:
                throw BindErrors.Unsupported($"the method {name}()", call);
        }
    }

    // @t.a: no type of this server has properties, and a table variable is no scalar.
    private SqlError NoProperty(UserDefinedTypePropertyAccess property, NameScope? names)
    {
        if (property.CallTarget is not ExpressionCallTarget { Expression: { } target })
        {
            return BindErrors.Unsupported("a property of a type", property);
        }

        return target is VariableReference { Name: var name } && Scope.FindTableVariable(name) is not null
            ? BindErrors.UndeclaredVariable(name, property)
            : new SqlError(258, 15, 1, $"Cannot call methods on {TypeRules.Name(Scalar(target, names).Type)}.")
            {
                Line = property.StartLine,
            };
    }

    private BoundExpr UserCall(ScalarFunctionInfo function, FunctionCall call, NameScope? names)
    {
        if (call.Parameters.Count > function.Parameters.Count)
        {
            throw BindErrors.TooManyArguments(function.Name, call);
        }

        if (call.Parameters.Count < function.Parameters.Count)
        {
            throw BindErrors.TooFewArguments(function.Name, call);
        }

        var arguments = new List<BoundExpr>();
        for (var i = 0; i < call.Parameters.Count; i++)
        {
            arguments.Add(Argument(call.Parameters[i], function.Parameters[i], names));
        }

        return new BoundUserCall(function, arguments);
    }

    /// <summary>An argument converted to its parameter's type; the keyword DEFAULT takes the parameter's
    /// default.</summary>
    private BoundExpr Argument(ScalarExpression argument, FunctionParameter parameter, NameScope? names)
    {
        if (argument is DefaultLiteral)
        {
            return parameter.Default is null
                ? new BoundConstant(SqlValue.Null, parameter.Type)
                : Convert(Scalar(parameter.Default, null), parameter.Type);
        }

        return Convert(Scalar(argument, names), parameter.Type);
    }

    private BoundExpr XmlMethod(string name, BoundExpr target, FunctionCall call, NameScope? names)
    {
        RequireXml(target, name, call);
        var method = CompileXml(name, call.Parameters, call, names, out var references);
        return new BoundXmlCall(
            name + ":" + string.Join('|', call.Parameters.OfType<StringLiteral>().Select(s => s.Value)),
            method,
            target,
            references
        );
    }

    private static void RequireXml(BoundExpr target, string name, TSqlFragment at)
    {
        if (target.Type.Kind != SqlTypeKind.Xml)
        {
            throw new SqlError(258, 15, 1, $"Cannot call methods on {TypeRules.Name(target.Type)}.") { Line = at.StartLine };
        }

        if (name == "modify")
        {
            throw BindErrors.Make(
                8137,
                1,
                "Incorrect use of the XML data type method 'modify'. A non-mutator method is expected in this context.",
                at
            );
        }
    }

    private CompiledXmlMethod CompileXml(
        string name,
        IList<ScalarExpression> parameters,
        TSqlFragment at,
        NameScope? names,
        out IReadOnlyList<BoundExpr> references
    )
    {
        var wrong = string.Join(", ", QuerySettings.Current.WrongForIndexes);
        if (wrong.Length > 0)
        {
            throw BindErrors.WrongOptions("SELECT", wrong);
        }

        var expected = name == "value" ? 2 : 1;
        if (parameters.Count != expected)
        {
            throw BindErrors.Make(174, 1, $"The {name} function requires {expected} argument(s).", at);
        }

        if (parameters[0] is not StringLiteral query || parameters[^1] is not StringLiteral last)
        {
            throw BindErrors.Make(
                8172,
                1,
                $"The argument {1} of the XML data type method \"{name}\" must be a string literal.",
                at
            );
        }

        var bound = new List<BoundExpr>();
        BoundExpr Resolve(XQueryReference r)
        {
            if (r.IsVariable)
            {
                return Variable(r.Name, at);
            }

            var parts = r.Name.Split('.').Select(p => new Identifier { Value = p.Trim('[', ']') }).ToList();
            return names is null ? throw BindErrors.InvalidColumn(r.Name, at) : names.Resolve(parts, at);
        }

        var compiled = XmlMethods.Compile(
            name,
            query.Value,
            name == "value" ? XmlValueType(last.Value, at) : null,
            _namespaces,
            r => Resolve(r).Type
        );
        foreach (var reference in compiled.References)
        {
            bound.Add(Resolve(reference));
        }

        references = bound;
        return compiled;
    }

    /// <summary>The type named in value('…', 'type'), parsed as the type of a CAST.</summary>
    private SqlType XmlValueType(string text, TSqlFragment at)
    {
        using var reader = new StringReader($"SELECT CAST(NULL AS {text})");
        var fragment = new TSql130Parser(true).Parse(reader, out var errors);
        if (
            errors.Count == 0
            && fragment
                is TSqlScript
            {
                Batches: [
                {
                    Statements: [
                                SelectStatement
                    {
                        QueryExpression: QuerySpecification
                        {
                            SelectElements: [SelectScalarExpression { Expression: CastCall cast }]
                        }
                    },
                            ]
                },
                    ]
            }
        )
        {
            return TypeRules.FromDeclaration(cast.DataType) ?? Scope.ResolveType(cast.DataType);
        }

        throw BindErrors.Make(243, 1, $"Type {text} is not a defined system type.", at);
    }

    private BoundExpr Aggregate(FunctionCall call, NameScope? names)
    {
        var name = call.FunctionName.Value;
        if (!AggregatesAllowed)
        {
            throw _place switch
            {
                Place.Where => BindErrors.AggregateInWhere(call),
                Place.On => BindErrors.AggregateInOn(call),
                Place.GroupBy => BindErrors.AggregateInGroupBy(call),
                Place.AggregateArgument => BindErrors.NestedAggregate(call),
                Place.Set => BindErrors.AggregateInSet(call),
                _ => new SqlError(147, 15, 1, "An aggregate may not appear here.") { Line = call.StartLine },
            };
        }

        var isDistinct = call.UniqueRowFilter == UniqueRowFilter.Distinct;
        if (name.ToUpperInvariant() is "GROUPING" or "GROUPING_ID")
        {
            var columns = call.Parameters.Select(p => At(Place.GroupBy, () => Scalar(p, names))).ToList();
            return new BoundGroupingCall(
                name,
                columns,
                name.Equals("GROUPING", StringComparison.OrdinalIgnoreCase) ? SqlType.TinyInt : SqlType.Int
            );
        }

        var argument = AggregateArgument(call, names);
        var aggregate =
            AggregateFunctions.Bind(name, argument is null ? [] : [argument.Type])
            ?? throw BindErrors.UnknownFunction(name, call);
        return new BoundAggregateCall(name, aggregate, argument, isDistinct, aggregate.ResultType);
    }

    private BoundExpr? AggregateArgument(FunctionCall call, NameScope? names)
    {
        if (call.Parameters is [ColumnReferenceExpression { ColumnType: ColumnType.Wildcard }])
        {
            return null;
        }

        if (call.Parameters.Count != 1)
        {
            throw BindErrors.Make(174, 1, $"The {call.FunctionName.Value} function requires 1 argument(s).", call);
        }

        var argument = At(Place.AggregateArgument, () => Scalar(call.Parameters[0], names));
        return argument is BoundConstant { IsUntypedNull: true }
            ? throw BindErrors.Make(
                8117,
                1,
                $"Operand data type NULL is invalid for {call.FunctionName.Value.ToLowerInvariant()} operator.",
                call
            )
            : argument;
    }
}
