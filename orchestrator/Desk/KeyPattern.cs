// Keys of alerts are texts of all kinds; a mute of one alert must not reach others.
namespace AxMonitor.Orchestrator.Desk;

/// <summary>Patterns for LIKE.</summary>
internal static class KeyPattern
{
    /// <summary>A pattern that fits this key alone.</summary>
    public static string Of(string key) =>
        key.Replace("[", "[[]", StringComparison.Ordinal)
            .Replace("%", "[%]", StringComparison.Ordinal)
            .Replace("_", "[_]", StringComparison.Ordinal);
}
