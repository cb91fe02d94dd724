// Collects the tokens of a response and sends them as packets of the negotiated size. Tokens become visible
// to the client only when committed, so that a token that fails half-way (a value that cannot be encoded)
// leaves no broken bytes behind.
using System.Buffers.Binary;
using System.Text;

namespace AxMonitor.Engine.Tds.Packets;

internal sealed class ResponseBuffer
{
    private readonly Stream _stream;
    private byte[] _buffer = new byte[16 * 1024];
    private byte[] _packet = [];
    private readonly List<int> _breaks = [];
    private int _position;
    private int _committed;
    private byte _packetNumber = 1;

    public ResponseBuffer(Stream stream, int packetSize)
    {
        _stream = stream;
        PacketSize = packetSize;
    }

    public int PacketSize { get; set; }

    public short SessionId { get; set; }

    /// <summary>True once a packet of the current response has left.</summary>
    public bool HasSent => _packetNumber != 1;

    public bool IsEmpty => _position == 0 && !HasSent;

    /// <summary>Bytes from here to the end of the packet being filled.</summary>
    public int RoomInPacket => PayloadSize - ((_position - LastBreak) % PayloadSize);

    private int PayloadSize => PacketSize - Packet.HeaderLength;

    // The buffer begins where a packet begins.
    private int LastBreak => _breaks.Count == 0 ? 0 : _breaks[^1];

    /// <summary>Ends the packet being filled here, though it is not full.</summary>
    public void EndPacket()
    {
        if (RoomInPacket < PayloadSize)
        {
            _breaks.Add(_position);
        }
    }

    /// <summary>Forgets the token being written.</summary>
    public void Rollback()
    {
        _position = _committed;
        _breaks.RemoveAll(b => b > _committed);
    }

    /// <summary>Forgets what has not been sent yet of the current response.</summary>
    public void Discard()
    {
        _position = _committed = 0;
        _breaks.Clear();
    }

    /// <summary>Ends a token; sends full packets.</summary>
    public void Commit()
    {
        var payload = PayloadSize;
        var start = 0;
        // A packet is held back until a byte follows it, since the last one must carry the end-of-message
        // bit.
        while (true)
        {
            var isCut = _breaks.Count > 0 && _breaks[0] - start <= payload;
            var end = isCut ? _breaks[0] : start + payload;
            if (_position <= end)
            {
                break;
            }

            Send(_buffer.AsSpan(start, end - start), last: false);
            start = end;
            if (isCut)
            {
                _breaks.RemoveAt(0);
            }
        }

        if (start > 0)
        {
            Buffer.BlockCopy(_buffer, start, _buffer, 0, _position - start);
            _position -= start;
            for (var i = 0; i < _breaks.Count; i++)
            {
                _breaks[i] -= start;
            }
        }

        _committed = _position;
    }

    /// <summary>Sends the committed part even if it does not fill a packet, so that a client sees a message
    /// while the batch goes on.</summary>
    public void Flush()
    {
        if (_committed > 0)
        {
            Send(_buffer.AsSpan(0, _committed), last: false);
            Discard();
        }

        _stream.Flush();
    }

    /// <summary>Ends the message.</summary>
    public void EndMessage()
    {
        Rollback();
        Commit();
        Send(_buffer.AsSpan(0, _position), last: true);
        Discard();
        _packetNumber = 1;
        _stream.Flush();
        if (_buffer.Length > 1024 * 1024)
        {
            _buffer = new byte[16 * 1024];
        }
    }

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void UInt16(int value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), checked((ushort)value));

    public void Int16(short value) => BinaryPrimitives.WriteInt16LittleEndian(Reserve(2), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>The low <paramref name="count"/> bytes of a number, little-endian.</summary>
    public void LowBytes(UInt128 value, int count)
    {
        var span = Reserve(count);
        for (var i = 0; i < count; i++)
        {
            span[i] = (byte)value;
            value >>= 8;
        }
    }

    public void Unicode(ReadOnlySpan<char> value) => Encoding.Unicode.GetBytes(value, Reserve(value.Length * 2));

    /// <summary>B_VARCHAR, cut to 255 characters.</summary>
    public void ShortString(string value)
    {
        var text = value.AsSpan(0, Math.Min(value.Length, 255));
        Byte((byte)text.Length);
        Unicode(text);
    }

    /// <summary>US_VARCHAR.</summary>
    public void LongString(ReadOnlySpan<char> value)
    {
        UInt16(value.Length);
        Unicode(value);
    }

    /// <summary>Reserves a 16-bit length; <see cref="PatchLength16"/> fills it in.</summary>
    public int BeginLength16()
    {
        var at = _position;
        UInt16(0);
        return at;
    }

    public void PatchLength16(int at) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(at), checked((ushort)(_position - at - 2)));

    /// <summary>Reserves a 32-bit length; <see cref="PatchLength32"/> fills it in.</summary>
    public int BeginLength32()
    {
        var at = _position;
        UInt32(0);
        return at;
    }

    public void PatchLength32(int at) => BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(at), _position - at - 4);

    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _position < count)
        {
            Array.Resize(
                ref _buffer,
                (int)Math.Min(Array.MaxLength, Math.Max((long)_buffer.Length * 2, (long)_position + count))
            );
        }

        var span = _buffer.AsSpan(_position, count);
        _position += count;
        return span;
    }

    private void Send(ReadOnlySpan<byte> payload, bool last)
    {
        var length = payload.Length + Packet.HeaderLength;
        if (_packet.Length < length)
        {
            _packet = new byte[Math.Max(length, PacketSize)];
        }

        _packet[0] = (byte)PacketType.TabularResult;
        _packet[1] = (byte)(last ? PacketStatus.EndOfMessage : PacketStatus.None);
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(2), (ushort)length);
        BinaryPrimitives.WriteInt16BigEndian(_packet.AsSpan(4), SessionId);
        _packet[6] = _packetNumber;
        _packet[7] = 0;
        payload.CopyTo(_packet.AsSpan(Packet.HeaderLength));
        _stream.Write(_packet, 0, length);
        _packetNumber = unchecked((byte)(_packetNumber + 1));
        if (_packetNumber == 1)
        {
            _packetNumber = 2; // 1 means "nothing sent yet" here; clients do not check the number
        }
    }
}
