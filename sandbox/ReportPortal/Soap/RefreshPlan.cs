// A cache refresh plan of the catalogue: a shared dataset with values of its parameters, which the server
// asks by itself so that a reader finds rows that are already there.

namespace AxMonitor.Sandbox.ReportPortal.Soap;

/// <summary>A plan as it was given.</summary>
/// <param name="ItemId">The dataset's; a plan goes with its item.</param>
/// <param name="Values">Values of the dataset's parameters as texts; null is NULL.</param>
internal sealed record RefreshPlan(
    string Id,
    string ItemId,
    string Description,
    CatalogSchedule Schedule,
    IReadOnlyList<KeyValuePair<string, string?>> Values,
    DateTime ModifiedAt
)
{
    public const string EventType = "RefreshCache";

    public DateTime? LastRunAt { get; init; }

    public string LastStatus { get; init; } = "New Cache Refresh Plan";
}

/// <summary>Why a plan would not run as it stands.</summary>
internal sealed record RefreshPlanState(bool IsValueMissing, bool IsParameterUnknown, bool IsCachingOff);
