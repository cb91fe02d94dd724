// SELECT, INSERT, UPDATE, DELETE, MERGE, TRUNCATE: runs the cached plan as one atomic statement.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Planning;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Programs.Security;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>A statement of the query engine.</summary>
internal sealed class QueryNode : StatementNode
{
    private readonly PlanSlot<CompiledStatement> _plan;

    public QueryNode(TSqlStatement statement)
        : base(statement)
    {
        _plan = new PlanSlot<CompiledStatement>(scope => StatementCompiler.Compile(statement, scope))
        {
            Access = StatementAccess.Of(statement),
        };
        _reads = TableReads.In(statement);
        IsModification = statement is not SelectStatement || statement is SelectStatement { Into: not null };
        Command = statement switch
        {
            InsertStatement => "INSERT",
            UpdateStatement => "UPDATE",
            DeleteStatement => "DELETE",
            MergeStatement => "MERGE",
            TruncateTableStatement => "TRUNCATE TABLE",
            SelectStatement { Into: not null } => "SELECT INTO",
            _ => "SELECT",
        };
    }

    // A SELECT without a table begins no implicit transaction.
    private readonly bool _reads;

    public override bool IsModification { get; }

    public override bool IsDefinition => Command == "TRUNCATE TABLE";

    public override string Command { get; }

    /// <summary>What can be compiled before anything of the batch runs.</summary>
    public IPlanSlot Plan => _plan;

    public override Flow Execute(ProgramFrame frame)
    {
        var session = frame.Session;
        var plan = _plan.Get(frame);
        if (session.Options.FormatOnly)
        {
            return DescribeOnly(session, frame, plan);
        }

        if (IsModification)
        {
            RequireOptions(frame);
        }

        if (IsModification || _reads)
        {
            session.BeginImplicitTransaction();
        }

        if (IsModification && !frame.IsFunction && session.Transaction.Count == 0 && TriggerCalls.MayFire(frame, plan))
        {
            return RunInTransaction(session, frame, plan);
        }

        return Run(session, frame, plan);
    }

    private Flow RunInTransaction(Session session, ProgramFrame frame, CompiledStatement plan) =>
        TriggerTransaction.Run(session, () => Run(session, frame, plan));

    private Flow Run(Session session, ProgramFrame frame, CompiledStatement plan)
    {
        long rows;
        if (frame.IsFunction)
        {
            // A function changes its own table variables only, inside the statement that called it.
            if (plan.Columns.Count > 0)
            {
                throw ProgramErrors.SelectInFunction();
            }

            rows = frame.Run(plan, null);
        }
        else
        {
            using var scope = session.Space.BeginStatement();
            var sink = TextSizeSink.For(session.Sink, session.Options.TextSize, plan.Columns);
            rows = frame.Run(plan, sink);
            scope.Complete();
        }

        session.Done(rows);
        session.TellWarnings(frame);
        if (!frame.IsFunction && (IsModification || plan.Columns.Count > 0))
        {
            session.Sink.StatementDone(session.Options.NoCount ? null : rows, frame.InProcedure, plan.IsSelect);
        }

        return Flow.Next;
    }

    // Filtered indexes, and indexes on computed columns, are kept only under the right SET options.
    private void RequireOptions(ProgramFrame frame)
    {
        var wrong = string.Join(", ", frame.Session.Options.Values.WrongForIndexes);
        if (
            wrong.Length > 0
            && _plan.Target(frame) is { } table
            && table.Indexes.Any(i => i.Filter is not null || OnComputed(table, i))
        )
        {
            throw BindErrors.WrongOptions(Command, wrong);
        }
    }

    private static bool OnComputed(TableDef table, IndexDef index) =>
        index.KeyColumns.Any(k => table.Columns[k.Ordinal].Computed is not null);

    private static Flow DescribeOnly(Session session, ProgramFrame frame, CompiledStatement plan)
    {
        if (plan.Columns.Count > 0)
        {
            session.Sink.Columns(plan.Columns);
            session.Sink.StatementDone(0, frame.InProcedure, plan.IsSelect);
        }

        session.Done(0);
        return Flow.Next;
    }
}
