// Where a message reader gets the packets of a message from: a connection's queue, or a message that is
// already complete in memory.
namespace AxMonitor.Engine.Tds.Packets;

internal interface IPacketSource
{
    /// <summary>The next packet; null when the client has closed the connection.</summary>
    Packet? Take();
}
