// The portal's addresses: list, report, CSV, Excel, health. Every failure becomes a page that names the
// report, the dataset or the parameter.

using System.Globalization;
using System.Text;
using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Excel;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Rendering;
using AxMonitor.Sandbox.ReportPortal.Soap;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AxMonitor.Sandbox.ReportPortal.Server;

internal sealed class PortalEndpoints(
    ReportCatalog catalog,
    ReportService soap,
    RestService rest,
    DatasetCache cache,
    Func<ReportProcessor> processor,
    string? playbooksFolder
)
{
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

    public void Map(WebApplication application)
    {
        application.Use(Guard);
        application.MapGet("/", Index);
        application.MapGet("/health", Health);
        application.MapGet("/metrics", Metrics);
        application.MapGet("/report/{**name}", Report);
        application.MapGet("/playbooks/{name}", Playbook);
        application.MapPost(ReportService.Path, soap.HandleAsync);
        application.Map(RestService.Path, rest.HandleAsync);
        application.MapGet("/ReportServer", UrlAccess);
        application.MapFallback(context =>
            PageAsync(
                context,
                StatusCodes.Status404NotFound,
                PortalPages.Problem("There is no such page", $"The portal has no page {context.Request.Path}.", [])
            )
        );
    }

    /// <summary>Turns what goes wrong into a page with the right status.</summary>
    private static async Task Guard(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.Host.Host is not ("127.0.0.1" or "localhost" or "[::1]"))
        {
            // A page elsewhere may point its own name at this machine; the portal answers to its own names
            // only.
            await PageAsync(
                context,
                StatusCodes.Status400BadRequest,
                PortalPages.Problem(
                    "Wrong host",
                    $"The portal does not answer to the host '{context.Request.Host.Host}'.",
                    [("Host", "127.0.0.1 or localhost")]
                )
            );
            return;
        }

        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader went away; there is nobody to answer.
        }
        catch (RdlException error)
        {
            await PageAsync(
                context,
                StatusCodes.Status500InternalServerError,
                PortalPages.Problem(
                    $"The report '{error.Report}' cannot be used",
                    "Its file has problems that must be mended first.",
                    [.. error.Problems.Select(p => (p.Path, p.Message))]
                )
            );
        }
        catch (ReportProcessingException error)
        {
            await PageAsync(
                context,
                StatusCodes.Status500InternalServerError,
                PortalPages.Problem("The report failed", error.Message, [])
            );
        }
        catch (ReportDataException error)
        {
            var facts = new List<(string, string)> { ("Dataset", error.Query.DataSet), ("Procedure", error.Query.Procedure) };
            facts.AddRange(error.Query.Parameters.Select(p => (p.Key, ParameterValues.ToText(p.Value) ?? "NULL")));
            if (error.ErrorNumber is { } number)
            {
                facts.Add(("SQL error", number.ToString(CultureInfo.InvariantCulture)));
            }

            await PageAsync(
                context,
                error.IsTimeout ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway,
                PortalPages.Problem(
                    error.IsTimeout ? "The data source took too long" : "The data source failed",
                    error.Message,
                    facts
                )
            );
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            // A fault of the portal itself: the reader is told what, and the portal lives on.
            await PageAsync(
                context,
                StatusCodes.Status500InternalServerError,
                PortalPages.Problem(
                    "The portal failed",
                    error.Message,
                    [("Error", error.GetType().Name), ("Place", error.StackTrace?.Split('\n').FirstOrDefault()?.Trim() ?? "")]
                )
            );
        }
    }

    private async Task Index(HttpContext context)
    {
        var entries = new List<ReportEntry>();
        foreach (var name in catalog.Names)
        {
            entries.Add(await EntryAsync(name, context.RequestAborted));
        }

        await PageAsync(context, StatusCodes.Status200OK, PortalPages.Index(entries, catalog.Folder));
    }

    private async Task Health(HttpContext context)
    {
        var entries = new List<ReportEntry>();
        foreach (var name in catalog.Names)
        {
            entries.Add(await EntryAsync(name, context.RequestAborted));
        }

        await context.Response.WriteAsJsonAsync(
            new
            {
                status = entries.Exists(e => e.Problems.Count > 0) ? "degraded" : "healthy",
                reports = entries.Select(e => new
                {
                    name = e.Name,
                    status = e.Problems.Count > 0 ? "broken" : "ready",
                    problems = e.Problems.Select(p => p.ToString()),
                }),
            },
            context.RequestAborted
        );
    }

    /// <summary>What the cache of shared datasets is worth, as Prometheus reads it.</summary>
    private Task Metrics(HttpContext context)
    {
        var text = new StringBuilder();
        void Counter(string name, string help, Func<CacheCount, long> value)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} counter\n");
            foreach (var count in cache.Counts)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{{dataset=\"{count.Path}\"}} {value(count)}\n");
            }
        }

        Counter("reportserver_dataset_cache_hits_total", "Calls of a shared dataset answered with kept rows.", c => c.Hits);
        Counter("reportserver_dataset_cache_misses_total", "Calls of a shared dataset that had to run.", c => c.Misses);
        text.Append("# HELP reportserver_dataset_cache_entries Results that are kept.\n# TYPE reportserver_dataset_cache_entries gauge\n")
            .Append(CultureInfo.InvariantCulture, $"reportserver_dataset_cache_entries {cache.Count}\n");
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private async Task Report(HttpContext context, string name)
    {
        var extension = new[] { ".csv", ".xlsx" }.FirstOrDefault(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)) ?? "";
        var reportName = name[..^extension.Length];
        if (await catalog.FindAsync(reportName, context.RequestAborted) is not { } report)
        {
            await PageAsync(
                context,
                StatusCodes.Status404NotFound,
                PortalPages.Problem(
                    "There is no such report",
                    $"The portal has no report '{reportName}'.",
                    [("Reports", string.Join(", ", catalog.Names))]
                )
            );
            return;
        }

        RenderedReport rendered;
        try
        {
            rendered = await processor()
                .ProcessAsync(
                    report,
                    ReportQuery.Of(report.Definition, context.Request.Query) with
                    {
                        RenderFormat = extension switch
                        {
                            ".csv" => new RenderFormat("CSV", false),
                            ".xlsx" => new RenderFormat(ExcelRenderer.Format, false),
                            _ => RenderFormat.Page,
                        },
                    },
                    context.RequestAborted
                );
        }
        catch (BadParameterException error)
        {
            var facts = new List<(string, string)> { ("Parameter", error.Parameter) };
            if (error.Value is not null)
            {
                facts.Add(("Value", error.Value));
            }

            facts.Add(("Expected", error.Expected));
            await PageAsync(
                context,
                StatusCodes.Status400BadRequest,
                PortalPages.Problem(
                    error.Value is null ? "A parameter is missing" : "A parameter has a wrong value",
                    error.Message,
                    facts,
                    report.Definition
                )
            );
            return;
        }

        if (extension == ".csv")
        {
            await CsvAsync(context, rendered);
            return;
        }

        if (extension == ".xlsx")
        {
            await ExcelAsync(context, rendered);
            return;
        }

        if (rendered.HasExternalImages)
        {
            context.Response.Headers.ContentSecurityPolicy = Policy.Replace(
                "img-src data:",
                "img-src data: http: https:",
                StringComparison.Ordinal
            );
        }

        var refresh = !string.Equals(context.Request.Query[PortalLinks.AutoRefresh], "false", StringComparison.OrdinalIgnoreCase);
        await PageAsync(context, StatusCodes.Status200OK, HtmlReportRenderer.Render(rendered, refresh));
    }

    private async Task Playbook(HttpContext context, string name)
    {
        // The name is looked up in the folder's own list, so no path can lead out of it.
        var file =
            playbooksFolder is not null && Directory.Exists(playbooksFolder)
                ? Directory
                    .EnumerateFiles(playbooksFolder, "*.md")
                    .FirstOrDefault(f =>
                        string.Equals(Path.GetFileNameWithoutExtension(f), name, StringComparison.OrdinalIgnoreCase)
                    )
                : null;
        await (
            file is null
                ? PageAsync(
                    context,
                    StatusCodes.Status404NotFound,
                    PortalPages.Problem("There is no such playbook", $"The portal has no playbook '{name}'.", [])
                )
                : PageAsync(
                    context,
                    StatusCodes.Status200OK,
                    PlaybookPage.Render(await File.ReadAllTextAsync(file, context.RequestAborted))
                )
        );
    }

    /// <summary>SSRS's own addresses lead to the portal's; what they ask for that there is not is
    /// named.</summary>
    private static Task UrlAccess(HttpContext context)
    {
        var access = ReportServerAddress.Parse(context.Request.QueryString.Value ?? "");
        if (access.Problem is { } problem)
        {
            return PageAsync(
                context,
                StatusCodes.Status400BadRequest,
                PortalPages.Problem(
                    "This address cannot be served",
                    problem,
                    [("Path", access.Path), ("rs:Command", access.Command), ("rs:Format", access.Format)]
                )
            );
        }

        context.Response.Redirect(access.Target);
        return Task.CompletedTask;
    }

    private static async Task CsvAsync(HttpContext context, RenderedReport report)
    {
        var tables = PageShell.Tables(report).ToList();
        var wanted = context.Request.Query["tablix"].ToString();
        var table =
            wanted.Length == 0 && tables.Count == 1
                ? tables[0]
                : tables.Find(t => string.Equals(t.Name, wanted, StringComparison.OrdinalIgnoreCase));
        if (table is null)
        {
            await PageAsync(
                context,
                StatusCodes.Status400BadRequest,
                PortalPages.Problem(
                    "There is no such table",
                    $"The report '{report.Name}' has no tablix '{wanted}'; give tablix=NAME.",
                    [("Tables", string.Join(", ", tables.Select(t => t.Name)))]
                )
            );
            return;
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{report.Name}-{table.Name}.csv\"";
        await context.Response.Body.WriteAsync(Encoding.UTF8.Preamble.ToArray(), context.RequestAborted);
        await context.Response.WriteAsync(CsvRenderer.Render(table), context.RequestAborted);
    }

    private static async Task ExcelAsync(HttpContext context, RenderedReport report)
    {
        var book = ExcelRenderer.Render(report);
        context.Response.ContentType = ExcelRenderer.ContentType;
        context.Response.ContentLength = book.Length;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{report.Name[(report.Name.LastIndexOf('/') + 1)..]}.xlsx\"";
        await context.Response.Body.WriteAsync(book, context.RequestAborted);
    }

    private async Task<ReportEntry> EntryAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var report = await catalog.FindAsync(name, cancellationToken);
            return new ReportEntry(name, report?.Definition.Description ?? "", []);
        }
        catch (RdlException error)
        {
            return new ReportEntry(name, "", error.Problems);
        }
    }

    private static Task PageAsync(HttpContext context, int status, string html)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html, context.RequestAborted);
    }
}
