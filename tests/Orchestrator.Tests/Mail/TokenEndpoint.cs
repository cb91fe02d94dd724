// A token endpoint on this machine that notes what it is asked for.
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AxMonitor.Orchestrator.Tests.Mail;

internal sealed class TokenEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _requests = [];

    private TokenEndpoint(WebApplication app)
    {
        _app = app;
        app.MapPost("/token", AnswerAsync);
    }

    public Uri Address => new(_app.Urls.Single() + "/token");

    /// <summary>The form fields of each request, by name.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Status, content type and body; null answers with tokens that are numbered and live for an
    /// hour.</summary>
    public (int Status, string Type, string Body)? Answer { get; set; }

    public static async Task<TokenEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var endpoint = new TokenEndpoint(builder.Build());
        await endpoint._app.StartAsync();
        return endpoint;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        _requests.Add(string.Join("; ", form.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}")));
        var (status, type, body) =
            Answer
            ?? (
                200,
                "application/json",
                $$"""{"access_token":"token-{{_requests.Count}}","token_type":"Bearer","expires_in":3600}"""
            );
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.Headers.Location = status == 302 ? "/elsewhere" : "";
        await context.Response.WriteAsync(body);
    }
}
