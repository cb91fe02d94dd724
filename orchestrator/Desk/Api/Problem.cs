// What the API answers where it refuses: problem details (RFC 9457) that name the thing, its value and what
// would be right.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>Why a call was refused.</summary>
public sealed record Problem
{
    /// <summary>What it is answered as.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>The kind of problem.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem, in words.</summary>
    public required string Title { get; init; }

    /// <summary>Of the answer.</summary>
    public int Status { get; init; }

    /// <summary>What is wrong, and what would be right.</summary>
    public required string Detail { get; init; }

    /// <summary>The RequestId of the service's log.</summary>
    public required string RequestId { get; init; }

    /// <summary>The repository's error number, where it was the repository that refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Code { get; init; }

    /// <summary>Each value that is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProblemValue>? Errors { get; init; }

    /// <summary>Answers with it.</summary>
    public static Task WriteAsync(
        HttpContext context,
        string? detail = null,
        IReadOnlyList<ProblemValue>? errors = null,
        int? code = null
    )
    {
        var status = context.Response.StatusCode;
        var (type, title, usual) = Describe(status, errors is not null);
        context.Response.ContentType = ContentType;
        return context.Response.WriteAsync(
            JsonSerializer.Serialize(
                new Problem
                {
                    Type = "urn:axmonitor:problem:" + type,
                    Title = title,
                    Status = status,
                    Detail = detail ?? usual,
                    RequestId = context.TraceIdentifier,
                    Code = code,
                    Errors = errors,
                },
                ApiJson.Options
            ),
            context.RequestAborted
        );
    }

    private static (string Type, string Title, string Usual) Describe(int status, bool hasValues) =>
        status switch
        {
            400 when hasValues => ("invalid-values", "Values cannot be", "Each is named in errors."),
            400 => ("invalid-request", "The request was not understood", "It is no request that HTTP and JSON allow."),
            401 => (
                "no-valid-key",
                "A valid key is missing",
                "Send a key of the API as 'Authorization: Bearer axm_…'; administrators make keys at /keys. Sessions of the desk do not count here."
            ),
            403 => ("not-allowed", "The key's role does not allow this", "The attempt stands in the audit."),
            404 => ("not-found", "Not found", "There is no such call; GET /api/v1/openapi.json lists those that exist."),
            405 => ("no-such-method", "The call has no such method", "The header Allow names those that it has."),
            409 => ("conflict", "It is not in a state that allows this", "Look at its present state."),
            412 => ("changed-meanwhile", "It is not as If-Match says", "Read it again, and decide anew."),
            413 => ("too-large", "Too large", "A body has 256 KB at most."),
            422 => ("key-of-another-call", "The key belongs to another call", "Send a new key with a new call."),
            415 => ("not-json", "The body is no JSON", "Send it as 'Content-Type: application/json'."),
            428 => ("if-match-missing", "If-Match is missing", "Send the ETag that GET answers with."),
            429 => ("too-many-requests", "Too many requests", "Wait as many seconds as the header Retry-After says."),
            503 => ("repository-away", "The repository cannot be reached", "Call again later; nothing was changed."),
            _ => ("failed", "Something went wrong", "The log of the service tells what, under requestId."),
        };
}

/// <summary>A value that cannot be.</summary>
/// <param name="Name">Of the parameter, or of the field of the body.</param>
/// <param name="Value">What came; null where nothing did.</param>
/// <param name="Expected">What would be right.</param>
public sealed record ProblemValue(string Name, string? Value, string Expected)
{
    private const int MostShown = 100;

    /// <summary>Shows the beginning of a value.</summary>
    public static ProblemValue Of(string name, string? value, string expected) =>
        new(name, value is { Length: > MostShown } ? value[..MostShown] + "…" : value, expected);
}

/// <summary>Values of a call cannot be.</summary>
public sealed class InvalidValuesException(IReadOnlyList<ProblemValue> values)
    : Exception(string.Join(' ', values.Select(v => $"{v.Name}: {v.Expected}.")))
{
    /// <summary>Each of them.</summary>
    public IReadOnlyList<ProblemValue> Values { get; } = values;
}
