// The identity column of a table, for IDENT_CURRENT and its siblings.
namespace AxMonitor.Engine.Functions;

/// <summary>Last value given out (the seed when none was), seed and increment.</summary>
public sealed record IdentityInfo(Int128 Current, Int128 Seed, Int128 Increment);
