// Paths of the report server's catalogue, and the shorter names that the portal's addresses use.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal static class ReportPath
{
    /// <summary>The folder in which AxMonitor's reports live.</summary>
    public const string Home = "/AxMonitor";

    /// <summary>Reports of the home folder go by their name alone, others by their path.</summary>
    public static string ShortName(string path) =>
        path.StartsWith(Home + "/", StringComparison.OrdinalIgnoreCase) ? path[(Home.Length + 1)..] : path.TrimStart('/');

    /// <summary>What a report calls another one, as a short name: a bare name and a path with dots begin in
    /// the folder of the report, a path with a slash at the root.</summary>
    public static string Resolve(string report, string target)
    {
        var own = report.Contains('/', StringComparison.Ordinal) ? "/" + report : $"{Home}/{report}";
        var parts = target.StartsWith('/') ? new Stack<string>() : new Stack<string>(own.Split('/')[1..^1]);
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part is "..")
            {
                parts.TryPop(out _);
            }
            else if (part is not ".")
            {
                parts.Push(part);
            }
        }

        return ShortName("/" + string.Join('/', parts.Reverse()));
    }
}
