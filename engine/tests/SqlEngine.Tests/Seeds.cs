// Seeds for property tests that make their cases from a Random: over the whole range of int, not only the few
// small numbers that FsCheck begins with. The same cases come every time; AXMONITOR_NEW_SEEDS=1 draws others.
using FsCheck;
using FsCheck.Fluent;

namespace AxMonitor.Engine.Tests;

internal static class Seeds
{
    public static Arbitrary<int> Any { get; } = Gen.Choose(int.MinValue + 1, int.MaxValue).ToArbitrary();

    /// <summary>So many cases, and an exception when one fails.</summary>
    public static Config Runs(int count)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(count);
        return Environment.GetEnvironmentVariable("AXMONITOR_NEW_SEEDS") == "1" ? config : config.WithReplay(20160305, 13050261);
    }
}
