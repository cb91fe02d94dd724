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
            CheckBody(session);
            scope.Complete();
        }

        session.Done(0);
        session.Sink.StatementDone(null, frame.InProcedure, wasSelect: false);
        return Flow.Next;
    }

    // A procedure is refused when it is created with undeclared variables, unknown labels, or wrong columns of tables that exist.
    private void CheckBody(Session session)
    {
        var name = statement switch
        {
            ProcedureStatementBody procedure => procedure.ProcedureReference.Name,
            FunctionStatementBody { ReturnType: not SelectFunctionReturnType } function => function.Name,
            _ => null,
        };
        if (name is not null && session.Space.View(session.Database).Catalog.FindModule(name.SchemaIdentifier?.Value ?? session.DefaultSchema, name.BaseIdentifier.Value) is { } definition)
        {
            session.CheckNewModule(definition);
        }
    }
}
