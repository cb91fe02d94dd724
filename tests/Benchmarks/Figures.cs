// Percentiles of a handful of measurements, the way the reports compute them: linear interpolation between
// the two nearest ranks.
using System.Globalization;

namespace AxMonitor.Benchmarks;

/// <summary>Statistics over measured values.</summary>
internal static class Figures
{
    /// <param name="values">At least one value.</param>
    /// <param name="fraction">0 … 1.</param>
    public static double Percentile(IEnumerable<double> values, double fraction)
    {
        var sorted = values.Order().ToArray();
        var rank = fraction * (sorted.Length - 1);
        var below = (int)Math.Floor(rank);
        var above = (int)Math.Ceiling(rank);
        return sorted[below] + ((sorted[above] - sorted[below]) * (rank - below));
    }

    public static string Format(double value, string format = "0.0") => value.ToString(format, CultureInfo.InvariantCulture);
}
