// A web server in this process that notes what is posted to it and answers as a test wishes.
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AxMonitor.Tests.Shared.Web;

/// <summary>A request as it came.</summary>
public sealed record HookRequest(string Path, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>A web server that channels post to.</summary>
public sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<HookRequest> _requests = [];
    private readonly Channel<HookRequest> _arrivals = Channel.CreateUnbounded<HookRequest>();

    private HookServer(WebApplication app)
    {
        _app = app;
        app.Map("{**path}", AnswerAsync);
    }

    public Uri Address(string path = "/hook/s3cr3t-token") => new(_app.Urls.Single() + path);

    /// <summary>What has been posted, in order.</summary>
    public IReadOnlyList<HookRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Answers a request; 200 when it is not set.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public static async Task<HookServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new HookServer(builder.Build());
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers with a status, headers and a body.</summary>
    public static Func<HttpContext, Task> With(int status, string body = "", params (string Name, string Value)[] headers) =>
        async context =>
        {
            context.Response.StatusCode = status;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            await context.Response.WriteAsync(body);
        };

    /// <summary>Waits for the next request that nobody has waited for.</summary>
    public async Task<HookRequest> NextAsync(CancellationToken cancel = default) => await _arrivals.Reader.ReadAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = new HookRequest(
            context.Request.Path,
            await reader.ReadToEndAsync(),
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)
        );
        lock (_requests)
        {
            _requests.Add(request);
        }

        _arrivals.Writer.TryWrite(request);
        await Answer(context);
    }
}
