// Paths of the report server's catalogue, and the shorter names that the portal's addresses use.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal static class ReportPath
{
    /// <summary>The folder in which AxMonitor's reports live.</summary>
    public const string Home = "/AxMonitor";

    /// <summary>Reports of the home folder go by their name alone, others by their path.</summary>
    public static string ShortName(string path) =>
        path.StartsWith(Home + "/", StringComparison.OrdinalIgnoreCase) ? path[(Home.Length + 1)..] : path.TrimStart('/');
}
