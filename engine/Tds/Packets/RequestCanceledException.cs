// The client gave up a request while it was still sending it: by an attention in the middle, or by the ignore
// bit on its last packet.
namespace AxMonitor.Engine.Tds.Packets;

internal sealed class RequestCanceledException(bool byAttention)
    : OperationCanceledException("The client cancelled the request while sending it.")
{
    /// <summary>True for an attention, which wants an acknowledgement of its own; false for the ignore
    /// bit.</summary>
    public bool ByAttention { get; } = byAttention;
}
