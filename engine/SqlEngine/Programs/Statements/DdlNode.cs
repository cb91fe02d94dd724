// CREATE, ALTER, DROP, GRANT …: handed to the catalog as one atomic statement.
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs.Ddl;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Programs.Security;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>A data definition statement.</summary>
internal sealed class DdlNode(TSqlStatement statement, string batchText) : StatementNode(statement)
{
    /// <summary>Expressions that are evaluated before the statement is applied.</summary>
    public IReadOnlyList<(ScalarExpression Expression, PlanSlot<CompiledScalar> Plan)> Arguments { get; init; } = [];

    public override bool IsDefinition =>
        statement is not (SecurityStatement or CreateStatisticsStatement or UpdateStatisticsStatement);

    public override string Command { get; } = StatementNames.Of(statement);

    public override Flow Execute(ProgramFrame frame)
    {
        var session = frame.Session;
        session.RefuseWhenDoomed();
        StatementPermissions.Require(session, statement);
        if (statement is AlterDatabaseStatement)
        {
            session.RefuseInTransaction("ALTER DATABASE");
        }

        session.BeginImplicitTransaction();
        using (var scope = session.Space.BeginStatement())
        {
            DdlStatements.Apply(statement, new SessionDdl(session, session.Database, batchText) { Arguments = Evaluate(frame) });
            CheckBody(session);
            if (statement is CreateTableStatement { SchemaObjectName.BaseIdentifier.Value: ['#', '#', ..] and var global })
            {
                session.GlobalTempTables.Add(global);
            }

            scope.Complete();
        }

        session.Done(0);
        session.Sink.StatementDone(null, frame.InProcedure, wasSelect: false);
        return Flow.Next;
    }

    private Dictionary<ScalarExpression, (SqlType Type, SqlValue Value)> Evaluate(ProgramFrame frame)
    {
        var values = new Dictionary<ScalarExpression, (SqlType Type, SqlValue Value)>();
        foreach (var (expression, plan) in Arguments)
        {
            var compiled = plan.Get(frame);
            values[expression] = (compiled.Type, compiled.Evaluate(frame));
        }

        return values;
    }

    // A procedure is refused when it is created with undeclared variables, unknown labels, or wrong columns
    // of tables that exist.
    private void CheckBody(Session session)
    {
        if (statement is TriggerStatementBody trigger)
        {
            var on = trigger.TriggerObject.Name;
            var catalog = session.Space.View(session.Database).Catalog;
            var parent =
                catalog.FindObject(on.SchemaIdentifier?.Value ?? session.DefaultSchema, on.BaseIdentifier.Value)
                ?? catalog.FindObject("dbo", on.BaseIdentifier.Value)!;
            session.CheckNewModule(catalog.FindModule(parent.SchemaName, trigger.Name.BaseIdentifier.Value)!);
            return;
        }

        var name = statement switch
        {
            ProcedureStatementBody procedure => procedure.ProcedureReference.Name,
            FunctionStatementBody { ReturnType: not SelectFunctionReturnType } function => function.Name,
            _ => null,
        };
        if (
            name is not null
            && session
                .Space.View(session.Database)
                .Catalog.FindModule(name.SchemaIdentifier?.Value ?? session.DefaultSchema, name.BaseIdentifier.Value)
                is { } definition
        )
        {
            session.CheckNewModule(definition);
        }
    }
}
