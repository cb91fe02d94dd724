// Temporary tables in views (4508) and functions (2772), which must not name any.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Finds temporary tables in a module that is created.</summary>
internal sealed class TempTableUse : TSqlFragmentVisitor
{
    private NamedTableReference? _found;

    /// <exception cref="SqlError">2772, 4508.</exception>
    public static void Refuse(TSqlStatement module)
    {
        if (module is not (ViewStatementBody or FunctionStatementBody))
        {
            return;
        }

        var use = new TempTableUse();
        module.Accept(use);
        if (use._found is { } at)
        {
            throw module is FunctionStatementBody { ReturnType: not SelectFunctionReturnType }
                ? new SqlError(2772, 16, 1, "Cannot access temporary tables from within a function.") { Line = at.StartLine }
                : new SqlError(
                    4508,
                    16,
                    1,
                    "Views or functions are not allowed on temporary tables. Table names that begin with '#' denote temporary tables."
                )
                {
                    Line = at.StartLine,
                };
        }
    }

    public override void Visit(NamedTableReference node)
    {
        if (node.SchemaObject.BaseIdentifier.Value is ['#', ..])
        {
            _found ??= node;
        }
    }
}
