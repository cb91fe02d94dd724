// Calls that a client may send again: with the header Idempotency-Key the first answer is kept for a day, and
// the same call with the same key has it again, from every copy of the desk, without being done twice.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AxMonitor.Orchestrator.Observe;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>Answers what was asked before.</summary>
internal sealed class RepeatedCalls(DeskAccounts accounts, ILoggerFactory loggers)
{
    /// <summary>The header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Set on an answer that was given before.</summary>
    public const string RepeatedHeader = "Idempotency-Replayed";

    /// <summary>The most characters of a key.</summary>
    public const int LongestKey = 255;

    private const string Expected = "1 to 255 printable characters of ASCII, once";
    private readonly ILogger _logger = loggers.CreateLogger<RepeatedCalls>();

    /// <summary>Whether a call takes the header.</summary>
    public static bool Takes(ApiCall call) => HttpMethods.IsPost(call.Method);

    /// <summary>Does a call once.</summary>
    /// <param name="context">The request; who calls and what is known.</param>
    /// <param name="sayWhatFailed">Turns what fails into an answer, so that it is kept too.</param>
    /// <param name="next">Does it.</param>
    public async Task OnceAsync(HttpContext context, Func<HttpContext, RequestDelegate, Task> sayWhatFailed, RequestDelegate next)
    {
        if (
            context.GetEndpoint()?.Metadata.GetMetadata<ApiCall>() is not { } call
            || !Takes(call)
            || !context.Request.Headers.TryGetValue(Header, out var sent)
            || DeskPerson.Of(context) is not { } person
        )
        {
            await next(context);
            return;
        }

        var key = sent.Count == 1 ? sent.ToString() : "";
        if (key.Length is 0 or > LongestKey || key.Any(c => c is < ' ' or > '~'))
        {
            throw new InvalidValuesException([ProblemValue.Of(Header, string.Join(" and ", sent.ToArray()), Expected)]);
        }

        var keyHash = SHA256.HashData(Encoding.ASCII.GetBytes(key));
        var request = await HashAsync(context);
        var found = await accounts.BeginCallAsync(person.UserName, keyHash, request, person.Role, context.RequestAborted);
        switch (found.Outcome)
        {
            case "begun":
                await DoAsync(context, person.UserName, keyHash, sayWhatFailed, next);
                break;
            case "answered":
                await AnswerAsync(context, found);
                break;
            case "hidden":
                context.Response.StatusCode = StatusCodes.Status409Conflict;
                await Problem.WriteAsync(
                    context,
                    $"This call was done at {ApiTime.Text(found.BegunAt)}, with status {found.StatusCode}, and is not done again. Its answer is not told again: what this client may see has changed since, by its role or by what is masked. GET shows what it may see now."
                );
                break;
            case "another":
                context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                await Problem.WriteAsync(
                    context,
                    $"This key was sent with another call at {ApiTime.Text(found.BegunAt)}. A new call takes a new key; the same one has the same address and, byte by byte, the same body."
                );
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status409Conflict;
                context.Response.Headers.RetryAfter = "1";
                await Problem.WriteAsync(
                    context,
                    $"A call with this key was begun at {ApiTime.Text(found.BegunAt)} and has not ended. If that stays so, nobody knows what became of it: look whether it was done, and call again with another key."
                );
                break;
        }
    }

    private async Task DoAsync(
        HttpContext context,
        string client,
        byte[] keyHash,
        Func<HttpContext, RequestDelegate, Task> sayWhatFailed,
        RequestDelegate next
    )
    {
        var body = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;

        // Who stops waiting sends it again, and then gets this answer.
        context.RequestAborted = CancellationToken.None;
        try
        {
            await sayWhatFailed(context, next);
        }
        finally
        {
            context.Response.Body = body;
        }

        var isKept = context.Response.StatusCode < StatusCodes.Status500InternalServerError;
        try
        {
            await accounts.EndCallAsync(
                client,
                keyHash,
                isKept ? context.Response.StatusCode : null,
                context.Response.Headers.Location,
                context.Response.ContentType,
                Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length)
            );
        }
        catch (SqlException e)
        {
            // It was done; whoever sends it again is told that nobody knows, which is better than twice.
            Log.CallNotKept(_logger, client, context.Request.Path, context.TraceIdentifier, e);
        }

        kept.Position = 0;
        await kept.CopyToAsync(body);
    }

    private static Task AnswerAsync(HttpContext context, FoundCall found)
    {
        context.Response.StatusCode = found.StatusCode!.Value;
        context.Response.Headers[RepeatedHeader] = "true";
        if (found.LocationText is { } location)
        {
            context.Response.Headers.Location = location;
        }

        context.Response.ContentType = found.ContentType;
        return string.IsNullOrEmpty(found.BodyText)
            ? Task.CompletedTask
            : context.Response.WriteAsync(found.BodyText, context.RequestAborted);
    }

    private static async Task<byte[]> HashAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}\n"
                )
            )
        );
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        context.Request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}

/// <summary>The row of desk.BeginCall.</summary>
public sealed record FoundCall
{
    /// <summary>begun, answered, hidden, running, another.</summary>
    public required string Outcome { get; init; }

    public DateTime BegunAt { get; init; }

    public int? StatusCode { get; init; }

    public string? LocationText { get; init; }

    public string? ContentType { get; init; }

    public string? BodyText { get; init; }
}
