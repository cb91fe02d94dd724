// One running batch or module call: its variables, its place in the call chain, and what its statements may
// touch.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Programs.Ddl;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Programs.Security;
using AxMonitor.Engine.Programs.Statements;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>An activation of a compiled module.</summary>
internal sealed class ProgramFrame : IExecutionContext
{
    private Dictionary<TableData, TableData>? _changedVariables;
    private readonly TableData?[] _tables;
    private Dictionary<string, Cursor>? _localCursors;
    private Dictionary<string, Cursor>? _cursorVariables;

    public ProgramFrame(Session session, CompiledModule module, ProgramFrame? parent)
    {
        Session = session;
        Module = module;
        Parent = parent;
        NestLevel = module.Role == ModuleRole.Batch ? 0 : (parent?.NestLevel ?? 0) + 1;
        Variables = module.Layout.ScalarCount == 0 ? [] : new SqlValue[module.Layout.ScalarCount];
        _tables = module.Layout.Tables.Count == 0 ? [] : new TableData?[module.Layout.Tables.Count];
    }

    public Session Session { get; }

    public CompiledModule Module { get; }

    public ProgramFrame? Parent { get; }

    public int NestLevel { get; }

    public SqlValue[] Variables { get; }

    public IFunctionContext Functions => Session.Functions;

    public CancellationToken CancellationToken => Session.CancellationToken;

    /// <summary>How many TRY blocks of this frame are running.</summary>
    public int TryDepth { get; set; }

    /// <summary>The error the innermost CATCH of this frame handles, for THROW.</summary>
    public SqlError? Handling { get; set; }

    public string? GotoLabel { get; set; }

    /// <summary>Value of RETURN: the status of a procedure, or a function's result.</summary>
    public SqlValue ReturnValue { get; set; }

    /// <summary>SCOPE_IDENTITY().</summary>
    public SqlValue ScopeIdentity { get; private set; }

    /// <summary>Set while the frame runs a trigger.</summary>
    public TriggerCall? Trigger { get; init; }

    public bool IsFunction => Module.Role == ModuleRole.Function;

    /// <summary>True inside a procedure call, for DONEINPROC.</summary>
    public bool InProcedure => NestLevel > 0;

    public Dictionary<string, Cursor> LocalCursors => _localCursors ??= new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, Cursor> CursorVariables => _cursorVariables ??= new(StringComparer.OrdinalIgnoreCase);

    public bool HasLocalCursor(string name) => _localCursors?.ContainsKey(name) == true;

    /// <summary>Runs one statement; its error ends it, the module or the batch as SQL Server would.</summary>
    public Flow Step(StatementNode node)
    {
        if (Session.Options.NoExec && node is not ChangeOptionsNode { EndsNoExec: true })
        {
            return Flow.Next;
        }

        Session.BeginStep(this, node);
        try
        {
            var flow = node.Execute(this);
            Session.TellWarnings(this);
            if (node.ResetsError)
            {
                Session.LastError = 0;
            }

            return flow;
        }
        catch (SqlError error)
        {
            return Session.Fail(this, node, error);
        }
        catch (Exception exception) when (exception is not (Unwind or OperationCanceledException or IOException))
        {
            // A defect of the sandbox must not end the process that hosts it: it becomes an error of this
            // statement.
            return Session.Fail(this, node, ProgramErrors.Internal(exception));
        }
    }

    public TableData Table(TableVariable variable) => _tables[variable.Slot] ??= new TableData(variable.Definition);

    /// <summary>Binds a table-valued parameter to its rows.</summary>
    public void SetTable(TableVariable variable, TableData data) => _tables[variable.Slot] = data;

    public TableData Read(NamedTable table) =>
        table.Home switch
        {
            TableHome.Variable => Table(Module.Layout.Tables[table.VariableSlot]).Snapshot(),
            TableHome.Temporary => Session.StatementView(Session.Space.Temp).Data(TempTable(table).ObjectId),
            _ => ReadLocks
                .View(Session, Session.DatabaseNamed(table.DatabaseName), table.HoldsLocks)
                .Data(table.Definition.ObjectId),
        };

    public void BeginWrite(NamedTable table)
    {
        if (table.Home == TableHome.Variable)
        {
            return;
        }

        if (IsFunction)
        {
            throw ProgramErrors.SideEffectInFunction("INSERT");
        }

        Session.RefuseWhenDoomed();
        if (table.Home == TableHome.Database)
        {
            Session.WaitForWriter(Session.DatabaseNamed(table.DatabaseName));
        }
    }

    /// <summary>Runs a statement; when it fails, the table variables it changed are as before. Transactions
    /// do not cover them, but a statement is all or nothing.</summary>
    public long Run(CompiledStatement statement, IResultSink? sink)
    {
        try
        {
            return statement.Run(this, sink);
        }
        catch
        {
            foreach (var (data, before) in _changedVariables ?? [])
            {
                data.Restore(before);
            }

            throw;
        }
        finally
        {
            _changedVariables = null;
        }
    }

    private TableData Remembered(TableData data)
    {
        _changedVariables ??= [];
        if (!_changedVariables.ContainsKey(data))
        {
            _changedVariables.Add(data, data.Snapshot());
        }

        return data;
    }

    public TableData OpenForWrite(NamedTable table) =>
        table.Home switch
        {
            TableHome.Variable => Remembered(Table(Module.Layout.Tables[table.VariableSlot])),
            TableHome.Temporary => Session.Space.OpenForWrite(Session.Space.Temp, TempTable(table).ObjectId),
            _ => Session.Space.OpenForWrite(Session.DatabaseNamed(table.DatabaseName), table.Definition.ObjectId),
        };

    public NamedTable TableById(NamedTable sibling, int objectId)
    {
        var catalog = Session.Space.View(Session.DatabaseNamed(sibling.DatabaseName)).Catalog;
        var table = (TableDef)catalog.ObjectsById[objectId];
        return new NamedTable(table.FullName, TableHome.Database, table, sibling.DatabaseName);
    }

    public IReadOnlyList<(NamedTable Table, ForeignKeyDef Key)> ReferencingTables(NamedTable table)
    {
        if (table.Home != TableHome.Database)
        {
            return [];
        }

        var catalog = Session.Space.View(Session.DatabaseNamed(table.DatabaseName)).Catalog;
        return Session.Server.ForeignKeys.Referencing(catalog, table.Definition.ObjectId);
    }

    public IBindingScope ScopeOf(NamedTable table) =>
        new ModuleBindingScope(
            Session,
            Session.DatabaseNamed(table.DatabaseName),
            new VariableLayout(),
            new Dependencies(),
            isInner: true
        );

    public PartitionFunctionDef? PartitionFunctionOf(NamedTable table) =>
        table is { Home: TableHome.Database, Definition.Partitioning: { } partitioning }
            ? Session.Space.View(Session.DatabaseNamed(table.DatabaseName)).Catalog.PartitionFunctionOf(partitioning)
            : null;

    public bool HasTriggers(NamedTable table, TriggerEvents change, bool isInsteadOf) =>
        TriggerCalls.Any(this, table, change, isInsteadOf);

    public void FireTriggers(NamedTable table, bool isInsteadOf, RowChanges changes) =>
        TriggerCalls.Fire(this, table, isInsteadOf, changes);

    public SqlValue[] CurrentOf(NamedTable table, string cursor, bool isGlobal, IReadOnlyCollection<string> columns) =>
        CursorNodes.Find(this, cursor, isGlobal).BaseRow(table, columns);

    public SqlValue NextValue(SequenceRef sequence)
    {
        var database = Session.DatabaseNamed(sequence.Database);
        return Session.Space.Catalog(database).FindObject(sequence.ObjectId) is SequenceDef found
            ? Sequences.Next(found)
            : throw ProgramErrors.InvalidObject(sequence.Database);
    }

    public long NextRowVersion(NamedTable table) =>
        (table.Home == TableHome.Database ? Session.DatabaseNamed(table.DatabaseName) : Session.Space.Temp).NextRowVersion();

    public NamedTable CreateTable(SchemaObjectName name, TableDef definition)
    {
        Session.RefuseWhenDoomed();
        if (!name.BaseIdentifier.Value.StartsWith('#'))
        {
            var create = new CreateTableStatement { SchemaObjectName = name, Definition = new TableDefinition() };
            StatementPermissions.Require(Session, create);
        }

        var (database, table) = DdlStatements.CreateForSelectInto(
            name,
            definition.Columns,
            Session.DdlContext(Session.Database, Module.Text)
        );
        Session.ForgetStatementViews();
        Session.Remember(table);
        return table.Name is ['#', not '#', ..]
            ? new NamedTable(table.Name, TableHome.Temporary, table)
            : new NamedTable(table.FullName, TableHome.Database, table, database.Name);
    }

    public bool IdentityInsert(NamedTable table) =>
        Session.IdentityInsertTable is { } on
        && string.Equals(on.Database, table.DatabaseName, StringComparison.OrdinalIgnoreCase)
        && on.ObjectId == table.Definition.ObjectId;

    public void SetIdentity(SqlValue lastIdentity)
    {
        ScopeIdentity = lastIdentity;
        Session.LastIdentity = lastIdentity;
    }

    // A function's statements serve the one that calls it.
    public long RowLimit =>
        !IsFunction && Session.Options.RowCount is > 0 and var rows ? rows : long.MaxValue;

    public void Warn(StatementWarning warning) => Session.Warn(warning);

    public void Message(SqlMessage message) =>
        Session.Sink.Message(
            message.Line == 0 ? message with { Line = Session.CurrentLine, Procedure = NameParts.Own(Module.Name) } : message
        );

    private TableDef TempTable(NamedTable table) =>
        Session.Space.FindTempTable(table.Name) ?? throw ProgramErrors.InvalidObject(table.Name);
}
