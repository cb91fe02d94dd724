// EXECUTE of a procedure, EXECUTE of a string, and INSERT … EXECUTE.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Planning;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>Any form of EXECUTE. Leaves @@ERROR and @@ROWCOUNT as the called code left them.</summary>
internal abstract class ExecuteNode(TSqlFragment fragment) : StatementNode(fragment)
{
    public override bool ResetsError => false;

    public override string Command => "EXECUTE";
}

/// <summary>EXEC [@status =] procedure arguments.</summary>
internal sealed class ExecuteProcedureNode(
    TSqlFragment fragment,
    NameParts? name,
    int nameSlot,
    IReadOnlyList<ArgumentSource> sources,
    int? statusSlot,
    SqlType? statusType
) : ExecuteNode(fragment)
{
    public override Flow Execute(ProgramFrame frame)
    {
        var target = name ?? NameFromVariable(frame);
        var arguments = new List<Argument>(sources.Count);
        foreach (var source in sources)
        {
            arguments.Add(Evaluate(frame, source));
        }

        var call = ProcedureCalls.Call(frame.Session, frame, target, arguments);

        // Outputs and status are there even when the call ends with error 266.
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] is { IsOutput: true, IsAssigned: true } output && sources[i].VariableSlot >= 0)
            {
                frame.Variables[sources[i].VariableSlot] = Conversions.Get(output.Type, sources[i].Type!, isExplicit: false)(
                    output.Value
                );
            }
        }

        if (statusSlot is { } slot && call.Completed)
        {
            var (value, type) = call.Result ?? (SqlValue.FromInt64(call.Status), SqlType.Int);
            frame.Variables[slot] = Conversions.Get(type, statusType!, isExplicit: false)(value);
        }

        call.ThrowIfMismatched();
        return Flow.Next;
    }

    private static Argument Evaluate(ProgramFrame frame, ArgumentSource source)
    {
        if (source.Table is { } table)
        {
            return new Argument(source.Name)
            {
                Type = new SqlType(SqlTypeKind.Table),
                Table = frame.Table(table),
                TableDefinition = table.Definition,
            };
        }

        if (source.IsDefault)
        {
            return new Argument(source.Name) { IsDefault = true, Type = SqlType.Int };
        }

        if (source.IsNull)
        {
            return new Argument(source.Name) { IsUntypedNull = true };
        }

        if (source.VariableSlot >= 0)
        {
            return new Argument(source.Name)
            {
                Type = source.Type!,
                Value = frame.Variables[source.VariableSlot],
                IsOutput = source.IsOutput,
            };
        }

        var scalar = source.Expression!.Get(frame);
        return new Argument(source.Name) { Type = scalar.Type, Value = scalar.Evaluate(frame) };
    }

    private NameParts NameFromVariable(ProgramFrame frame)
    {
        var value = frame.Variables[nameSlot];
        var text = value.IsNull ? "" : value.AsString();
        return NameParts.Parse(text) ?? throw ProgramErrors.ProcedureNotFound(text);
    }
}

/// <summary>EXEC ('…' + @variable …). The parts are joined without a limit of length.</summary>
internal sealed class ExecuteStringNode(TSqlFragment fragment, IEnumerable<ScalarExpression> parts) : ExecuteNode(fragment)
{
    private readonly PlanSlot<CompiledScalar>[] _parts =
    [
        .. parts.Select(static p => NodeBuilder.Scalar(p, SqlType.NVarChar(SqlType.Max))),
    ];

    public override Flow Execute(ProgramFrame frame)
    {
        var text = new System.Text.StringBuilder();
        foreach (var part in _parts)
        {
            var value = part.Get(frame).Evaluate(frame);
            text.Append(value.IsNull ? "" : value.AsString());
        }

        ProcedureCalls.DynamicSql(frame.Session, frame, text.ToString(), "", []).ThrowIfMismatched();
        return Flow.Next;
    }
}

/// <summary>INSERT … EXECUTE: the rows of all result sets go into the table when the call has ended. It is
/// one transaction, which the called code finds open.</summary>
internal sealed class InsertExecuteNode : StatementNode
{
    private readonly InsertStatement _insert;
    private readonly ExecuteNode _execute;

    public InsertExecuteNode(InsertStatement insert, ExecuteNode execute)
        : base(insert)
    {
        _insert = insert;
        _execute = execute;
        if (
            insert.InsertSpecification.OutputClause is not null
            || insert.InsertSpecification.OutputIntoClause is not null
            || insert.WithCtesAndXmlNamespaces is not null
        )
        {
            throw SqlError.Unsupported("OUTPUT or WITH in INSERT … EXECUTE");
        }
    }

    public override bool IsModification => true;

    public override string Command => "INSERT";

    public override Flow Execute(ProgramFrame frame)
    {
        var session = frame.Session;
        if (session.InsertExecDepth > 0)
        {
            throw ProgramErrors.InsertExecNested();
        }

        session.RefuseWhenDoomed();
        var outer = session.Sink;
        var rows = new RowCollectingSink(outer);
        session.Sink = rows;
        var ownsTransaction = session.Transaction.Count == 0;
        if (ownsTransaction)
        {
            session.Transaction.BeginForStatement();
        }

        session.InsertExecDepth++;
        session.InsertExecTransactions = session.Transaction.Count;
        try
        {
            _execute.Execute(frame);
            session.Sink = outer;
            var count = Insert(frame, rows);
            if (ownsTransaction)
            {
                session.InsertExecDepth = 0;
                session.Transaction.Commit();
            }

            session.Done(count);
            session.Sink.StatementDone(session.Options.NoCount ? null : count, frame.InProcedure, wasSelect: false);
            return Flow.Next;
        }
        catch when (ownsTransaction)
        {
            session.Transaction.RollbackAll();
            throw;
        }
        finally
        {
            session.InsertExecDepth = 0;
            session.Sink = outer;
        }
    }

    private long Insert(ProgramFrame frame, RowCollectingSink rows)
    {
        var session = frame.Session;
        long count = 0;
        using (var scope = session.Space.BeginStatement())
        {
            session.ForgetStatementViews();
            foreach (var set in rows.Sets)
            {
                count += Compile(frame, set).Run(frame, set.Rows);
                session.ForgetStatementViews();
            }

            scope.Complete();
        }

        return count;
    }

    private CompiledRowInsert Compile(ProgramFrame frame, CollectedSet set)
    {
        var specification = _insert.InsertSpecification;
        var columns = specification.Columns.Select(static c => c.MultiPartIdentifier.Identifiers[^1].Value).ToArray();
        if (columns.Length > 0 && columns.Length != set.Types.Count)
        {
            throw new SqlError(213, 16, 7, "Column name or number of supplied values does not match table definition.");
        }

        var scope = new ModuleBindingScope(frame.Session, frame.Session.Database, frame.Module.Layout, new Dependencies())
        {
            DefaultSchema = frame.Module.DefaultSchema,
        };
        return StatementCompiler.CompileRowInsert(
            specification.Target,
            columns,
            set.Types,
            keepIdentity: false,
            firesTriggers: true,
            scope
        );
    }
}
