// Addresses of the portal. Parameters travel as text; NULL as "Name:isnull=true", the way a report server's
// own addresses do.

using System.Text;
using AxMonitor.Sandbox.ReportPortal.Processing;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class PortalLinks
{
    public const string NullSuffix = ":isnull";
    public const string Sort = "rs:Sort";
    public const string AutoRefresh = "rs:AutoRefresh";

    public static string Report(
        string name,
        IEnumerable<KeyValuePair<string, object?>> parameters,
        string extension = "",
        params ReadOnlySpan<(string Name, string Value)> more
    )
    {
        var url = new StringBuilder("/report/").AppendJoin('/', name.Split('/').Select(Uri.EscapeDataString)).Append(extension);
        var separator = '?';
        foreach (
            var (parameter, value) in parameters.SelectMany(p =>
                p.Value is object?[] several ? several.Select(v => KeyValuePair.Create(p.Key, v)) : [p]
            )
        )
        {
            var text = ParameterValues.ToText(value);
            Append(text is null ? parameter + NullSuffix : parameter, text ?? "true");
        }

        foreach (var (key, value) in more)
        {
            Append(key, value);
        }

        return url.ToString();

        void Append(string key, string value)
        {
            url.Append(separator)
                .Append(Uri.EscapeDataString(key).Replace("%3A", ":", StringComparison.Ordinal))
                .Append('=')
                .Append(Uri.EscapeDataString(value));
            separator = '&';
        }
    }

    /// <summary>The id of the place that a bookmark names.</summary>
    public static string Bookmark(string name) => "b-" + Uri.EscapeDataString(name);

    /// <summary>The address of a link in a report, or null when it may not be followed.</summary>
    public static string? Of(RenderedLink? link) =>
        link switch
        {
            null => null,
            { Bookmark: { } bookmark } => "#" + Bookmark(bookmark),
            { Url: { } url } => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto"
                ? url
                : null,
            _ => Report(link.Report!, link.Parameters),
        };

    /// <summary>The parameters that a reader chose himself: what must survive a sort or an export.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Chosen(RenderedReport report) =>
        report.Parameters.Where(p => !p.IsDefault).Select(p => KeyValuePair.Create(p.Definition.Name, p.Value));
}
