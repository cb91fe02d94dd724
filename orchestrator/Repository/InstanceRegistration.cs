// What an administrator says of a watched instance, on its way to ops.RegisterInstance.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>An instance to make known, or to change.</summary>
public sealed record InstanceRegistration
{
    /// <summary>The name it goes by everywhere.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its connection string.</summary>
    public required string ConnectionName { get; init; }

    /// <summary>The AX business database; null when there is none.</summary>
    public string? AxDatabaseName { get; init; }

    /// <summary>The model store's database; empty: collectors look for it; null: as it is.</summary>
    public string? ModelDatabaseName { get; init; }

    /// <summary>DEV, TST, UAT or PRD; empty: none; null: as it is.</summary>
    public string? Environment { get; init; }
}
