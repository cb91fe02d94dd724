// Names what an extended property is on, the way sp_addextendedproperty does.
namespace AxMonitor.Engine.Catalog;

/// <summary>What an extended property is on: up to three levels, as sp_addextendedproperty takes
/// them.</summary>
public sealed record PropertyTarget(
    string? Level0Type = null,
    string? Level0Name = null,
    string? Level1Type = null,
    string? Level1Name = null,
    string? Level2Type = null,
    string? Level2Name = null
);
