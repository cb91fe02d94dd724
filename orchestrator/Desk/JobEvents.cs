// How far a job is, as server-sent events, for the page and for the API.
using System.Text.Json;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Writes the events.</summary>
internal static class JobEvents
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Once a second what has changed, until it is over.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">How far it is, and whether that may still change.</param>
    /// <param name="format">How it is written.</param>
    public static async Task WriteAsync(
        HttpContext context,
        Func<Task<(object State, bool IsActive)>> read,
        JsonSerializerOptions format
    )
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var cancel = context.RequestAborted;
        context.Response.ContentType = "text/event-stream";
        var began = time.GetTimestamp();
        string? last = null;
        while (time.GetElapsedTime(began) < Longest)
        {
            var (state, isActive) = await read();
            var now = JsonSerializer.Serialize(state, format);
            await context.Response.WriteAsync(now == last ? ": still there\n\n" : $"data: {now}\n\n", cancel);
            await context.Response.Body.FlushAsync(cancel);
            if (!isActive)
            {
                break;
            }

            last = now;
            await Task.Delay(Interval, time, cancel);
        }
    }
}
