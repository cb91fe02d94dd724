// SET @x = … and DECLARE @x … = ….
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs.Modules;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>Assigns an expression, already converted to the variable's type, to its slot.</summary>
internal sealed class SetVariableNode(TSqlFragment fragment, int slot, PlanSlot<CompiledScalar> value) : StatementNode(fragment)
{
    public override Flow Execute(ProgramFrame frame)
    {
        frame.Variables[slot] = value.Get(frame).Evaluate(frame);
        frame.Session.Done(1);
        return Flow.Next;
    }
}
