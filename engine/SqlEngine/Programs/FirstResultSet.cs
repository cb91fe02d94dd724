// What a batch or a procedure returns first, found without running it: the first statement, in the order of
// the text, that gives rows to the client.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Planning;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.SystemViews;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>Describes first result sets.</summary>
internal sealed class FirstResultSet
{
    private readonly Session _session;
    private readonly Database _database;
    private readonly CompiledModule _module;

    private FirstResultSet(Session session, Database database, CompiledModule module)
    {
        _session = session;
        _database = database;
        _module = module;
    }

    /// <exception cref="SqlError">What compiling raises; 11514, 11525, 11526.</exception>
    public static IReadOnlyList<DescribedColumn> OfBatch(Session session, string text, string declarations)
    {
        var module = session.Server.Modules.Batch(session, text, declarations, ModuleRole.DynamicSql);
        var statements = BatchParser.Parse(text, session.Options.QuotedIdentifier);
        return new FirstResultSet(session, session.Database, module).Find(statements) ?? [];
    }

    /// <exception cref="SqlError">15009: no procedure or trigger has the id.</exception>
    public static IReadOnlyList<DescribedColumn> OfObject(Session session, Database database, int objectId) =>
        session.Space.View(database).Catalog.FindObject(objectId)
            is ModuleDef { Kind: ModuleKind.Procedure or ModuleKind.Trigger } found
            ? OfModule(session, database, found) ?? []
            : throw new SqlError(
                15009,
                16,
                1,
                $"The object '{objectId}' does not exist in database '{database.Name}' or is invalid for this operation."
            );

    private static IReadOnlyList<DescribedColumn>? OfModule(Session session, Database database, ModuleDef found)
    {
        var body = found.Statement switch
        {
            TriggerStatementBody trigger => trigger.StatementList,
            ProcedureStatementBodyBase procedure => procedure.StatementList,
            _ => null,
        };
        return new FirstResultSet(session, database, session.Server.Modules.Stored(session, database, found)).Find(
            body?.Statements ?? []
        );
    }

    private IReadOnlyList<DescribedColumn>? Find(IEnumerable<TSqlStatement> statements) =>
        statements.Select(Find).FirstOrDefault(static f => f is not null);

    private IReadOnlyList<DescribedColumn>? Find(TSqlStatement statement) =>
        statement switch
        {
            BeginEndBlockStatement block => Find(block.StatementList.Statements),
            IfStatement branch => Find(branch.ThenStatement)
                ?? (branch.ElseStatement is null ? null : Find(branch.ElseStatement)),
            WhileStatement loop => Find(loop.Statement),
            TryCatchStatement both => Find(both.TryStatements.Statements) ?? Find(both.CatchStatements.Statements),
            SelectStatement { Into: not null } => null,
            SelectStatement { QueryExpression: QuerySpecification { SelectElements: [SelectSetVariable, ..] } } => null,
            InsertStatement { InsertSpecification.InsertSource: ExecuteInsertSource } => null,
            SelectStatement or InsertStatement or UpdateStatement or DeleteStatement or MergeStatement => Described(statement),
            ExecuteStatement execute => Called(execute),
            _ => null,
        };

    private IReadOnlyList<DescribedColumn>? Described(TSqlStatement statement)
    {
        RequireNoTempTable(statement);
        var scope = new ModuleBindingScope(_session, _database, _module.Layout, new Dependencies())
        {
            DefaultSchema = _module.DefaultSchema,
            TriggerTable = _module.TriggerTable,
            TriggerView = _module.TriggerView,
        };
        var columns = StatementCompiler.Compile(statement, scope).Columns;
        return columns.Count == 0 ? null : [.. columns.Select(Described)];
    }

    private static DescribedColumn Described(ResultColumn column) =>
        new(column.Name, column.Type, column.IsNullable, column.IsIdentity);

    private IReadOnlyList<DescribedColumn>? Called(ExecuteStatement execute)
    {
        if (
            execute.ExecuteSpecification.ExecutableEntity
            is not ExecutableProcedureReference { ProcedureReference.ProcedureReference.Name: { } name }
        )
        {
            throw new SqlError(
                11514,
                16,
                1,
                $"The metadata could not be determined because statement '{Text(execute)}' contains dynamic SQL.  Consider using the WITH RESULT SETS clause to explicitly describe the result set."
            );
        }

        var parts = NameParts.Of(name);
        var database = parts.Database is null ? _database : _session.DatabaseNamed(parts.Database);
        var catalog = _session.Space.View(database).Catalog;
        var found =
            catalog.FindObject(parts.Schema ?? _module.DefaultSchema, parts.Name) ?? catalog.FindObject("dbo", parts.Name);
        return found is ModuleDef { Kind: ModuleKind.Procedure } procedure ? OfModule(_session, database, procedure)
            : SystemProcedures.SystemProcedureTable.Find(parts.Name) is null
                ? throw ProgramErrors.ProcedureNotFound(parts.ToString())
            : throw SqlError.Unsupported($"describing the result of {parts.Name}");
    }

    private void RequireNoTempTable(TSqlStatement statement)
    {
        var finder = new TempTableFinder();
        statement.Accept(finder);
        if (!finder.Found)
        {
            return;
        }

        throw _module.Name.Length == 0
            ? new SqlError(11525, 16, 1, $"The metadata could not be determined because statement '{Text(statement)}' uses a temp table.")
            : new SqlError(
                11526,
                16,
                1,
                $"The metadata could not be determined because statement '{Text(statement)}' in procedure '{NameParts.Own(_module.Name)}' uses a temp table."
            );
    }

    private static string Text(TSqlFragment fragment) =>
        string.Concat(
            fragment
                .ScriptTokenStream.Skip(fragment.FirstTokenIndex)
                .Take(fragment.LastTokenIndex - fragment.FirstTokenIndex + 1)
                .Select(static t => t.Text)
        );

    private sealed class TempTableFinder : TSqlFragmentVisitor
    {
        public bool Found { get; private set; }

        public override void Visit(NamedTableReference node) =>
            Found |= node.SchemaObject.BaseIdentifier.Value is ['#', not '#', ..];
    }
}
