// One rendering from request to processed report: parameters, datasets (at the same time), then the items of
// the page.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Server;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

/// <summary>Finds a report by its short name; null where there is none.</summary>
internal delegate Task<CompiledReport?> FindReport(string name, CancellationToken cancellationToken);

internal sealed class ReportProcessor(
    IReportDataSource source,
    SharedDataSets shared,
    TimeProvider time,
    string serverUrl,
    FindReport find
)
{
    public Task<RenderedReport> ProcessAsync(
        CompiledReport compiled,
        ReportRequest request,
        CancellationToken cancellationToken
    ) => ProcessAsync(compiled, request, 0, cancellationToken);

    private async Task<RenderedReport> ProcessAsync(
        CompiledReport compiled,
        ReportRequest request,
        int depth,
        CancellationToken cancellationToken
    )
    {
        var report = compiled.Definition;
        var host = compiled.NewHost();
        var started = time.GetUtcNow();
        host.Context = new EvaluationContext
        {
            ReportName = report.Name,
            ServerUrl = serverUrl,
            RenderFormat = request.RenderFormat,
            Variables = report.Variables.ToDictionary(v => v.Name, StringComparer.Ordinal),
            ReportItem = name => report.Textbox(name)?.Paragraphs[0].Runs[0].Value,
            ExecutionTime = TimeZoneInfo.ConvertTime(started, time.LocalTimeZone).DateTime,
        };
        var evaluator = new Evaluator(host, CultureInfo.GetCultureInfo(report.Language));
        var datasets = new DatasetRunner(report, evaluator, source, shared);
        var parameters = await new ParameterResolver(report, evaluator, datasets).ResolveAsync(request, cancellationToken);

        var used = UsedDataSets(report).Select(name => datasets.RunAsync(name, cancellationToken)).ToList();
        foreach (var set in await Task.WhenAll(used))
        {
            var definition = report.DataSet(set.Name);
            ComputedFields.Fill(set, definition, evaluator);
            var rows = new GroupBuilder(evaluator).Filter(set.Rows, definition.Filters, null);
            host.Context.DataSets[set.Name] = new DataScope(set.Name, rows) { IsDataSet = true };
        }

        host.Context.Only = report.DataSets is [var only] ? host.Context.DataSets[only.Name] : null;
        var items = new ItemProcessor(evaluator, host.Context.DataSets, request, report.Images, Toggles(report));
        var isPage = depth == 0; // a subreport has neither header nor footer
        var header = isPage && report.PageHeader is { } top ? items.Section(top) : null;
        var body = items.Section(report.Body);
        var footer = isPage && report.PageFooter is { } bottom ? items.Section(bottom) : null;
        items.ResolveToggles();
        var inner = new SubreportProcessor(find, (c, r, token) => ProcessAsync(c, r, depth + 1, token), depth);
        foreach (var subreport in items.Subreports)
        {
            await inner.FillAsync(subreport, request, cancellationToken);
        }

        var refresh = Math.Clamp(evaluator.Number(report.AutoRefresh, default) ?? 0, 0, 86_400);
        return new RenderedReport(
            report.Name,
            report.Description,
            report.Language,
            report.Width,
            (int)refresh,
            started,
            header,
            body,
            footer,
            parameters,
            [.. evaluator.Errors, .. inner.Errors]
        )
        {
            HasExternalImages = items.HasExternalImages || inner.HasExternalImages,
            HasRows = host.Context.DataSets.Values.Any(d => d.Rows.Count > 0),
        };
    }

    /// <summary>The text boxes that open something.</summary>
    private static ToggleRegistry Toggles(ReportDefinition report)
    {
        var items = new[] { report.PageHeader, report.Body, report.PageFooter }
            .OfType<SectionDefinition>()
            .SelectMany(s => s.Items)
            .SelectMany(ReportTree.Descendants)
            .ToList();
        var openers = items
            .Select(i => i.Frame.Visibility?.ToggleItem)
            .Concat(
                items
                    .OfType<TablixItem>()
                    .SelectMany(t => t.RowMembers.Concat(t.ColumnMembers))
                    .SelectMany(ReportTree.Members)
                    .Select(m => m.Visibility?.ToggleItem)
            )
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        bool IsOutside(string name) =>
            report.Textbox(name)?.Paragraphs.SelectMany(p => p.Runs).FirstOrDefault()?.Value.Scope.Enclosing.Count == 0;
        return new ToggleRegistry("item", openers, openers.Where(IsOutside));
    }

    /// <summary>The datasets that a data region shows or an expression names; the others are not
    /// run.</summary>
    private static IEnumerable<string> UsedDataSets(ReportDefinition report)
    {
        var items = new[] { report.PageHeader, report.Body, report.PageFooter }
            .OfType<SectionDefinition>()
            .SelectMany(s => s.Items)
            .SelectMany(ReportTree.Descendants);
        if (report.DataSets is [var only])
        {
            return [only.Name];
        }

        var regions = items
            .Select(i =>
                i switch
                {
                    TablixItem t => t.DataSet,
                    ChartItem c => c.DataSet,
                    IGaugePanel g => g.DataSet,
                    _ => null,
                }
            )
            .OfType<string>();
        var named = report
            .DataSets.Select(d => d.Name)
            .Where(n => report.Expressions.Any(e => e.Text.Contains($"\"{n}\"", StringComparison.Ordinal)));
        return regions.Concat(named).Distinct(StringComparer.Ordinal);
    }
}
