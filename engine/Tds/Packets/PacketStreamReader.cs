// Cuts a byte stream into packets and checks each header, so that nothing behind it meets an impossible
// length or an unknown type.
using System.Buffers.Binary;

namespace AxMonitor.Engine.Tds.Packets;

internal static class PacketStreamReader
{
    /// <summary>Reads one packet; null at a clean end of the stream.</summary>
    public static async ValueTask<Packet?> ReadAsync(Stream stream, byte[] header, CancellationToken cancellationToken)
    {
        var got = 0;
        while (got < Packet.HeaderLength)
        {
            var n = await stream.ReadAsync(header.AsMemory(got, Packet.HeaderLength - got), cancellationToken);
            if (n == 0)
            {
                return got == 0
                    ? null
                    : throw new TdsProtocolException($"The stream ended after {got} bytes of a packet header.");
            }

            got += n;
        }

        var type = (PacketType)header[0];
        if (
            type
            is not (
                PacketType.SqlBatch
                or PacketType.Rpc
                or PacketType.Attention
                or PacketType.BulkLoad
                or PacketType.TransactionManager
                or PacketType.Login7
                or PacketType.PreLogin
                or PacketType.Sspi
                or PacketType.FederatedAuthentication
            )
        )
        {
            throw new TdsProtocolException($"Packet type 0x{header[0]:X2} is unknown.");
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2));
        if (length is < Packet.HeaderLength or > Packet.MaxLength)
        {
            throw new TdsProtocolException($"Packet length {length} is outside 8 to {Packet.MaxLength}.");
        }

        var payload = length == Packet.HeaderLength ? [] : new byte[length - Packet.HeaderLength];
        try
        {
            await stream.ReadExactlyAsync(payload, cancellationToken);
        }
        catch (EndOfStreamException e)
        {
            throw new TdsProtocolException($"The stream ended inside a packet of {length} bytes.", e);
        }

        return new Packet(type, (PacketStatus)header[1], payload, payload.Length);
    }

    /// <summary>Reads all packets of one message of the expected type into one; null when the client closes
    /// instead.</summary>
    public static async ValueTask<Packet?> ReadMessageAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        var header = new byte[Packet.HeaderLength];
        using var whole = new MemoryStream();
        while (true)
        {
            var packet = await ReadAsync(stream, header, cancellationToken);
            if (packet is not { } p)
            {
                return whole.Length == 0 ? null : throw new TdsProtocolException("The stream ended inside a message.");
            }

            whole.Write(p.Payload, 0, p.Length);
            if (whole.Length > maxBytes)
            {
                throw new TdsProtocolException($"A {p.Type} message exceeds {maxBytes} bytes.");
            }

            if (p.IsLast)
            {
                return new Packet(p.Type, p.Status, whole.ToArray(), (int)whole.Length);
            }
        }
    }
}
