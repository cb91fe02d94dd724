// Chance as a pure function: the same numbers give the same draw in every run and on every machine.
namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Draws from a hash of their arguments.</summary>
internal static class Draw
{
    public static ulong Bits(long a, long b, long c = 0, long d = 0)
    {
        var x = unchecked(
            ((ulong)a * 0x9E3779B97F4A7C15UL)
            + ((ulong)b * 0xBF58476D1CE4E5B9UL)
            + ((ulong)c * 0x94D049BB133111EBUL)
            + ((ulong)d * 0xD6E8FEB86659FD93UL)
            + 0x2545F4914F6CDD1DUL
        );
        x ^= x >> 30;
        x *= 0xBF58476D1CE4E5B9UL;
        x ^= x >> 27;
        x *= 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }

    /// <summary>From 0 to below <paramref name="limit"/>.</summary>
    public static int Below(int limit, long a, long b, long c = 0, long d = 0) => (int)(Bits(a, b, c, d) % (ulong)limit);

    /// <summary>From 0 to below 1, evenly.</summary>
    public static double Unit(long a, long b, long c = 0, long d = 0) => (Bits(a, b, c, d) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Normal with mean 0 and deviation 1.</summary>
    public static double Normal(long a, long b, long c = 0, long d = 0)
    {
        var u = 1 - Unit(a, b, c, unchecked((d * 2) + 1));
        var v = Unit(a, b, c, unchecked((d * 2) + 0x5bd1e995));
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
    }

    /// <summary>Log-normal with this median; sigma is the deviation of the logarithm. Cut at twenty
    /// medians.</summary>
    public static double LogNormal(double median, double sigma, long a, long b, long c = 0, long d = 0) =>
        median * Math.Min(20, Math.Exp(sigma * Normal(a, b, c, d)));
}
