// The transaction of a statement that fires triggers outside of any other: triggers find it open, and may end
// it.
namespace AxMonitor.Engine.Programs;

/// <summary>Makes a statement's own transaction visible to what it runs.</summary>
internal static class TriggerTransaction
{
    /// <summary>Runs the statement; commits, or rolls back when it fails.</summary>
    public static Flow Run(Session session, Func<Flow> statement)
    {
        session.Transaction.BeginForStatement();
        try
        {
            var flow = statement();
            if (session.Transaction.Count > 0)
            {
                session.Transaction.Commit();
            }

            return flow;
        }
        catch
        {
            session.Transaction.RollbackAll();
            throw;
        }
    }
}
