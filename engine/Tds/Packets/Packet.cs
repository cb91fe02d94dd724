// One packet as it came from the network: type, status and payload without the header.
namespace AxMonitor.Engine.Tds.Packets;

internal readonly record struct Packet(PacketType Type, PacketStatus Status, byte[] Payload, int Length)
{
    public const int HeaderLength = 8;

    /// <summary>Largest length field a packet may carry (MS-TDS allows packet sizes of 512 to 32767
    /// bytes).</summary>
    public const int MaxLength = 32768;

    public bool IsLast => Status.HasFlag(PacketStatus.EndOfMessage);
}
