// What one run of one collector cost and brought.
namespace AxMonitor.Sandbox.Stepped;

/// <param name="Collector">Its name.</param>
/// <param name="At">UTC by the simulation's clock.</param>
/// <param name="SourceMs">Time the watched server took until its first answer, and for the rows.</param>
/// <param name="SaveMs">Time the repository took.</param>
/// <param name="RowsRead">Rows of the collector's second result.</param>
/// <param name="RowsSaved">What the save procedure says it saved.</param>
/// <param name="WasDuplicate">Whether the capture was known already.</param>
/// <param name="Error">Why the run failed; null when it did not.</param>
public sealed record CollectorRun(
    string Collector,
    DateTime At,
    double SourceMs,
    double SaveMs,
    int RowsRead,
    int RowsSaved,
    bool WasDuplicate,
    string? Error
);
