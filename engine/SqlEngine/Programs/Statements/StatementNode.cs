// One executable statement of a compiled module. Nodes are shared by all sessions: whatever changes lives in
// the frame.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>A compiled statement.</summary>
internal abstract class StatementNode
{
    protected StatementNode(TSqlFragment fragment)
    {
        Line = fragment.StartLine;
    }

    /// <summary>Line in the text of its module, as errors report it.</summary>
    public int Line { get; }

    /// <summary>True when success sets @@ERROR to 0; containers and calls leave it to what ran inside
    /// them.</summary>
    public virtual bool ResetsError => true;

    /// <summary>An error in it is followed by message 3621 'The statement has been terminated.'</summary>
    public virtual bool IsModification => false;

    /// <summary>A statement of data definition, most of whose errors end the transaction.</summary>
    public virtual bool IsDefinition => false;

    /// <summary>sys.dm_exec_requests.command while it runs; null keeps what was.</summary>
    public virtual string? Command => null;

    public abstract Flow Execute(ProgramFrame frame);

    /// <summary>Runs statements in order; a GOTO to a label among them is served here.</summary>
    public static Flow RunAll(ProgramFrame frame, StatementNode[] statements)
    {
        for (var i = 0; i < statements.Length; i++)
        {
            var flow = frame.Step(statements[i]);
            if (flow == Flow.Next)
            {
                continue;
            }

            var target = flow == Flow.Goto ? FindLabel(statements, frame.GotoLabel!) : -1;
            if (target < 0)
            {
                return flow;
            }

            i = target;
        }

        return Flow.Next;
    }

    private static int FindLabel(StatementNode[] statements, string name)
    {
        for (var i = 0; i < statements.Length; i++)
        {
            if (statements[i] is LabelNode label && string.Equals(label.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
