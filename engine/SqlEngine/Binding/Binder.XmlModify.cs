// SET x.modify(…): of a variable, and of a column in UPDATE.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    /// <summary>SET x.modify(…): the new value of an xml variable or column.</summary>
    /// <exception cref="SqlError">5302 at run time: the value is NULL.</exception>
    public BoundExpr XmlModify(
        BoundExpr target,
        string targetName,
        string method,
        IList<ScalarExpression> parameters,
        TSqlFragment at,
        NameScope? names
    )
    {
        if (target.Type.Kind != SqlTypeKind.Xml)
        {
            throw new SqlError(258, 15, 1, $"Cannot call methods on {TypeRules.Name(target.Type)}.") { Line = at.StartLine };
        }

        if (method != "modify")
        {
            throw BindErrors.Make(
                8137,
                1,
                $"Incorrect use of the XML data type method '{method}'. A mutator method is expected in this context.",
                at
            );
        }

        var compiled = CompileXml(method, parameters, at, names, out var references);
        var name = $"modify:{(parameters[0] as StringLiteral)?.Value}";
        return new BoundXmlCall(
            name,
            compiled with
            {
                Invoke = (xml, values) =>
                    xml.IsNull
                        ? throw new SqlError(
                            5302,
                            16,
                            1,
                            $"Mutator 'modify()' on '{targetName}' cannot be called on a null value."
                        )
                        : compiled.Invoke(xml, values),
            },
            target,
            references
        )
        {
            IsMutator = true,
        };
    }

    private static BoundColumn MutatedColumn(FunctionCallSetClause clause, NamedColumns source) =>
        clause.MutatorFunction.CallTarget is MultiPartIdentifierCallTarget { MultiPartIdentifier: var name }
            ? SetColumn(new ColumnReferenceExpression { MultiPartIdentifier = name }, source)
            : throw BindErrors.Unsupported("SET with a method of an expression", clause);

    // UPDATE … SET x.modify(…)
    private BoundAssignment Mutation(
        FunctionCallSetClause clause,
        BoundTarget target,
        NameScope names,
        NamedColumns source,
        List<BoundAssignment> before
    )
    {
        var column = MutatedColumn(clause, source);
        var ordinal = source.Scan is null && source.Derived is null ? source.Columns.ToList().IndexOf(column) : column.Ordinal;
        CheckSettable(target.Definition.Columns[ordinal], before, clause);
        var call = clause.MutatorFunction;
        var value = At(
            Place.Set,
            () => XmlModify(column, column.Name, call.FunctionName.Value, call.Parameters, clause, names)
        );
        return new BoundAssignment(ordinal, -1, value, null);
    }
}
