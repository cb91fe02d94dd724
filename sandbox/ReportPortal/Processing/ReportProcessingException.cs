// A report that cannot be processed although its file is fine: a query, group, sort or filter expression
// failed.

namespace AxMonitor.Sandbox.ReportPortal.Processing;

public sealed class ReportProcessingException(string message) : Exception(message);
