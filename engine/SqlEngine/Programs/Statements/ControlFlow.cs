// Control flow: BEGIN…END, IF, WHILE, BREAK, CONTINUE, GOTO, labels, RETURN.
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>BEGIN … END.</summary>
internal sealed class BlockNode(TSqlFragment fragment, StatementNode[] body) : StatementNode(fragment)
{
    public override bool ResetsError => false;

    public override Flow Execute(ProgramFrame frame) => RunAll(frame, body);
}

/// <summary>IF … ELSE. The condition counts as a statement of its own: inside, @@ROWCOUNT and @@ERROR are
/// 0.</summary>
internal sealed class IfNode(
    IfStatement fragment,
    PlanSlot<CompiledPredicate> condition,
    StatementNode[] then,
    StatementNode[] otherwise
) : StatementNode(fragment)
{
    public override bool ResetsError => false;

    public override Flow Execute(ProgramFrame frame)
    {
        var isTrue = condition.Get(frame).Evaluate(frame) == true;
        frame.Session.TellWarnings(frame);
        frame.Session.Done(0);
        frame.Session.LastError = 0;
        return RunAll(frame, isTrue ? then : otherwise);
    }
}

/// <summary>WHILE.</summary>
internal sealed class WhileNode(WhileStatement fragment, PlanSlot<CompiledPredicate> condition, StatementNode[] body)
    : StatementNode(fragment)
{
    public override bool ResetsError => false;

    public override Flow Execute(ProgramFrame frame)
    {
        while (condition.Get(frame).Evaluate(frame) == true)
        {
            frame.Session.TellWarnings(frame);
            frame.Session.Done(0);
            frame.Session.LastError = 0;
            var flow = RunAll(frame, body);
            if (flow == Flow.Break)
            {
                break;
            }

            if (flow is Flow.Return or Flow.Goto)
            {
                return flow;
            }

            frame.Session.BeginStep(frame, this);
        }

        frame.Session.LastError = 0;
        return Flow.Next;
    }
}

/// <summary>BREAK and CONTINUE.</summary>
internal sealed class JumpNode(TSqlFragment fragment, Flow flow) : StatementNode(fragment)
{
    public override Flow Execute(ProgramFrame frame) => flow;
}

/// <summary>GOTO.</summary>
internal sealed class GotoNode(TSqlFragment fragment, string label) : StatementNode(fragment)
{
    public override Flow Execute(ProgramFrame frame)
    {
        frame.GotoLabel = label;
        return Flow.Goto;
    }
}

/// <summary>A label: does nothing by itself.</summary>
internal sealed class LabelNode(TSqlFragment fragment, string name) : StatementNode(fragment)
{
    public string Name { get; } = name;

    public override bool ResetsError => false;

    public override Flow Execute(ProgramFrame frame) => Flow.Next;
}

/// <summary>A declaration without a value: nothing to run.</summary>
internal sealed class EmptyNode(TSqlFragment fragment) : StatementNode(fragment)
{
    public override bool ResetsError => false;

    public override Flow Execute(ProgramFrame frame) => Flow.Next;
}

/// <summary>RETURN, with the status of a procedure or the value of a function.</summary>
internal sealed class ReturnNode(TSqlFragment fragment, PlanSlot<CompiledScalar>? value) : StatementNode(fragment)
{
    public override bool ResetsError => false;

    public override Flow Execute(ProgramFrame frame)
    {
        if (value is not null)
        {
            frame.ReturnValue = value.Get(frame).Evaluate(frame);
            if (frame.ReturnValue.IsNull && frame.Module.Role == ModuleRole.Procedure)
            {
                frame.Session.Send(
                    282,
                    10,
                    1,
                    $"The '{NameParts.Own(frame.Module.Name)}' procedure attempted to return a status of NULL, which is not allowed. A status of 0 will be returned instead."
                );
                frame.ReturnValue = SqlValue.FromInt64(0);
            }
        }

        return Flow.Return;
    }
}
