// Which statements a collector may have. What is not named here is refused, so that a statement of a later
// version is refused as well.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Orchestrator.Collect.Guard;

/// <summary>Walks a batch and notes what is refused.</summary>
/// <param name="faults">Where it is noted.</param>
/// <param name="firstLine">Line of the whole text at which this one begins.</param>
/// <param name="built">Judges texts that are run; null inside of one, where nothing further is run.</param>
internal sealed class ReadOnlyRules(List<TextFault> faults, int firstLine, BuiltText? built) : TSqlFragmentVisitor
{
    private static readonly HashSet<TableHintKind> WritersLocks =
    [
        TableHintKind.HoldLock,
        TableHintKind.PagLock,
        TableHintKind.RepeatableRead,
        TableHintKind.Rowlock,
        TableHintKind.Serializable,
        TableHintKind.TabLock,
        TableHintKind.TabLockX,
        TableHintKind.UpdLock,
        TableHintKind.XLock,
    ];

    public BuiltText? Built => built;

    public override void Visit(TSqlStatement node)
    {
        var refusal = node switch
        {
            SelectStatement select => select.Into is { } into && !IsOwn(into) ? $"SELECT INTO {Name(into)}" : null,
            InsertStatement insert => Target(insert.InsertSpecification, "INSERT"),
            UpdateStatement update => Target(update.UpdateSpecification, "UPDATE"),
            DeleteStatement delete => Target(delete.DeleteSpecification, "DELETE"),
            CreateTableStatement table => IsOwn(table.SchemaObjectName) ? null : $"CREATE TABLE {Name(table.SchemaObjectName)}",
            CreateIndexStatement index => IsOwn(index.OnName) ? null : $"CREATE INDEX on {Name(index.OnName)}",
            DropTableStatement drop => drop.Objects.FirstOrDefault(o => !IsOwn(o)) is { } other
                ? $"DROP TABLE {Name(other)}"
                : null,
            TruncateTableStatement truncate => IsOwn(truncate.TableName) ? null : $"TRUNCATE TABLE {Name(truncate.TableName)}",
            SetTransactionIsolationLevelStatement level => level.Level == IsolationLevel.ReadUncommitted
                ? null
                : "an isolation level other than READ UNCOMMITTED",
            SetCommandStatement commands => commands.Commands.All(IsPolite)
                ? null
                : "SET of more than LOCK_TIMEOUT and DEADLOCK_PRIORITY LOW",
            RaiseErrorStatement raise => raise.RaiseErrorOptions.HasFlag(RaiseErrorOptions.Log) ? "RAISERROR WITH LOG" : null,
            DbccStatement dbcc => dbcc.Command == DbccCommand.TraceStatus ? null : Words(dbcc),
            SetVariableStatement set => set.CursorDefinition is null ? null : "a cursor",
            ExecuteStatement when built is null => "EXECUTE within a text that is run",
            ExecuteStatement
            or DeclareVariableStatement
            or DeclareTableVariableStatement
            or PredicateSetStatement
            or IfStatement
            or WhileStatement
            or BeginEndBlockStatement
            or TryCatchStatement
            or BreakStatement
            or ContinueStatement
            or ReturnStatement
            or ThrowStatement
            or PrintStatement => null,
            _ => Words(node),
        };
        if (refusal is not null)
        {
            Refuse(node, refusal);
        }
    }

    public override void Visit(ExecuteSpecification node) => built?.Judge(node, this);

    public override void Visit(OutputIntoClause node) => Refuse(node, "OUTPUT INTO");

    public override void Visit(DataModificationTableReference node) => Refuse(node, "a change within FROM");

    public override void Visit(OpenRowsetTableReference node) => Refuse(node, "OPENROWSET");

    public override void Visit(BulkOpenRowset node) => Refuse(node, "OPENROWSET");

    public override void Visit(InternalOpenRowset node) => Refuse(node, "OPENROWSET");

    public override void Visit(OpenQueryTableReference node) => Refuse(node, "OPENQUERY");

    public override void Visit(AdHocTableReference node) => Refuse(node, "OPENDATASOURCE");

    public override void Visit(NextValueForExpression node) => Refuse(node, "NEXT VALUE FOR, which changes a sequence");

    public override void Visit(SchemaObjectName node)
    {
        if (node.ServerIdentifier is not null)
        {
            Refuse(node, $"{Name(node)}, which lies on another server");
        }
    }

    public override void Visit(MultiPartIdentifier node)
    {
        if (node is not SchemaObjectName && node.Count > 5)
        {
            Refuse(node, "a name of more than five parts");
        }
    }

    public override void Visit(CommonTableExpression node)
    {
        if (node.ExpressionName.Value.StartsWith('#'))
        {
            Refuse(node, $"a common table expression with the name of a temporary table, {node.ExpressionName.Value},");
        }
    }

    public override void Visit(TableHint node)
    {
        if (WritersLocks.Contains(node.HintKind))
        {
            Refuse(node, $"the lock hint {node.HintKind.ToString().ToUpperInvariant()}");
        }
    }

    /// <summary>Notes what is refused.</summary>
    public void Refuse(TSqlFragment node, string what) =>
        faults.Add(new TextFault(firstLine + node.StartLine - 1, $"{what} is refused"));

    private static bool IsPolite(SetCommand command) =>
        command is GeneralSetCommand general
        && (
            general.CommandType == GeneralSetCommandType.LockTimeout
            || general.CommandType == GeneralSetCommandType.DeadlockPriority
                && general.Parameter is IdentifierLiteral { Value: var priority }
                && string.Equals(priority, "LOW", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>What is changed: a temporary table of the batch, by its name or an alias of FROM, or a table
    /// variable.</summary>
    private static string? Target(DataModificationSpecification change, string verb)
    {
        if (change.Target is VariableTableReference)
        {
            return null;
        }

        if (change.Target is not NamedTableReference named)
        {
            return $"{verb} of something that is no table";
        }

        var from = change is UpdateDeleteSpecificationBase { FromClause: { } clause } ? TableNames.Of(clause) : [];
        var name = named.SchemaObject;
        var alias = name.Identifiers.Count == 1 ? from.Where(t => Same(t.Alias, name.BaseIdentifier.Value)).ToList() : [];
        var isOwn = alias.Count > 0 ? alias.TrueForAll(t => t.IsOwn) : IsOwn(name);
        return isOwn ? null : $"{verb} of {Name(name)}";
    }

    /// <summary>A temporary table of the session; one of all sessions (##) is not its own.</summary>
    internal static bool IsOwn(SchemaObjectName name) =>
        name.ServerIdentifier is null
        && name.BaseIdentifier.Value.StartsWith('#')
        && !name.BaseIdentifier.Value.StartsWith("##", StringComparison.Ordinal);

    internal static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Name(SchemaObjectName name) => string.Join('.', name.Identifiers.Select(i => i.Value));

    /// <summary>The first words of a statement, as it has them.</summary>
    private static string Words(TSqlStatement node) =>
        string.Join(
            ' ',
            node.ScriptTokenStream.Skip(node.FirstTokenIndex)
                .Take(node.LastTokenIndex - node.FirstTokenIndex + 1)
                .Where(t =>
                    t.TokenType
                        is not (
                            TSqlTokenType.WhiteSpace
                            or TSqlTokenType.Semicolon
                            or TSqlTokenType.SingleLineComment
                            or TSqlTokenType.MultilineComment
                        )
                )
                .Take(3)
                .Select(t => t.Text)
        );
}
