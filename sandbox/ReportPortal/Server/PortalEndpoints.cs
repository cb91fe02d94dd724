// The portal's addresses: list, report, CSV, health. Every failure becomes a page that names the report, the
// dataset or the parameter.

using System.Globalization;
using System.Text;
using AxMonitor.Sandbox.ReportPortal.Data;
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
        var isCsv = name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        var reportName = isCsv ? name[..^4] : name;
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
                .ProcessAsync(report, Request(report.Definition, context.Request.Query), context.RequestAborted);
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

        if (isCsv)
        {
            await CsvAsync(context, rendered);
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

    /// <summary>SSRS's own addresses, <c>/ReportServer?/AxMonitor/Report&amp;Parameter=…</c>, lead to the
    /// portal's.</summary>
    private static Task UrlAccess(HttpContext context)
    {
        var parts = (context.Request.QueryString.Value ?? "").TrimStart('?').Split('&', 2);
        var path = Uri.UnescapeDataString(parts[0].TrimEnd('='));
        var rest = parts.Length > 1 ? parts[1].Split('&').Where(p => p.Length > 0).ToList() : [];
        var format =
            rest.Find(p => p.StartsWith("rs:Format=", StringComparison.OrdinalIgnoreCase))?["rs:Format=".Length..] ?? "HTML5";
        var command =
            rest.Find(p => p.StartsWith("rs:Command=", StringComparison.OrdinalIgnoreCase))?["rs:Command=".Length..] ?? "Render";
        var isCsv = string.Equals(format, "CSV", StringComparison.OrdinalIgnoreCase);
        if (
            !path.StartsWith('/')
            || !string.Equals(command, "Render", StringComparison.OrdinalIgnoreCase)
            || !(isCsv || format.StartsWith("HTML", StringComparison.OrdinalIgnoreCase))
        )
        {
            return PageAsync(
                context,
                StatusCodes.Status400BadRequest,
                PortalPages.Problem(
                    "This address cannot be served",
                    "The portal renders reports (rs:Command=Render) as HTML5 or CSV at /ReportServer?/Folder/Report&Parameter=Value.",
                    [("Path", path), ("rs:Command", command), ("rs:Format", format)]
                )
            );
        }

        var query = string.Join(
            '&',
            rest.Where(p =>
                !p.StartsWith("rs:", StringComparison.OrdinalIgnoreCase)
                && !p.StartsWith("rc:", StringComparison.OrdinalIgnoreCase)
            )
        );
        var name = string.Join('/', ReportPath.ShortName(path).Split('/').Select(Uri.EscapeDataString));
        context.Response.Redirect($"/report/{name}{(isCsv ? ".csv" : "")}{(query.Length > 0 ? "?" : "")}{query}");
        return Task.CompletedTask;
    }

    private static ReportRequest Request(ReportDefinition report, IQueryCollection query)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal);
        var several = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, values) in query)
        {
            if (
                key.StartsWith("rs:", StringComparison.OrdinalIgnoreCase)
                || key.StartsWith("rc:", StringComparison.OrdinalIgnoreCase)
                || string.Equals(key, "tablix", StringComparison.Ordinal)
            )
            {
                continue;
            }

            if (key.EndsWith(PortalLinks.NullSuffix, StringComparison.OrdinalIgnoreCase))
            {
                parameters[key[..^PortalLinks.NullSuffix.Length]] = null;
                continue;
            }

            if (report.Parameters.Any(p => p.IsMultiValue && string.Equals(p.Name, key, StringComparison.Ordinal)))
            {
                // A form without a list of choices sends a value a line.
                several[key] =
                [
                    .. values.SelectMany(v =>
                        (v ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    ),
                ];
                continue;
            }

            if (values.Count > 1)
            {
                throw new BadParameterException(key, string.Join(", ", values.ToArray()), "one value");
            }

            // A list's entry for "nothing" is sent as a blank, because an empty text stands for the default.
            var isBlank =
                values[0] is " "
                && report.Parameters.FirstOrDefault(p => string.Equals(p.Name, key, StringComparison.Ordinal))
                    is { Nullable: true };
            parameters[key] = isBlank ? null : values[0];
        }

        var sort = query[PortalLinks.Sort].ToString();
        return sort.Length == 0
            ? new ReportRequest(parameters) { Several = several }
            : new ReportRequest(parameters, sort.TrimStart('-'), sort.StartsWith('-')) { Several = several };
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
