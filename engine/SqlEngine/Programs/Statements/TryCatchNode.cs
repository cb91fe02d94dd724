// TRY … CATCH. Inside CATCH the error is there for ERROR_NUMBER() and its siblings, also in procedures called
// from it, and for THROW.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Programs.Modules;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>BEGIN TRY … END TRY BEGIN CATCH … END CATCH.</summary>
internal sealed class TryCatchNode(TryCatchStatement fragment, StatementNode[] attempt, StatementNode[] handler)
    : StatementNode(fragment)
{
    public override bool ResetsError => false;

    public override Flow Execute(ProgramFrame frame)
    {
        SqlError error;
        frame.TryDepth++;
        try
        {
            return RunAll(frame, attempt);
        }
        catch (Unwind unwind) when (unwind.Target == UnwindTarget.Catch && unwind.DeafFrame != frame)
        {
            error = unwind.Error;
        }
        finally
        {
            frame.TryDepth--;
        }

        return Handle(frame, error);
    }

    private Flow Handle(ProgramFrame frame, SqlError error)
    {
        var session = frame.Session;
        var (outerError, outerHandling) = (session.CaughtError, frame.Handling);
        session.CaughtError = new CaughtError(
            error.Number,
            error.Severity,
            error.State,
            error.Message,
            error.Procedure.Length == 0 ? null : NameParts.Own(error.Procedure),
            error.Line
        );
        session.LastError = error.Number;
        frame.Handling = error;
        try
        {
            return RunAll(frame, handler);
        }
        finally
        {
            session.CaughtError = outerError;
            frame.Handling = outerHandling;
        }
    }
}
