// Renders one small report without HTTP and gives its page to look into.

using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Rendering;
using AxMonitor.Sandbox.ReportPortal.Server;
using AxMonitor.Sandbox.ReportPortal.Soap;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

internal static class RenderedPage
{
    public static async Task<RenderedReport> ProcessAsync(
        string rdl,
        IReportDataSource source,
        ReportRequest? request = null,
        params (string Name, string Rdl)[] reports
    )
    {
        using var report = ExpressionCompiler.Compile(RdlParser.Parse("Test", rdl));
        using var catalog = new ReportCatalog(Path.Combine(Path.GetTempPath(), "no-such-folder"));
        var cache = new DatasetCache(TimeProvider.System);
        var shared = new SharedDataSets(new CatalogStore(catalog, cache, TimeProvider.System), cache, source);
        var others = new Dictionary<string, CompiledReport>(StringComparer.Ordinal);
        try
        {
            return await new ReportProcessor(
                source,
                shared,
                TimeProvider.System,
                "http://127.0.0.1/ReportServer",
                (name, _) => Task.FromResult(Find(name))
            ).ProcessAsync(report, request ?? ReportRequest.Empty, CancellationToken.None);
        }
        finally
        {
            foreach (var other in others.Values)
            {
                other.Dispose();
            }
        }

        CompiledReport? Find(string name)
        {
            if (!others.TryGetValue(name, out var other) && reports.FirstOrDefault(r => r.Name == name) is { Rdl: { } file })
            {
                other = ExpressionCompiler.Compile(RdlParser.Parse(name, file));
                others[name] = other;
            }

            return other;
        }
    }

    public static async Task<string> HtmlAsync(
        string rdl,
        IReportDataSource source,
        ReportRequest? request = null,
        params (string Name, string Rdl)[] reports
    ) => HtmlReportRenderer.Render(await ProcessAsync(rdl, source, request, reports), autoRefresh: true);

    public static async Task<IHtmlDocument> ParseAsync(
        string rdl,
        IReportDataSource source,
        ReportRequest? request = null,
        params (string Name, string Rdl)[] reports
    ) => await new HtmlParser().ParseDocumentAsync(await HtmlAsync(rdl, source, request, reports));

    public static IReadOnlyList<string> Texts(this IParentNode page, string selector) =>
        [.. page.QuerySelectorAll(selector).Select(e => e.TextContent.Trim())];

    public static ReportRequest Request(params (string Name, string? Value)[] parameters) =>
        new(parameters.ToDictionary(p => p.Name, p => p.Value));
}
