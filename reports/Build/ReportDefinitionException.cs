// A definition that cannot become a report; the message names the report's part and what is wrong with it.

namespace AxMonitor.Reports;

public sealed class ReportDefinitionException(string message) : Exception(message);
