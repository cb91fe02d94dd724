// How many requests a client may send in a minute, by what they are: signing in, changing, reading. Counted
// in this process; what must hold over all copies of the desk, the lock-out of accounts and addresses, is in
// the repository.
using System.Collections.Concurrent;
using System.Globalization;
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Counts requests by client and class.</summary>
public sealed class RequestLimits(DeskOptions options, TimeProvider time)
{
    private const int MostClients = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Class, string Client), Count> _counts = new();

    /// <summary>Answers 429 where a client asks too often; says in headers how much is left.</summary>
    public Task LimitAsync(HttpContext context, RequestDelegate next)
    {
        var (name, limit) = ClassOf(context.Request);
        return Allows(context, name, DeskSessions.ClientAddress(context), limit) ? next(context) : Task.CompletedTask;
    }

    /// <summary>Counts a request; sets the answer's headers, and its status where there are too
    /// many.</summary>
    public bool Allows(HttpContext context, string name, string client, int limit)
    {
        var taken = Take(name, client, limit);
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = taken.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = taken.ResetSeconds.ToString(CultureInfo.InvariantCulture);
        if (!taken.IsAllowed)
        {
            headers.RetryAfter = taken.ResetSeconds.ToString(CultureInfo.InvariantCulture);
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        }

        return taken.IsAllowed;
    }

    /// <summary>Counts a request.</summary>
    internal (bool IsAllowed, int Remaining, int ResetSeconds) Take(string name, string client, int limit)
    {
        var now = time.GetTimestamp();
        if (_counts.Count > MostClients)
        {
            foreach (var (old, count) in _counts)
            {
                if (time.GetElapsedTime(count.Since, now) >= Window)
                {
                    _counts.TryRemove(old, out _);
                }
            }
        }

        var kept = _counts.AddOrUpdate(
            (name, client),
            _ => new Count(now, 1),
            (_, known) =>
                time.GetElapsedTime(known.Since, now) >= Window ? new Count(now, 1) : known with { Number = known.Number + 1 }
        );
        var left = Window - time.GetElapsedTime(kept.Since, now);
        return (
            kept.Number <= limit,
            Math.Max(0, limit - kept.Number),
            Math.Max(1, (int)Math.Ceiling(left.TotalSeconds))
        );
    }

    private (string Name, int Limit) ClassOf(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return ("read", options.ReadsPerMinute);
        }

        return request.Path.StartsWithSegments("/signin", StringComparison.OrdinalIgnoreCase)
            ? ("sign-in", options.SignInsPerMinute)
            : ("change", options.ChangesPerMinute);
    }

    private sealed record Count(long Since, int Number);
}
