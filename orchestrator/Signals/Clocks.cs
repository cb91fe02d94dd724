// The service goes by one clock, which a host may replace. What guards against servers that do not answer
// goes by real time in any case.
namespace AxMonitor.Orchestrator.Signals;

/// <summary>Keys of clocks other than the service's.</summary>
public static class Clocks
{
    /// <summary>The machine's clock.</summary>
    public const string Machine = "machine";
}
