// What each batch AOS may do: the groups it works, its threads by time of day, and the AX sessions its tasks
// run in.
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Configuration of the batch servers.</summary>
internal static class BatchServers
{
    private const int Day = 24 * 3600;
    private const int Morning = 6 * 3600;
    private const int Evening = 20 * 3600;

    /// <summary>Windows of BATCHSERVERCONFIG: threads between two times of day, in seconds since
    /// midnight.</summary>
    public static IReadOnlyList<(int Threads, int Start, int End)> Windows(AxServer server) =>
        !server.IsBatch ? []
        : server.Id % 2 == 1 ? [(12, Morning, Evening), (20, Evening, Morning)]
        : [(16, 0, Day - 1)];

    /// <summary>Threads a server has at a time.</summary>
    public static int Threads(AxServer server, DateTime at)
    {
        var second = (int)at.TimeOfDay.TotalSeconds;
        return Windows(server)
            .Where(w => w.Start < w.End ? second >= w.Start && second <= w.End : second >= w.Start || second < w.End)
            .Sum(w => w.Threads);
    }

    /// <summary>Master planning and closing have the first batch AOS to themselves, integration and retail
    /// the second.</summary>
    public static bool Works(AxServer server, string group) =>
        server.IsBatch
        && (
            group switch
            {
                "REQ" or "MONTHEND" => server.Id % 2 == 1,
                "AIF" or "RETAIL" => server.Id % 2 == 0,
                _ => true,
            }
        );

    /// <summary>How many of a server's worker sessions are kept free for the scenario
    /// number-sequence-block.</summary>
    public static int KeptWorkers(AxServer server) => server.Id % 2 == 1 ? 1 : 3;
}
