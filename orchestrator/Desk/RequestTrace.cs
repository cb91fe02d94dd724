// Follows each request to the desk: its id stands in the answer and in every line of the log on its way,
// and its duration becomes a metric under the page's address template, never under the address that was
// asked for.
using System.Diagnostics;
using AxMonitor.Orchestrator.Observe;
using Microsoft.AspNetCore.Routing;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Ids and durations of requests.</summary>
internal sealed class RequestTrace(RunMetrics? metrics, ILogger logger)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE"];

    public async Task FollowAsync(HttpContext context, RequestDelegate next)
    {
        var start = Stopwatch.GetTimestamp();
        context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
        using var scope = RunScope.Begin(logger, context.TraceIdentifier);
        var method = Array.Find(Methods, m => HttpMethods.Equals(m, context.Request.Method)) ?? "other";
        using var span = RunTraces.Request(
            method,
            context.Request.Headers.TraceParent,
            context.Request.Headers.TraceState,
            context.TraceIdentifier
        );
        try
        {
            await next(context);
        }
        finally
        {
            var page = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } template
                ? "/" + template.TrimStart('/')
                : "other";
            metrics?.Request(page, method, context.Response.StatusCode, Stopwatch.GetElapsedTime(start));
            span.Answered(method, page, context.Response.StatusCode);
        }
    }
}
