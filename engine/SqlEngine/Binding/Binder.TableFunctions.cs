// Table-valued functions in FROM: inline ones are merged, others become row sources with arguments.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;
using AxMonitor.Engine.Xml;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    private BoundFrom FunctionSource(SchemaObjectFunctionTableReference function, NameScope names, NameScope? outer)
    {
        var name = function.SchemaObject;
        if (name.BaseIdentifier.Value == "nodes" && name.Identifiers.Count > 1)
        {
            IReadOnlyList<Identifier> column = [.. name.Identifiers.Take(name.Identifiers.Count - 1)];
            var target = outer is null
                ? throw BindErrors.Unbound(string.Join('.', column.Select(c => c.Value)), function)
                : outer.Resolve(column, function);
            return Nodes("nodes", target, function.Parameters, function, names, outer);
        }

        var text = string.Join('.', name.Identifiers.Select(i => i.Value));
        var alias = function.Alias?.Value ?? name.BaseIdentifier.Value;
        switch (Scope.FindTableFunction(name))
        {
            case InlineTableFunction inline:
                CheckArguments(text, function.Parameters.Count, inline.Parameters, function);
                var binder = new Binder(inline.Scope, Context);
                for (var i = 0; i < inline.Parameters.Count; i++)
                {
                    var parameter = inline.Parameters[i];
                    if (parameter.TableType is { } type)
                    {
                        binder._tableParameters[parameter.Name] = TableArgument(function.Parameters[i], type, function);
                        continue;
                    }

                    binder._parameters[parameter.Name] =
                        i < function.Parameters.Count
                            ? At(Place.Elsewhere, () => Argument(function.Parameters[i], parameter, outer))
                            : new BoundConstant(SqlValue.Null, parameter.Type);
                }

                return Derived(
                    binder.Module(inline.Name, inline.Select, function),
                    alias,
                    Names(function.Columns),
                    names,
                    function
                );
            case RowFunction rows:
                CheckArguments(text, function.Parameters.Count, rows.Parameters, function);
                return RowSource(rows, alias, [], Names(function.Columns), function.Parameters, names, function, outer);
            case null:
                throw Scope.FindTable(name) is null
                    ? BindErrors.InvalidObject(text, function)
                    : BindErrors.Make(
                        215,
                        1,
                        $"Parameters supplied for object '{text}' which is not a function. "
                            + "If the parameters are intended as a table hint, a WITH keyword is required.",
                        function
                    );
            case var other:
                throw BindErrors.Unsupported($"{other.GetType().Name} as a function", function);
        }
    }

    // A table variable of the caller, or a table-valued parameter of the function it stands in.
    private NamedTable? TableVariable(string name) => _tableParameters.GetValueOrDefault(name) ?? Scope.FindTableVariable(name);

    private NamedTable TableArgument(ScalarExpression argument, TableTypeDef type, TSqlFragment at)
    {
        if (argument is VariableReference variable && TableVariable(variable.Name) is { } table)
        {
            return table.Definition.ObjectId == type.Table.ObjectId
                ? table with
                {
                    IsReadOnly = true,
                }
                : throw BindErrors.Make(206, 2, $"Operand type clash: table is incompatible with {type.Name}", at);
        }

        var given = TypeRules.Name(Scalar(argument, null).Type);
        throw BindErrors.Make(206, 2, $"Operand type clash: {given} is incompatible with {type.Name}", at);
    }

    private static void CheckArguments(string name, int count, IReadOnlyList<FunctionParameter> parameters, TSqlFragment at)
    {
        if (count > parameters.Count)
        {
            throw BindErrors.TooManyArguments(name, at);
        }

        if (count < parameters.Count(p => !p.IsOptional))
        {
            throw BindErrors.TooFewArguments(name, at);
        }
    }

    private BoundRows RowSource(
        RowFunction function,
        string alias,
        IReadOnlyList<string> qualifiers,
        List<string> columnNames,
        IList<ScalarExpression> arguments,
        NameScope names,
        TSqlFragment at,
        NameScope? outer = null
    )
    {
        var slot = Context.NewSlot();
        var bound = function
            .Parameters.Select(
                (p, i) =>
                    i < arguments.Count
                        ? At(Place.Elsewhere, () => Argument(arguments[i], p, outer))
                        : new BoundConstant(SqlValue.Null, p.Type)
            )
            .ToList();
        AddRowColumns(slot, function.Columns, alias, qualifiers, columnNames, names, at);
        return new BoundRows(slot, function.Columns.Count, function.Name, bound, function.Rows, function.KeyOrdinal);
    }

    private static void AddRowColumns(
        int slot,
        IReadOnlyList<SourceColumn> source,
        string alias,
        IReadOnlyList<string> qualifiers,
        List<string> columnNames,
        NameScope names,
        TSqlFragment at
    )
    {
        if (columnNames.Count > 0 && columnNames.Count != source.Count)
        {
            throw columnNames.Count < source.Count
                ? BindErrors.ColumnListLonger(alias, at)
                : BindErrors.ColumnListShorter(alias, at);
        }

        var columns = source
            .Select((c, i) => (Name: columnNames.Count > 0 ? columnNames[i] : c.Name, Column: c))
            .Select(
                (c, i) =>
                    new BoundColumn(slot, i, c.Name, c.Column.Type, c.Column.IsNullable)
                    {
                        DisplayName = string.Join('.', [.. qualifiers, alias, c.Name]),
                        IsNode = c.Column.IsNode,
                    }
            )
            .ToList();
        names.Add(
            new NamedColumns
            {
                Alias = alias,
                Qualifiers = qualifiers,
                Columns = columns,
                TableName = alias,
            },
            at
        );
    }

    private BoundRows BuiltInFunction(
        string name,
        IList<ScalarExpression> parameters,
        TableReferenceWithAlias at,
        NameScope names,
        NameScope? outer
    )
    {
        var arguments = parameters.Select(p => At(Place.Elsewhere, () => Scalar(p, outer))).ToList();
        var function = TableFunctions.Bind(name, [.. arguments.Select(a => a.Type)]) ?? throw BindErrors.InvalidObject(name, at);
        return BoundFunctionRows(function, name, arguments, at, names);
    }

    private BoundRows BoundFunctionRows(
        BoundTableFunction function,
        string name,
        List<BoundExpr> arguments,
        TableReferenceWithAlias at,
        NameScope names
    )
    {
        var slot = Context.NewSlot();
        var columnNames = at is TableReferenceWithAliasAndColumns withColumns ? Names(withColumns.Columns) : [];
        AddRowColumns(
            slot,
            [.. function.Columns.Select(c => new SourceColumn(c.Name, c.Type, c.IsNullable))],
            // Without an alias its columns are known by their own names only.
            at.Alias?.Value ?? "",
            [],
            columnNames,
            names,
            at
        );
        return new BoundRows(
            slot,
            function.Columns.Count,
            name,
            arguments,
            (context, values) => function.Rows(values, context.Functions)
        );
    }

    private BoundRows OpenJsonSource(OpenJsonTableReference json, NameScope names, NameScope? outer)
    {
        var arguments = new List<BoundExpr> { At(Place.Elsewhere, () => Scalar(json.Variable, outer)) };
        if (json.RowPattern is not null)
        {
            arguments.Add(Scalar(json.RowPattern, outer));
        }

        var types = arguments.Select(a => a.Type).ToList();
        if (json.SchemaDeclarationItems.Count == 0)
        {
            return BoundFunctionRows(OpenJson.DefaultSchema(types), "OPENJSON", arguments, json, names);
        }

        var columns = json
            .SchemaDeclarationItems.Select(i => new OpenJsonColumn(
                i.ColumnDefinition.ColumnIdentifier.Value,
                TypeRules.FromDeclaration(i.ColumnDefinition.DataType) ?? Scope.ResolveType(i.ColumnDefinition.DataType),
                (i.Mapping as StringLiteral)?.Value,
                i.AsJson
            ))
            .ToList();
        return BoundFunctionRows(OpenJson.WithSchema(types, columns), "OPENJSON", arguments, json, names);
    }

    private BoundRows Nodes(
        string method,
        BoundExpr target,
        IList<ScalarExpression> parameters,
        TableReferenceWithAliasAndColumns at,
        NameScope names,
        NameScope? outer
    )
    {
        RequireXml(target, method, at);
        var compiled = CompileXml(method, parameters, at, outer, out var references);
        var slot = Context.NewSlot();
        var node = new SourceColumn("", SqlType.Xml) { IsNode = true };
        AddRowColumns(slot, [node], at.Alias.Value, [], Names(at.Columns), names, at);
        return new BoundRows(slot, 1, "nodes", [target, .. references], (_, values) => NodeRows(compiled, values));
    }

    private static IEnumerable<SqlValue[]> NodeRows(CompiledXmlMethod compiled, SqlValue[] values)
    {
        if (values[0].IsNull)
        {
            yield break;
        }

        foreach (var node in compiled.Nodes(values[0], values[1..]))
        {
            yield return [node];
        }
    }
}
