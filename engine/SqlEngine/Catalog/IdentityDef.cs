// What IDENTITY(seed, increment) says of a column.
namespace AxMonitor.Engine.Catalog;

/// <summary>IDENTITY(seed, increment).</summary>
public sealed record IdentityDef(decimal Seed, decimal Increment);
