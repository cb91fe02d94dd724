// A call of the API: its address, what it takes, what it answers, and who handles it. The matrix says who
// may; the OpenAPI document is written from the same declaration.
namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>One call.</summary>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Path">Below /api/v1.</param>
/// <param name="Name">The operation's id in the document.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Handle">Does it.</param>
internal sealed record ApiCall(string Method, string Path, string Name, string Summary, Func<ApiRequest, Task<IResult>> Handle)
{
    /// <summary>Where all calls are.</summary>
    public const string Root = "/api/v1";

    /// <summary>The page of the matrix.</summary>
    public string Page => Root + Path;

    /// <summary>What it takes in its address.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>What its body is; null: it has none.</summary>
    public Type? Body { get; init; }

    /// <summary>Whether the body may be missing.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>What it answers; null: nothing, or no JSON.</summary>
    public Type? Answer { get; init; }

    /// <summary>The content type of the answer.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether its answer has an ETag; with PUT also that it takes If-Match.</summary>
    public bool HasVersion { get; init; }

    /// <summary>The status where all went well.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Other statuses, beside those of a missing key and of values that cannot be.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];
}
