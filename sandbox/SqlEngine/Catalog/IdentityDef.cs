// What IDENTITY(seed, increment) says of a column.
namespace AxMonitor.Sandbox.SqlEngine.Catalog;

/// <summary>IDENTITY(seed, increment).</summary>
public sealed record IdentityDef(decimal Seed, decimal Increment);
