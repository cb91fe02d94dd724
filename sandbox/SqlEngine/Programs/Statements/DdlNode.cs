// CREATE, ALTER, DROP, GRANT …: handed to the catalog as one atomic statement.
using AxMonitor.Sandbox.SqlEngine.Catalog;
using AxMonitor.Sandbox.SqlEngine.Programs.Modules;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Sandbox.SqlEngine.Programs.Statements;

/// <summary>A data definition statement.</summary>
internal sealed class DdlNode(TSqlStatement statement, string batchText) : StatementNode(statement)
{
    public override string Command { get; } = StatementNames.Of(statement);

    public override Flow Execute(Frame frame)
    {
        var session = frame.Session;
        session.RefuseWhenDoomed();
        session.BeginImplicitTransaction();
        using (var scope = session.Space.BeginStatement())
        {
            Ddl.Apply(statement, session.DdlContext(session.Database, batchText));
            scope.Complete();
        }

        session.Done(0);
        session.Sink.StatementDone(null, frame.InProcedure, wasSelect: false);
        return Flow.Next;
    }
}
