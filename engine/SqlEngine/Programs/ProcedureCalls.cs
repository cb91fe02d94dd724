// Calls: finds the procedure, binds arguments to parameters, runs the module in a frame of its own and brings
// outputs back.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Programs.Statements;
using AxMonitor.Engine.Programs.SystemProcedures;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.SystemViews;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>An argument of a call, and after it the value of an output parameter.</summary>
internal sealed class Argument(string? name)
{
    public string? Name { get; } = name;

    public SqlType Type { get; set; } = SqlType.Int;

    public SqlValue Value { get; set; }

    public bool IsOutput { get; init; }

    public bool IsDefault { get; init; }

    /// <summary>The keyword NULL, which fits every type.</summary>
    public bool IsUntypedNull { get; init; }

    public TableData? Table { get; init; }

    public TableDef? TableDefinition { get; init; }

    /// <summary>True once the call has given the output its value.</summary>
    public bool IsAssigned { get; set; }

    public void Assign(SqlValue value, SqlType type)
    {
        (Value, Type, IsAssigned) = (value, type, true);
    }
}

/// <summary>How a call ended.</summary>
internal sealed record CallResult(int Status, bool Completed, int TransactionsBefore, int TransactionsAfter)
{
    /// <summary>Name of the procedure that ran, for error 266; empty for dynamic SQL.</summary>
    public string Procedure { get; init; } = "";

    /// <summary>What a scalar function returned, when one was called by EXECUTE.</summary>
    public (SqlValue Value, SqlType Type)? Result { get; init; }

    /// <summary>266: the called code left another number of open transactions than it found.</summary>
    public void ThrowIfMismatched()
    {
        if (Completed && TransactionsBefore != TransactionsAfter)
        {
            var error = ProgramErrors.TransactionCountMismatch(TransactionsBefore, TransactionsAfter);
            error.Procedure = Procedure;
            error.IsPlaced = Procedure.Length > 0;
            throw error;
        }
    }
}

/// <summary>Runs procedures and dynamic SQL.</summary>
internal static class ProcedureCalls
{
    private const int MaxNesting = 32;

    public static CallResult Call(Session session, ProgramFrame? caller, NameParts name, IReadOnlyList<Argument> arguments)
    {
        if (name.Server is not null)
        {
            throw new SqlError(
                7202,
                11,
                2,
                $"Could not find server '{name.Server}' in sys.servers. Verify that the correct server name was specified. If necessary, execute the stored procedure sp_addlinkedserver to add the server to sys.servers."
            );
        }

        var database = name.Database is null ? session.Database : session.DatabaseNamed(name.Database);
        if (!ReferenceEquals(database, session.Database) && !session.Identity.MayEnter(database))
        {
            throw ProgramErrors.NoAccessToDatabase(session.Identity.Login, database.Name);
        }

        if (
            name.Schema is null
            || string.Equals(name.Schema, "sys", StringComparison.OrdinalIgnoreCase)
            || string.Equals(name.Schema, "dbo", StringComparison.OrdinalIgnoreCase)
        )
        {
            if (SystemProcedureTable.Find(name.Name) is { } system && Find(session, caller, database, name) is null)
            {
                return system(new SystemCall(session, caller, database, name.Name, arguments));
            }
        }

        if (FindSynonym(session, caller, database, name) is { } synonym)
        {
            var (home, target) = Synonyms.Resolve(session, database, synonym);
            if (target is not ModuleDef { Kind: ModuleKind.Procedure or ModuleKind.ScalarFunction } called)
            {
                throw target is null
                    ? new SqlError(5313, 16, 1, $"Synonym '{synonym.FullName}' refers to an invalid object.")
                    : ProgramErrors.ProcedureNotFound(name.ToString());
            }

            session.Permissions.RequireSynonym(caller, (database, synonym), (home, called));
            return Run(session, caller, session.Server.Modules.Stored(session, home, called), home, arguments);
        }

        var definition =
            Find(session, caller, database, name)
            ?? throw (
                DocumentedObjects.HasProcedure(name.Name)
                    ? SqlError.Unsupported(name.Name)
                    : ProgramErrors.ProcedureNotFound(name.ToString())
            );
        session.Permissions.RequireExecute(caller, database, definition);
        var module = session.Server.Modules.Stored(session, database, definition);
        return Run(session, caller, module, database, arguments);
    }

    /// <summary>EXEC ('…') and sp_executesql.</summary>
    public static CallResult DynamicSql(
        Session session,
        ProgramFrame? caller,
        string text,
        string declarations,
        IReadOnlyList<Argument> arguments,
        Database? database = null
    )
    {
        var outer = session.Database;
        if (database is not null)
        {
            session.Database = database;
        }

        try
        {
            var module = session.Server.Modules.Batch(session, text, declarations, ModuleRole.DynamicSql);
            session.FindErrorsBeforeStart(module);
            return Run(session, caller, module, session.Database, arguments);
        }
        catch (SqlError error) when (error.IsCompilation)
        {
            // A text that does not compile is the caller's run-time error: its own TRY may catch it.
            error.IsCompilation = caller is null;
            throw;
        }
        finally
        {
            session.Database = outer;
        }
    }

    public static CallResult Run(
        Session session,
        ProgramFrame? caller,
        CompiledModule module,
        Database database,
        IReadOnlyList<Argument> arguments
    )
    {
        if ((caller?.NestLevel ?? 0) >= MaxNesting)
        {
            throw ProgramErrors.NestingTooDeep();
        }

        if (caller is { IsFunction: true } && module.Role != ModuleRole.Function)
        {
            throw ProgramErrors.ExecuteInFunction();
        }

        var frame = new ProgramFrame(session, module, caller);
        session.Permissions.RequireTypes(frame);
        var outputs = ParameterBinding.Bind(frame, module, arguments);
        var before = session.Transaction.Count;
        var completed = Activate(session, frame, database);
        if (completed)
        {
            foreach (var (argument, parameter) in outputs)
            {
                argument.Assign(frame.Variables[parameter.Scalar!.Slot], parameter.Type);
            }
        }

        if (module.ReturnType is { } type)
        {
            return new CallResult(0, completed, before, session.Transaction.Count) { Result = (frame.ReturnValue, type) };
        }

        var status = frame.ReturnValue.IsNull ? 0 : (int)frame.ReturnValue.AsInt64();
        return new CallResult(completed ? status : -6, completed, before, session.Transaction.Count) { Procedure = module.Name };
    }

    /// <summary>Runs a frame's statements inside the saved surroundings of its caller. False when an error of
    /// deferred compilation ended it.</summary>
    public static bool Activate(Session session, ProgramFrame frame, Database database)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var (options, outerDatabase, outerFrame, tempLevel) = (
            session.Options,
            session.Database,
            session.CurrentFrame,
            session.Space.TempLevel
        );
        session.CurrentFrame = frame;
        session.Database = database;
        if (frame.Module.Role is ModuleRole.Procedure or ModuleRole.Trigger or ModuleRole.Function)
        {
            session.Options = options with
            {
                Values = OfModule(options.Values, frame.Module),
                XactAbort = options.XactAbort || frame.Module.Role == ModuleRole.Trigger,
            };
        }

        session.Space.TempLevel = tempLevel + 1;
        var identity = session.Identity.Enter(frame.Module.ExecuteAs, frame.Module.OwnSchema);
        try
        {
            StatementNode.RunAll(frame, frame.Module.Body);
            return true;
        }
        catch (Unwind unwind) when (unwind.Target == UnwindTarget.Module && unwind.DeafFrame == frame)
        {
            // The message has been sent; the caller goes on with its next statement.
            return false;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client gave up: what XACT_ABORT was where that happened decides about the transaction.
            session.EndedUnderXactAbort |= session.Options.XactAbort;
            throw;
        }
        finally
        {
            session.Identity.Leave(identity);
            session.Space.TempLevel = tempLevel;
            session.CurrentFrame = outerFrame;
            session.Database = outerDatabase;
            session.Options = options;
            session.Space.LockTimeoutMs = options.LockTimeoutMs;
        }
    }

    // What was set when the module was created.
    private static QuerySettings OfModule(QuerySettings values, CompiledModule module) =>
        values.QuotedIdentifier == module.QuotedIdentifier && values.AnsiNulls == module.AnsiNulls
            ? values
            : values with { QuotedIdentifier = module.QuotedIdentifier, AnsiNulls = module.AnsiNulls };

    private static SynonymDef? FindSynonym(Session session, ProgramFrame? caller, Database database, NameParts name)
    {
        var catalog = session.Space.Catalog(database);
        return (
                catalog.FindObject(name.Schema ?? caller?.Module.DefaultSchema ?? session.DefaultSchema, name.Name)
                ?? (name.Schema is null ? catalog.FindObject(null, name.Name) : null)
            ) as SynonymDef;
    }

    // A name without a schema is looked for in that of the calling module, or in the user's; then in dbo.
    private static ModuleDef? Find(Session session, ProgramFrame? caller, Database database, NameParts name)
    {
        var catalog = session.Space.View(database).Catalog;
        var found =
            catalog.FindModule(name.Schema ?? caller?.Module.DefaultSchema ?? session.DefaultSchema, name.Name)
            ?? (name.Schema is null ? catalog.FindModule(null, name.Name) : null);
        return found is { Kind: ModuleKind.Procedure or ModuleKind.ScalarFunction } ? found : null;
    }
}
