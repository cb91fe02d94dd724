// How hard the watched server works during one slot of time. Every counter, file, wait and memory figure is
// derived from these, so that the DMVs agree.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Levels during one slot.</summary>
/// <param name="At">UTC begin of the slot.</param>
/// <param name="Activity">Share of the installation's peak, 0 to about 1.3 (month-end).</param>
/// <param name="SqlCpuPercent">CPU taken by SQL Server, percent of the machine.</param>
/// <param name="OtherCpuPercent">CPU taken by other processes.</param>
/// <param name="BatchRequestsPerSecond">Batches and calls.</param>
/// <param name="TransactionsPerSecond">Transactions of the AX database.</param>
/// <param name="ReadsPerSecond">Physical reads of data files.</param>
/// <param name="WritesPerSecond">Physical writes of data files.</param>
/// <param name="LogBytesPerSecond">Bytes written to the log.</param>
/// <param name="ReadLatencyMs">Mean time of a read.</param>
/// <param name="WriteLatencyMs">Mean time of a write.</param>
/// <param name="LogLatencyMs">Mean time of a log write.</param>
/// <param name="TempDbUserMb">tempdb taken by temporary tables.</param>
/// <param name="TempDbInternalMb">tempdb taken by sorts, hashes and cursors.</param>
/// <param name="VersionStoreMb">tempdb taken by row versions.</param>
/// <param name="PageLifeExpectancySeconds">How long a page stays in memory.</param>
/// <param name="GrantsWaiting">Queries that wait for a memory grant.</param>
/// <param name="PlanRegression">0 to 1: how far the regressed plan replaced the good one.</param>
/// <param name="CpuPressure">0 to 1: how saturated the processors are.</param>
internal readonly record struct LoadLevels(
    DateTime At,
    double Activity,
    double SqlCpuPercent,
    double OtherCpuPercent,
    double BatchRequestsPerSecond,
    double TransactionsPerSecond,
    double ReadsPerSecond,
    double WritesPerSecond,
    double LogBytesPerSecond,
    double ReadLatencyMs,
    double WriteLatencyMs,
    double LogLatencyMs,
    double TempDbUserMb,
    double TempDbInternalMb,
    double VersionStoreMb,
    double PageLifeExpectancySeconds,
    double GrantsWaiting,
    double PlanRegression,
    double CpuPressure
);
