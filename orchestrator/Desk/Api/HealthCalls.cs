// The call about health: how the watched instances are. Whether AxMonitor itself works is what /health and
// /metrics of the service say.
namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>Health.</summary>
internal static class HealthCalls
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ApiCall> All { get; } =
        [
            new(HttpMethods.Get, "/health", "getHealth", "How each watched instance is, the worst first.", GetAsync)
            {
                Answer = typeof(HealthAnswer),
            },
        ];

    private static async Task<IResult> GetAsync(ApiRequest request)
    {
        var instances = await request.Database.QueryAsync<InstanceItem>("report.InstanceHealth", null, request.Aborted);
        return Results.Ok(
            new HealthAnswer(
                instances.Any(i => i.CriticalCount > 0) ? "alerting"
                    : instances.Any(i => i.OffCount > 0) ? "degraded"
                    : "healthy",
                instances
            )
        );
    }
}
