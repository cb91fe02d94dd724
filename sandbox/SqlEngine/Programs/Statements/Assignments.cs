// SET @x = … and DECLARE @x … = ….
using AxMonitor.Sandbox.SqlEngine.Execution;
using AxMonitor.Sandbox.SqlEngine.Programs.Modules;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Sandbox.SqlEngine.Programs.Statements;

/// <summary>Assigns an expression, already converted to the variable's type, to its slot.</summary>
internal sealed class SetVariableNode(TSqlFragment fragment, int slot, PlanSlot<CompiledScalar> value) : StatementNode(fragment)
{
    public override Flow Execute(Frame frame)
    {
        frame.Variables[slot] = value.Get(frame).Evaluate(frame);
        frame.Session.Done(1);
        return Flow.Next;
    }
}
