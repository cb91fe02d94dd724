// Makes the node of an EXECUTE: a procedure by name or variable, or a string of T-SQL.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>Builds EXECUTE nodes.</summary>
internal static class ExecuteBuilder
{
    public static ExecuteNode Build(TSqlStatement statement, ExecuteSpecification specification, VariableLayout layout)
    {
        if (specification.LinkedServer is not null)
        {
            throw SqlError.Unsupported("EXECUTE … AT linked server");
        }

        if (specification.ExecuteContext is not null)
        {
            throw SqlError.Unsupported("EXECUTE (…) AS USER");
        }

        if (
            statement is ExecuteStatement { Options: { } options }
            && options.Any(static o => o.OptionKind == ExecuteOptionKind.ResultSets)
        )
        {
            throw SqlError.Unsupported("EXECUTE … WITH RESULT SETS");
        }

        var status = specification.Variable is null ? null : layout.FindScalar(specification.Variable.Name);
        return specification.ExecutableEntity switch
        {
            ExecutableStringList text => new ExecuteStringNode(statement, text.Strings),
            ExecutableProcedureReference procedure => Procedure(statement, procedure, status?.Slot, status?.Type, layout),
            _ => throw SqlError.Unsupported("this form of EXECUTE"),
        };
    }

    private static ExecuteProcedureNode Procedure(
        TSqlStatement statement,
        ExecutableProcedureReference procedure,
        int? statusSlot,
        SqlType? statusType,
        VariableLayout layout
    )
    {
        if (procedure.AdHocDataSource is not null)
        {
            throw SqlError.Unsupported("EXECUTE over OPENDATASOURCE");
        }

        var arguments = new List<ArgumentSource>();
        var named = false;
        foreach (var parameter in procedure.Parameters)
        {
            if (parameter.Variable is not null)
            {
                named = true;
            }
            else if (named)
            {
                throw ProgramErrors.PositionalAfterNamed(arguments.Count + 1);
            }

            arguments.Add(Argument(parameter, layout));
        }

        var reference = procedure.ProcedureReference;
        return new ExecuteProcedureNode(
            statement,
            reference.ProcedureVariable is { } variable ? null : NameParts.Of(reference.ProcedureReference.Name),
            reference.ProcedureVariable is null ? -1 : layout.FindScalar(reference.ProcedureVariable.Name)!.Slot,
            arguments,
            statusSlot,
            statusType
        );
    }

    private static ArgumentSource Argument(ExecuteParameter parameter, VariableLayout layout)
    {
        var name = parameter.Variable?.Name;
        switch (parameter.ParameterValue)
        {
            case VariableReference variable when layout.FindTable(variable.Name) is { } table:
                return new ArgumentSource(name) { Table = table };
            case VariableReference variable when layout.HasCursor(variable.Name):
                throw SqlError.Unsupported("cursor parameters");
            case VariableReference variable:
                var found = layout.FindScalar(variable.Name)!;
                return new ArgumentSource(name)
                {
                    VariableSlot = found.Slot,
                    Type = found.Type,
                    IsOutput = parameter.IsOutput,
                };
            case DefaultLiteral:
                return new ArgumentSource(name) { IsDefault = true };
            case NullLiteral:
                return new ArgumentSource(name) { IsNull = true };
            case IdentifierLiteral word:
                return new ArgumentSource(name)
                {
                    Expression = NodeBuilder.Scalar(new StringLiteral { Value = word.Value, IsNational = true }),
                };
            default:
                if (parameter.IsOutput)
                {
                    throw new SqlError(179, 15, 1, "Cannot use the OUTPUT option when passing a constant to a stored procedure.");
                }

                return new ArgumentSource(name) { Expression = NodeBuilder.Scalar(parameter.ParameterValue) };
        }
    }
}

/// <summary>Where an argument of EXEC comes from.</summary>
internal sealed record ArgumentSource(string? Name)
{
    public PlanSlot<CompiledScalar>? Expression { get; init; }

    public int VariableSlot { get; init; } = -1;

    public SqlType? Type { get; init; }

    public TableVariable? Table { get; init; }

    public bool IsDefault { get; init; }

    /// <summary>The keyword NULL, which fits every type.</summary>
    public bool IsNull { get; init; }

    public bool IsOutput { get; init; }
}
