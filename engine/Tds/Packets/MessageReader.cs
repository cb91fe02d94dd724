// Reads the values of one message across packet borders, as a forward-only stream: large parameters and
// table-valued parameters are decoded while they arrive. Every length is checked before memory is taken for
// it.
using System.Buffers.Binary;
using System.Text;

namespace AxMonitor.Engine.Tds.Packets;

internal sealed class MessageReader
{
    private readonly IPacketSource _source;
    private readonly int _maxValueBytes;
    private Packet _packet;
    private int _position;
    private byte[] _scratch = new byte[64];

    public MessageReader(IPacketSource source, int maxValueBytes)
    {
        _source = source;
        _maxValueBytes = maxValueBytes;
    }

    /// <summary>Set once the client cancelled this message or broke the protocol in it; the session checks it
    /// after the engine returns.</summary>
    public Exception? Fault { get; private set; }

    public PacketStatus FirstStatus { get; private set; }

    /// <summary>Starts on the first packet of a message.</summary>
    public void Begin(Packet first)
    {
        _packet = first;
        _position = 0;
        Fault = null;
        FirstStatus = first.Status;
        CheckIgnore();
    }

    /// <summary>True when the message is consumed; waits for the next packet where that is not known
    /// yet.</summary>
    public bool AtEnd
    {
        get
        {
            while (_position == _packet.Length)
            {
                if (_packet.IsLast)
                {
                    return true;
                }

                NextPacket();
            }

            return false;
        }
    }

    public void SkipToEnd()
    {
        while (!_packet.IsLast)
        {
            NextPacket();
        }

        _position = _packet.Length;
    }

    public byte ReadByte() => AtEnd ? throw Truncated() : _packet.Payload[_position++];

    public byte PeekByte() => AtEnd ? throw Truncated() : _packet.Payload[_position];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public short ReadInt16() => BinaryPrimitives.ReadInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Up to 64 bytes, valid until the next read.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (_packet.Length - _position >= count)
        {
            var span = _packet.Payload.AsSpan(_position, count);
            _position += count;
            return span;
        }

        if (_scratch.Length < count)
        {
            _scratch = new byte[count];
        }

        ReadInto(_scratch.AsSpan(0, count));
        return _scratch.AsSpan(0, count);
    }

    public byte[] ReadBytes(int count)
    {
        if (count < 0 || count > _maxValueBytes)
        {
            throw Fail($"A length of {(uint)count} bytes exceeds the {_maxValueBytes} accepted.");
        }

        if (count <= _packet.Length - _position || count <= 65536)
        {
            var exact = new byte[count];
            ReadInto(exact);
            return exact;
        }

        // A long value is collected as it arrives: its announced length alone must not cost memory.
        using var collected = new MemoryStream();
        Copy(count, collected);
        return collected.ToArray();
    }

    public string ReadUnicode(int characters) =>
        characters <= 32
            ? Encoding.Unicode.GetString(Take(characters * 2))
            : Encoding.Unicode.GetString(ReadBytes(checked(characters * 2)));

    /// <summary>B_VARCHAR: a length byte in characters, then UTF-16.</summary>
    public string ReadShortString() => ReadUnicode(ReadByte());

    /// <summary>US_VARCHAR: a 16-bit length in characters, then UTF-16.</summary>
    public string ReadLongString() => ReadUnicode(ReadUInt16());

    /// <summary>What is left of the message, as UTF-16.</summary>
    public string ReadRestAsUnicode()
    {
        var text = new MemoryStream();
        while (!AtEnd)
        {
            var n = _packet.Length - _position;
            text.Write(_packet.Payload, _position, n);
            _position += n;
            if (text.Length > _maxValueBytes)
            {
                throw Fail($"The batch text exceeds the {_maxValueBytes} bytes accepted.");
            }
        }

        if (text.Length % 2 != 0)
        {
            throw Fail("The batch text has an odd number of bytes.");
        }

        return Encoding.Unicode.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>Partially length-prefixed data (MS-TDS 2.2.5.2.3); null for NULL.</summary>
    public byte[]? ReadPlp()
    {
        var total = ReadUInt64();
        if (total == ulong.MaxValue)
        {
            return null;
        }

        const ulong unknown = 0xFFFFFFFFFFFFFFFE;
        if (total != unknown && total > (ulong)_maxValueBytes)
        {
            throw Fail($"A value of {total} bytes exceeds the {_maxValueBytes} accepted.");
        }

        MemoryStream? collected = null;
        byte[]? single = null;
        while (true)
        {
            var chunk = ReadUInt32();
            if (chunk == 0)
            {
                break;
            }

            if (chunk > (uint)_maxValueBytes)
            {
                throw Fail($"A chunk of {chunk} bytes exceeds the {_maxValueBytes} accepted.");
            }

            if (single is null && collected is null)
            {
                single = ReadBytes((int)chunk);
                continue;
            }

            if (collected is null)
            {
                collected = new MemoryStream();
                collected.Write(single!);
            }

            if (collected.Length + chunk > _maxValueBytes)
            {
                throw Fail($"A value exceeds the {_maxValueBytes} bytes accepted.");
            }

            Copy((int)chunk, collected);
        }

        var value = collected?.ToArray() ?? single ?? [];
        return total != unknown && total != (ulong)value.Length
            ? throw Fail($"A value announced {total} bytes and brought {value.Length}.")
            : value;
    }

    /// <summary>Marks the message as broken and returns the exception to throw.</summary>
    public TdsProtocolException Fail(string message)
    {
        var error = new TdsProtocolException(message);
        Fault ??= error;
        return error;
    }

    private TdsProtocolException Truncated() => Fail("A message ended in the middle of a value.");

    private void ReadInto(Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (AtEnd)
            {
                throw Truncated();
            }

            var n = Math.Min(target.Length, _packet.Length - _position);
            _packet.Payload.AsSpan(_position, n).CopyTo(target);
            _position += n;
            target = target[n..];
        }
    }

    private void Copy(int count, MemoryStream target)
    {
        while (count > 0)
        {
            if (AtEnd)
            {
                throw Truncated();
            }

            var n = Math.Min(count, _packet.Length - _position);
            target.Write(_packet.Payload, _position, n);
            _position += n;
            count -= n;
        }
    }

    private void NextPacket()
    {
        if (Fault is not null)
        {
            throw Fault is RequestCanceledException canceled
                ? new RequestCanceledException(canceled.ByAttention)
                : new TdsProtocolException(Fault.Message, Fault);
        }

        Packet? next;
        try
        {
            next = _source.Take();
        }
        catch (TdsProtocolException e)
        {
            Fault = e;
            throw;
        }

        if (next is not { } packet)
        {
            throw Fail("The connection ended in the middle of a message.");
        }

        if (packet.Type == PacketType.Attention)
        {
            var canceled = new RequestCanceledException(byAttention: true);
            Fault = canceled;
            throw canceled;
        }

        if (packet.Type != _packet.Type)
        {
            throw Fail($"A {packet.Type} packet came in the middle of a {_packet.Type} message.");
        }

        _packet = packet;
        _position = 0;
        CheckIgnore();
    }

    private void CheckIgnore()
    {
        if (_packet.Status.HasFlag(PacketStatus.Ignore))
        {
            var canceled = new RequestCanceledException(byAttention: false);
            Fault = canceled;
            throw canceled;
        }
    }
}
