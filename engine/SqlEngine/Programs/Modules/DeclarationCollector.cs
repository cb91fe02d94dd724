// First pass over a module: gives every declared variable its place and refuses uses before the declaration
// (137, 1087), as SQL Server does before running anything.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Ddl;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Collects declarations in the order of the text.</summary>
internal sealed class DeclarationCollector : TSqlFragmentVisitor
{
    private readonly VariableLayout _layout;
    private readonly ModuleBindingScope _scope;
    private readonly IDdlContext _ddl;

    public DeclarationCollector(VariableLayout layout, ModuleBindingScope scope, IDdlContext ddl)
    {
        _layout = layout;
        _scope = scope;
        _ddl = ddl;
    }

    public override void ExplicitVisit(DeclareVariableElement node)
    {
        At(node, () => Declare(node));
        node.Value?.Accept(this);
    }

    public override void ExplicitVisit(DeclareTableVariableBody node) =>
        At(
            node,
            () =>
                _layout.AddTable(
                    node.VariableName.Value,
                    DdlStatements.DefineTable(node.Definition, node.VariableName.Value, _ddl),
                    isReadOnly: false
                )
        );

    public override void ExplicitVisit(VariableReference node)
    {
        if (!_layout.Contains(node.Name))
        {
            throw ProgramErrors.UndeclaredVariable(node.Name).At(node);
        }
    }

    public override void ExplicitVisit(VariableTableReference node)
    {
        if (_layout.FindTable(node.Variable.Name) is null)
        {
            throw ProgramErrors.UndeclaredTableVariable(node.Variable.Name).At(node);
        }
    }

    public override void ExplicitVisit(ExecuteParameter node) => node.ParameterValue?.Accept(this);

    // A module being created has variables of its own.
    public override void ExplicitVisit(CreateProcedureStatement node) { }

    public override void ExplicitVisit(AlterProcedureStatement node) { }

    public override void ExplicitVisit(CreateOrAlterProcedureStatement node) { }

    public override void ExplicitVisit(CreateFunctionStatement node) { }

    public override void ExplicitVisit(AlterFunctionStatement node) { }

    public override void ExplicitVisit(CreateOrAlterFunctionStatement node) { }

    public override void ExplicitVisit(CreateTriggerStatement node) { }

    public override void ExplicitVisit(AlterTriggerStatement node) { }

    public override void ExplicitVisit(CreateOrAlterTriggerStatement node) { }

    private static void At(TSqlFragment node, Action action)
    {
        try
        {
            action();
        }
        catch (SqlError error) when (error.Line == 0)
        {
            error.Line = node.StartLine;
            throw;
        }
    }

    private void Declare(DeclareVariableElement node)
    {
        var name = node.VariableName.Value;
        if (node.DataType is SqlDataTypeReference { SqlDataTypeOption: SqlDataTypeOption.Cursor })
        {
            _layout.AddCursor(name);
            return;
        }

        var resolved = _scope.Resolve(node.DataType);
        if (resolved.TableType is { } table)
        {
            _layout.AddTable(name, table.Table with { SchemaName = "dbo", Name = name }, isReadOnly: false);
        }
        else
        {
            _layout.AddScalar(name, resolved.Type);
        }
    }
}

/// <summary>Puts a position on an error.</summary>
internal static class ErrorPosition
{
    public static SqlError At(this SqlError error, TSqlFragment fragment)
    {
        if (error.Line == 0)
        {
            error.Line = fragment.StartLine;
        }

        return error;
    }
}
