// Thrown when the settings cannot work. Carries every problem at once, each naming key, value and what would
// be right.
namespace AxMonitor.Orchestrator.Configuration;

public sealed class ConfigurationException : Exception
{
    public ConfigurationException(IReadOnlyList<string> problems)
        : base("The configuration cannot be used:" + string.Concat(problems.Select(p => Environment.NewLine + "  - " + p))) =>
        Problems = problems;

    /// <summary>One sentence per problem.</summary>
    public IReadOnlyList<string> Problems { get; }
}
