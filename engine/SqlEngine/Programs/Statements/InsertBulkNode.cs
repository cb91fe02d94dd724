// INSERT BULK: announces rows that the client sends next as a bulk-load stream; the endpoint hands them to
// the session.
using AxMonitor.Engine.Planning;
using AxMonitor.Engine.Programs.Modules;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>INSERT BULK table (columns) WITH (options).</summary>
internal sealed class InsertBulkNode(InsertBulkStatement bulk) : StatementNode(bulk)
{
    public override bool IsModification => true;

    public override string Command => "BULK INSERT";

    public override Flow Execute(ProgramFrame frame)
    {
        var keepIdentity = bulk.Options.Any(static o => o.OptionKind == BulkInsertOptionKind.KeepIdentity);
        var firesTriggers = bulk.Options.Any(static o => o.OptionKind == BulkInsertOptionKind.FireTriggers);
        var target = new NamedTableReference { SchemaObject = bulk.To };
        var columns = bulk.ColumnDefinitions.Select(static c => c.Column.ColumnIdentifier.Value).ToArray();
        frame.Session.ExpectBulkLoad(
            (rows, types) =>
            {
                var scope = new ModuleBindingScope(
                    frame.Session,
                    frame.Session.Database,
                    new VariableLayout(),
                    new Dependencies()
                );
                var insert = StatementCompiler.CompileRowInsert(target, columns, types, keepIdentity, firesTriggers, scope);
                using var statement = frame.Session.Space.BeginStatement();
                frame.Session.ForgetStatementViews();
                var count = insert.Run(frame, rows);
                statement.Complete();
                return count;
            }
        );
        frame.Session.Done(0);
        return Flow.Next;
    }
}
