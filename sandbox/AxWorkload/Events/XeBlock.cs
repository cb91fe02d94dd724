// The events that one buffer brought to the file.
namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <param name="Offset">file_offset of all its events.</param>
/// <param name="Events">In the order they were raised.</param>
internal sealed record XeBlock(long Offset, IReadOnlyList<XeEvent> Events);
