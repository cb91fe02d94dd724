// SELECT, INSERT, UPDATE, DELETE, MERGE, TRUNCATE: runs the cached plan as one atomic statement.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Planning;
using AxMonitor.Engine.Programs.Modules;
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
            Access = Access(statement),
        };
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

    public override bool IsModification { get; }

    public override string Command { get; }

    /// <summary>Compiles ahead of execution; used to find errors of a batch before anything of it
    /// runs.</summary>
    /// <param name="withTempTables">False for a new module: it will bring its own, whatever the session has
    /// now.</param>
    public void Precompile(Session session, VariableLayout layout, bool withTempTables, string owner) =>
        _plan.Precompile(session, layout, withTempTables, owner);

    // UPDATE a SET … FROM dbo.T AS a changes dbo.T.
    private static (string Verb, string? Target) Access(TSqlStatement statement)
    {
        var (verb, target) = statement switch
        {
            InsertStatement insert => ("INSERT", insert.InsertSpecification.Target),
            UpdateStatement update => ("UPDATE", AliasedTable(update.UpdateSpecification)),
            DeleteStatement delete => ("DELETE", AliasedTable(delete.DeleteSpecification)),
            _ => ("SELECT", null),
        };
        return (verb, (target as NamedTableReference)?.SchemaObject.BaseIdentifier.Value);
    }

    private static TableReference AliasedTable(UpdateDeleteSpecificationBase specification)
    {
        if (
            specification.Target is NamedTableReference { SchemaObject: { Count: 1 } name }
            && specification.FromClause is { } from
        )
        {
            var finder = new AliasFinder(name.BaseIdentifier.Value);
            from.Accept(finder);
            return finder.Found ?? specification.Target;
        }

        return specification.Target;
    }

    private sealed class AliasFinder(string alias) : TSqlFragmentVisitor
    {
        public NamedTableReference? Found { get; private set; }

        public override void Visit(NamedTableReference node)
        {
            if (string.Equals(node.Alias?.Value, alias, StringComparison.OrdinalIgnoreCase))
            {
                Found = node;
            }
        }
    }

    public override Flow Execute(ProgramFrame frame)
    {
        var session = frame.Session;
        var plan = _plan.Get(frame);
        if (session.Options.FormatOnly)
        {
            return DescribeOnly(session, frame, plan);
        }

        session.BeginImplicitTransaction();
        long rows;
        if (frame.IsFunction)
        {
            // A function changes its own table variables only, inside the statement that called it.
            if (plan.Columns.Count > 0)
            {
                throw ProgramErrors.SelectInFunction();
            }

            rows = frame.ChangeTableVariables(() => plan.Run(frame, null));
        }
        else
        {
            using var scope = session.Space.BeginStatement();
            rows = frame.ChangeTableVariables(() => plan.Run(frame, session.Sink));
            scope.Complete();
        }

        session.Done(rows);
        if (!frame.IsFunction && (IsModification || plan.Columns.Count > 0))
        {
            session.Sink.StatementDone(session.Options.NoCount ? null : rows, frame.InProcedure, plan.IsSelect);
        }

        return Flow.Next;
    }

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
