// Posts a message over HTTP and says what the answer means. Redirects are not followed, since a message and
// its secrets belong to the configured address alone; of an answer no more is read than a reason needs.
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Deliver.Channels;

/// <summary>The HTTP client of all channels.</summary>
public sealed class ChannelClient : IDisposable
{
    /// <summary>A server that asks for more is asked again after this.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private const int LongestAnswer = 2048;
    private const int LongestReason = 200;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly HttpClient _http;

    /// <param name="timeout">Of one attempt, answer included.</param>
    /// <param name="time">The clock.</param>
    public ChannelClient(TimeSpan timeout, TimeProvider time)
    {
        _time = time;
        _timeout = timeout;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = timeout,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                MaxResponseHeadersLength = 16,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("AxMonitor");
    }

    /// <summary>Makes one attempt. Whatever goes wrong is a result; only a cancelled call throws.</summary>
    public async Task<PostResult> PostAsync(HttpRequestMessage request, ChannelOptions channel, CancellationToken cancel)
    {
        // The machine's clock: a limit of real time.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_timeout);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.IsSuccessStatusCode)
            {
                return new PostResult(PostOutcome.Sent);
            }

            return Meaning(response, Without(channel, await BodyAsync(response, limit.Token)));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new PostResult(PostOutcome.Transient, $"no answer within {_timeout.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or AuthenticationException)
        {
            return new PostResult(PostOutcome.Transient, Without(channel, Innermost(e)));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private PostResult Meaning(HttpResponseMessage response, string body)
    {
        var code = (int)response.StatusCode;
        var reason = $"the server answered {code}" + (body.Length > 0 ? $": {body}" : "");
        return code switch
        {
            (int)HttpStatusCode.RequestTimeout or 425 or (int)HttpStatusCode.TooManyRequests or >= 500 => new(
                PostOutcome.Transient,
                reason,
                RetryAfter(response)
            ),
            // Where it would lead, nobody configured: the address has to be put right, and the message waits.
            < 400 => new(PostOutcome.Transient, $"the server answered {code}, a redirect, which is not followed"),
            _ => new(PostOutcome.Refused, reason),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } at ? at - _time.GetUtcNow() : null);
        return wait is not { } some || some <= TimeSpan.Zero ? null
            : some < LongestRetryAfter ? some
            : LongestRetryAfter;
    }

    /// <summary>The beginning of an answer, in one line.</summary>
    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            var bytes = new byte[LongestAnswer];
            await using var stream = await response.Content.ReadAsStreamAsync(cancel);
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
            return AlertMessage.Clip(new HeaderText(Encoding.UTF8.GetString(bytes, 0, length)).ToString(), LongestReason);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The status has come, and says what to do.
            return "";
        }
    }

    /// <summary>A text without the channel's secrets, which an answer may repeat.</summary>
    private static string Without(ChannelOptions channel, string text)
    {
        var secrets = new[] { channel.Key, channel.Url?.OriginalString, channel.Url?.PathAndQuery, channel.Url?.AbsolutePath };
        return secrets
            .OfType<string>()
            .Where(secret => secret.Length > 3)
            .Aggregate(text, (left, secret) => left.Replace(secret, "***", StringComparison.OrdinalIgnoreCase));
    }

    private static string Innermost(Exception error)
    {
        var text = error.GetBaseException().Message;
        return new HeaderText(ReferenceEquals(error.GetBaseException(), error) ? text : $"{error.Message} {text}").ToString();
    }
}
