// One event as it stands in an event file.
namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <param name="Name">object_name, e.g. blocked_process_report.</param>
/// <param name="Xml">event_data.</param>
internal sealed record XeEvent(string Name, string Xml);
