// Seeds for property tests that make their cases from a Random: over the whole range of int, not only the few small
// numbers that FsCheck begins with.
using FsCheck;
using FsCheck.Fluent;

namespace AxMonitor.Sandbox.SqlEngine.Tests;

internal static class Seeds
{
    public static Arbitrary<int> Any { get; } = Gen.Choose(int.MinValue + 1, int.MaxValue).ToArbitrary();
}
