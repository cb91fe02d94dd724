// A cached plan of one statement or expression, compiled at first use and again when what it was bound to has
// changed.
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Holds a plan together with what it depends on. Safe to share: a race only compiles
/// twice.</summary>
internal sealed class PlanSlot<T>
    where T : class
{
    private readonly Func<ModuleBindingScope, T> _compile;
    private volatile Entry? _entry;

    public PlanSlot(Func<ModuleBindingScope, T> compile)
    {
        _compile = compile;
    }

    /// <summary>Permission the changed table needs, and its name; SELECT and nothing for a query.</summary>
    public (string Verb, string? Target) Access { get; init; } = ("SELECT", null);

    public T Get(ProgramFrame frame)
    {
        var entry = Current(frame);
        frame.Session.Permissions.RequireAccess(frame, entry.Dependencies, Access.Verb, Access.Target);
        return entry.Plan;
    }

    private Entry Current(ProgramFrame frame)
    {
        var entry = _entry;
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
            return Compile(frame.Session, frame.Module.Layout, owner: frame.Module.Name);
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

    /// <summary>Compiles without a frame, as is done for a whole batch before it starts.</summary>
    public void Precompile(Session session, VariableLayout layout, bool withTempTables, string owner) =>
        Compile(session, layout, withTempTables, owner);

    private Entry Compile(Session session, VariableLayout layout, bool withTempTables = true, string owner = "")
    {
        var dependencies = new Dependencies();
        var scope = new ModuleBindingScope(session, session.Database, layout, dependencies)
        {
            SeesTempTables = withTempTables,
            StatementOwner = owner,
        };
        var plan = _compile(scope);
        var entry = new Entry(plan, session.Database.Name, dependencies);
        _entry = entry;
        return entry;
    }

    private sealed record Entry(T Plan, string Database, Dependencies Dependencies);
}
