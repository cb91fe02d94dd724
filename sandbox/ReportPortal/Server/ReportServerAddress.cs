// SSRS's own addresses, /ReportServer?/AxMonitor/Report&Parameter=…, with the renderers by a server's
// names.

using AxMonitor.Sandbox.ReportPortal.Excel;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Server;

/// <summary>What such an address asks for.</summary>
/// <param name="Target">The portal's own address of the same.</param>
/// <param name="Problem">Why it cannot be served; null when it can.</param>
internal sealed record ReportServerAddress(string Path, string Command, string Format, string Target, string? Problem)
{
    /// <summary>Renderers of a report server that the portal does without.</summary>
    private static readonly string[] Lacking =
    [
        "ATOM",
        "EXCEL",
        "IMAGE",
        "MHTML",
        "NULL",
        "PDF",
        "PPTX",
        "RGDI",
        "RPL",
        "WORD",
        "WORDOPENXML",
        "XML",
    ];

    /// <param name="query">With its question mark.</param>
    public static ReportServerAddress Parse(string query)
    {
        var parts = query.TrimStart('?').Split('&', 2);
        var path = Uri.UnescapeDataString(parts[0].TrimEnd('='));
        var rest = parts.Length > 1 ? parts[1].Split('&').Where(p => p.Length > 0).ToList() : [];
        string Setting(string name, string otherwise) =>
            rest.Find(p => p.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..] is { } text
                ? Uri.UnescapeDataString(text)
                : otherwise;

        var command = Setting("rs:Command", "Render");
        var format = Setting("rs:Format", "HTML5");
        var extension = format.ToUpperInvariant() switch
        {
            "HTML5" or "HTML4.0" or "HTML3.2" => "",
            "CSV" => ".csv",
            ExcelRenderer.Format => ".xlsx",
            _ => null,
        };
        var problem =
            !path.StartsWith('/') ? $"'{path}' is no path of a report; it begins with /, as in /ReportServer?/Folder/Report&Parameter=Value."
            : !string.Equals(command, "Render", StringComparison.OrdinalIgnoreCase)
                ? $"The command '{command}' is not supported by this portal; rs:Command=Render is."
            : extension is not null ? null
            : Lacking.Contains(format, StringComparer.OrdinalIgnoreCase)
                ? $"This portal lacks the renderer {format.ToUpperInvariant()} that a report server has; it renders HTML5, HTML4.0, CSV and {ExcelRenderer.Format}."
            : $"There is no renderer '{format}'; this portal renders HTML5, HTML4.0, CSV and {ExcelRenderer.Format}.";
        var parameters = string.Join(
            '&',
            rest.Where(p =>
                !p.StartsWith("rs:", StringComparison.OrdinalIgnoreCase)
                && !p.StartsWith("rc:", StringComparison.OrdinalIgnoreCase)
            )
        );
        var name = string.Join('/', ReportPath.ShortName(path).Split('/').Select(Uri.EscapeDataString));
        return new ReportServerAddress(
            path,
            command,
            format,
            $"/report/{name}{extension}{(parameters.Length > 0 ? "?" : "")}{parameters}",
            problem
        );
    }
}
