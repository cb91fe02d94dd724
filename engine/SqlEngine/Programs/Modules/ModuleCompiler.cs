// Turns parsed batches, procedures and functions into executable modules, and keeps them: by text for
// batches, by definition for modules.
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Compiles modules and caches them for all sessions of the instance.</summary>
internal sealed class ModuleCompiler
{
    private const int MaxBatches = 500;
    private readonly ConcurrentDictionary<BatchKey, CompiledModule> _batches = new();
    private readonly ConditionalWeakTable<ModuleDef, CompiledModule> _modules = [];

    /// <summary>A language batch, EXEC ('…') or sp_executesql text.</summary>
    public CompiledModule Batch(Session session, string text, string parameterDeclarations, ModuleRole role)
    {
        var key = new BatchKey(
            text,
            parameterDeclarations,
            session.Database.Name,
            session.DefaultSchema,
            session.Options.QuotedIdentifier,
            role
        );
        if (_batches.TryGetValue(key, out var known) && known.Dependencies.Hold(session))
        {
            return known;
        }

        var (parameters, statements) = Parse(session, text, parameterDeclarations);
        var module = Compile(
            session,
            session.Database,
            parameters,
            statements,
            new ModuleHead(role)
            {
                Text = text,
                QuotedIdentifier = session.Options.QuotedIdentifier,
                AnsiNulls = session.Options.AnsiNulls,
            }
        );
        if (_batches.Count >= MaxBatches)
        {
            _batches.Clear();
        }

        _batches[key] = module;
        return module;
    }

    // Syntax errors are compilation errors: XACT_ABORT has no say in them.
    private static (IList<ProcedureParameter> Parameters, IList<TSqlStatement> Statements) Parse(
        Session session,
        string text,
        string parameterDeclarations
    )
    {
        try
        {
            var parameters = BatchParser.ParseParameters(parameterDeclarations);
            var statements = BatchParser.Parse(text, session.Options.QuotedIdentifier);
            CheckFirst(statements);
            return (parameters, statements);
        }
        catch (SqlError error)
        {
            error.IsCompilation = true;
            throw;
        }
    }

    /// <summary>A stored procedure or function. That it does not compile is an error of the call: the caller
    /// may catch it.</summary>
    public CompiledModule Stored(Session session, Database database, ModuleDef definition)
    {
        try
        {
            return Find(session, database, definition);
        }
        catch (SqlError error)
        {
            error.IsCompilation = false;
            throw;
        }
    }

    private CompiledModule Find(Session session, Database database, ModuleDef definition)
    {
        if (_modules.TryGetValue(definition, out var known) && known.Dependencies.Hold(session))
        {
            return known;
        }

        var (parameters, body) = definition.Statement switch
        {
            TriggerStatementBody trigger => ([], trigger.StatementList),
            var other => (((ProcedureStatementBodyBase)other).Parameters, ((ProcedureStatementBodyBase)other).StatementList),
        };
        var head = new ModuleHead(
            definition.Kind switch
            {
                ModuleKind.Procedure => ModuleRole.Procedure,
                ModuleKind.Trigger => ModuleRole.Trigger,
                _ => ModuleRole.Function,
            }
        )
        {
            Definition = definition,
            Text = definition.Text,
            QuotedIdentifier = definition.UsesQuotedIdentifier,
            AnsiNulls = definition.UsesAnsiNulls,
        };
        var module = Compile(session, database, parameters, body?.Statements ?? [], head);
        _modules.AddOrUpdate(definition, module);
        return module;
    }

    // CREATE PROCEDURE and its like take the rest of the batch as their body; the parser lets them stand
    // elsewhere.
    private static void CheckFirst(IList<TSqlStatement> statements)
    {
        for (var i = 1; i < statements.Count; i++)
        {
            if (statements[i] is ProcedureStatementBodyBase or ViewStatementBody or TriggerStatementBody or CreateSchemaStatement)
            {
                throw ProgramErrors
                    .MustBeFirst(
                        statements[i] is ProcedureStatementBody ? "CREATE/ALTER PROCEDURE"
                        : statements[i] is TriggerStatementBody ? "CREATE TRIGGER"
                        : StatementNames.Of(statements[i])
                    )
                    .At(statements[i]);
            }
        }
    }

    private static CompiledModule Compile(
        Session session,
        Database database,
        IList<ProcedureParameter> parameters,
        IList<TSqlStatement> statements,
        ModuleHead head
    )
    {
        var layout = new VariableLayout();
        var dependencies = new Dependencies();
        var defaultSchema = head.Definition?.SchemaName ?? session.DefaultSchema;
        var scope = new ModuleBindingScope(session, database, layout, dependencies) { DefaultSchema = defaultSchema };
        var ddl = session.DdlContext(database, head.Text);
        var name = head.Definition?.FullName ?? "";
        try
        {
            var compiledParameters = parameters.Select(p => Parameter(p, layout, scope)).ToArray();
            var returnTable = ReturnTable(head.Definition, layout);
            var triggerTable = TriggerTable(session, database, head.Definition, layout, dependencies);
            var collector = new DeclarationCollector(layout, scope, ddl);
            foreach (var statement in statements)
            {
                statement.Accept(collector);
            }

            if (head.Role == ModuleRole.Function)
            {
                FunctionRules.Check(statements, head.Definition?.ReturnType is not null);
            }

            var builder = new NodeBuilder(layout, head.Role) { ReturnType = head.Definition?.ReturnType, BatchText = head.Text };
            return new CompiledModule
            {
                Role = head.Role,
                Name = name,
                ObjectId = head.Definition?.ObjectId ?? 0,
                DefaultSchema = defaultSchema,
                OwnSchema = head.Definition?.SchemaName,
                Text = head.Text,
                Layout = layout,
                Parameters = compiledParameters,
                Body = builder.Build(statements),
                Plans = builder.Plans,
                QuotedIdentifier = head.QuotedIdentifier,
                AnsiNulls = head.AnsiNulls,
                Dependencies = dependencies,
                ReturnType = head.Definition?.ReturnType,
                ReturnTable = returnTable,
                TriggerTable = triggerTable,
                TriggerView = head.Definition?.Trigger is { IsInsteadOf: true } ? head.Definition.ParentObjectId : 0,
                ExecuteAs = head.Definition?.ExecuteAs,
            };
        }
        catch (SqlError error)
        {
            if (error.Procedure.Length == 0)
            {
                error.Procedure = name;
            }

            error.IsCompilation = true;
            throw;
        }
    }

    private static ModuleParameter Parameter(ProcedureParameter parameter, VariableLayout layout, ModuleBindingScope scope)
    {
        var name = parameter.VariableName.Value;
        var resolved = scope.Resolve(parameter.DataType);
        var isOutput = parameter.Modifier == ParameterModifier.Output;
        if (resolved.TableType is { } type)
        {
            var table = layout.AddTable(name, type.Table, isReadOnly: true);
            return new ModuleParameter(name, resolved.Type, isOutput, null, null, table, type);
        }

        return new ModuleParameter(
            name,
            resolved.Type,
            isOutput,
            parameter.Value,
            layout.AddScalar(name, resolved.Type),
            null,
            null
        );
    }

    private static TableVariable? ReturnTable(ModuleDef? definition, VariableLayout layout)
    {
        if (definition is not { Kind: ModuleKind.TableFunction, ReturnTable: { } table })
        {
            return null;
        }

        var body = (FunctionStatementBody)definition.Statement;
        var variable = ((TableValuedFunctionReturnType)body.ReturnType).DeclareTableVariableBody.VariableName.Value;
        return layout.AddTable(variable, table, isReadOnly: false);
    }

    // The tables inserted and deleted have the columns of the trigger's table or view.
    private static TableDef? TriggerTable(
        Session session,
        Database database,
        ModuleDef? definition,
        VariableLayout layout,
        Dependencies dependencies
    )
    {
        if (definition is not { Kind: ModuleKind.Trigger })
        {
            return null;
        }

        var parent = session.Space.View(database).Catalog.FindObject(definition.ParentObjectId)!;
        dependencies.Add(database.Name, parent.SchemaName, parent.Name, DependencyKind.Object, parent);
        var table = new TableDef
        {
            ObjectId = parent.ObjectId,
            SchemaName = parent.SchemaName,
            Name = parent.Name,
            Columns = parent is TableDef stored ? stored.Columns : ((ModuleDef)parent).Columns,
        };
        foreach (var name in (string[])["inserted", "deleted"])
        {
            layout.AddTable(
                name,
                table with
                {
                    Name = name,
                    Columns = [.. table.Columns.Select(static c => c with { Default = null, Computed = null })],
                },
                isReadOnly: true
            );
        }

        return table;
    }

    private readonly record struct BatchKey(
        string Text,
        string Parameters,
        string Database,
        string DefaultSchema,
        bool QuotedIdentifier,
        ModuleRole Role
    );

    private sealed record ModuleHead(ModuleRole Role)
    {
        public ModuleDef? Definition { get; init; }

        public string Text { get; init; } = "";

        public bool QuotedIdentifier { get; init; } = true;

        public bool AnsiNulls { get; init; } = true;
    }
}
