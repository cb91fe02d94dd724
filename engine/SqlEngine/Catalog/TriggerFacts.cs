// What a trigger is beyond a module: when it fires, and whether it may.
namespace AxMonitor.Engine.Catalog;

/// <summary>The changes that fire a trigger.</summary>
[Flags]
public enum TriggerEvents
{
    None = 0,
    Insert = 1,
    Update = 2,
    Delete = 4,
}

/// <summary>Facts of a DML trigger. Its table or view is <see cref="ModuleDef.ParentObjectId"/>.</summary>
public sealed record TriggerFacts(TriggerEvents Events, bool IsInsteadOf)
{
    public bool IsDisabled { get; init; }

    public bool IsNotForReplication { get; init; }

    /// <summary>The events for which sp_settriggerorder put it first.</summary>
    public TriggerEvents First { get; init; }

    /// <summary>The events for which sp_settriggerorder put it last.</summary>
    public TriggerEvents Last { get; init; }
}
