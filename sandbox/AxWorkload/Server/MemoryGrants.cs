// Memory for sorts and hashes: who has it and who waits for it. One source for the counters and the view of
// grants.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Memory grants of a moment.</summary>
internal static class MemoryGrants
{
    /// <summary>Queries that hold a grant.</summary>
    public static int Granted(ServerMoment moment) =>
        (int)Math.Floor(1 + (5 * moment.Levels.Activity) + (4 * moment.Levels.PlanRegression));

    /// <summary>Memory of the n-th grant, in KB. When queries wait, the granted ones have all there
    /// is.</summary>
    public static long Kb(ServerMoment moment, int n) =>
        moment.Levels.GrantsWaiting > 0 ? (long)(Machine.TargetKb * 0.7 / Granted(moment)) : 1_024 * (1 + (n * 7));

    /// <summary>What a query uses of its grant: estimates are generous.</summary>
    public static long UsedOf(long kb) => kb / 5;

    /// <summary>What all queries use of their grants, in KB.</summary>
    public static long UsedKb(ServerMoment moment) => Enumerable.Range(0, Granted(moment)).Sum(n => UsedOf(Kb(moment, n)));

    /// <summary>Memory of all grants, in KB.</summary>
    public static long GrantedKb(ServerMoment moment) => Enumerable.Range(0, Granted(moment)).Sum(n => Kb(moment, n));
}
