// A cached plan of one statement or expression, compiled at first use and again when what it was bound to has
// changed.
using System.Collections.Concurrent;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Security;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>A plan that can be made before its statement runs, so that its errors are found
/// early.</summary>
internal interface IPlanSlot
{
    /// <summary>Compiles without a frame, as is done for a whole batch or a new module.</summary>
    /// <param name="withTempTables">False for a new module: it will bring its own, whatever the session has
    /// now.</param>
    void Precompile(Session session, CompiledModule module, bool withTempTables);
}

/// <summary>Holds a plan, for each set of SET options that it ran under, together with what it depends on.
/// Safe to share: a race only compiles twice.</summary>
internal sealed class PlanSlot<T> : IPlanSlot
    where T : class
{
    private readonly Func<ModuleBindingScope, T> _compile;
    private volatile Entry? _entry;
    private ConcurrentDictionary<QuerySettings, Entry>? _others;

    public PlanSlot(Func<ModuleBindingScope, T> compile)
    {
        _compile = compile;
    }

    /// <summary>What the statement needs to be allowed.</summary>
    public StatementAccess Access { get; init; } = StatementAccess.Query;

    public T Get(ProgramFrame frame)
    {
        var entry = Current(frame);
        if (!frame.Session.Identity.IsDbo)
        {
            RequireAccess(frame, entry.Dependencies);
        }

        return entry.Plan;
    }

    private void RequireAccess(ProgramFrame frame, Dependencies dependencies) =>
        frame.Session.Permissions.RequireAccess(frame, dependencies, Access, () => Columns(frame));

    /// <summary>The permanent or temp table that the statement changes; null for a query.</summary>
    public TableDef? Target(ProgramFrame frame) =>
        Access.Target is null ? null : Current(frame).Dependencies.FoundTable(Access.Target);

    // Compiled once more, only to learn the columns.
    private ColumnUse Columns(ProgramFrame frame)
    {
        var columns = new ColumnUse();
        _compile(
            new ModuleBindingScope(frame.Session, frame.Session.Database, frame.Module.Layout, new Dependencies())
            {
                DefaultSchema = frame.Module.DefaultSchema,
                TriggerTable = frame.Module.TriggerTable,
                TriggerView = frame.Module.TriggerView,
                Columns = columns,
            }
        );
        return columns;
    }

    private Entry Current(ProgramFrame frame)
    {
        var settings = frame.Session.Options.Values;
        var entry = _entry;
        if (entry is not null && entry.Settings != settings)
        {
            entry = _others?.GetValueOrDefault(settings);
        }

        if (
            entry is not null
            && string.Equals(entry.Database, frame.Session.Database.Name, StringComparison.OrdinalIgnoreCase)
            && entry.Dependencies.Hold(frame.Session)
        )
        {
            return entry;
        }

        try
        {
            return Compile(frame.Session, frame.Module, withTempTables: true);
        }
        catch (SqlError error)
        {
            error.IsCompilation = true;
            if (error.Procedure.Length == 0)
            {
                error.Procedure = frame.Module.Name;
            }

            throw;
        }
    }

    public void Precompile(Session session, CompiledModule module, bool withTempTables) =>
        Compile(session, module, withTempTables);

    private Entry Compile(Session session, CompiledModule module, bool withTempTables)
    {
        var dependencies = new Dependencies();
        var scope = new ModuleBindingScope(session, session.Database, module.Layout, dependencies)
        {
            SeesTempTables = withTempTables,
            StatementOwner = module.Name,
            DefaultSchema = module.DefaultSchema,
            TriggerTable = module.TriggerTable,
            TriggerView = module.TriggerView,
        };
        var plan = _compile(scope);
        var entry = new Entry(plan, session.Database.Name, dependencies, session.Options.Values);
        if (_entry is not { } first || first.Settings == entry.Settings)
        {
            _entry = entry;
        }
        else
        {
            (_others ??= new())[entry.Settings] = entry;
        }

        return entry;
    }

    private sealed record Entry(T Plan, string Database, Dependencies Dependencies, QuerySettings Settings);
}
