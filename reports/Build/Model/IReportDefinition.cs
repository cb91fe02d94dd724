// What a file in Definitions implements: one class, one report.

namespace AxMonitor.Reports;

public interface IReportDefinition
{
    Report Define();
}
