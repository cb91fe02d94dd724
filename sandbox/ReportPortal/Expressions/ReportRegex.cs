// Regular expressions for reports: the class Regex with a limit of time, because a pattern that never ends
// would hold the portal.

using System.Text.RegularExpressions;

namespace AxMonitor.Sandbox.ReportPortal.Expressions;

/// <summary>What expressions reach as System.Text.RegularExpressions.Regex.</summary>
public static class ReportRegex
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public static bool IsMatch(string input, string pattern, RegexOptions options = RegexOptions.None) =>
        Regex.IsMatch(input, pattern, options, Limit);

    public static Match Match(string input, string pattern, RegexOptions options = RegexOptions.None) =>
        Regex.Match(input, pattern, options, Limit);

    public static MatchCollection Matches(string input, string pattern, RegexOptions options = RegexOptions.None) =>
        Regex.Matches(input, pattern, options, Limit);

    public static string Replace(
        string input,
        string pattern,
        string replacement,
        RegexOptions options = RegexOptions.None
    ) => Regex.Replace(input, pattern, replacement, options, Limit);

    public static string[] Split(string input, string pattern, RegexOptions options = RegexOptions.None) =>
        Regex.Split(input, pattern, options, Limit);

    public static string Escape(string text) => Regex.Escape(text);

    public static string Unescape(string text) => Regex.Unescape(text);
}
