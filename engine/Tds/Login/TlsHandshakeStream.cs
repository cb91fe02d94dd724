// During the TLS handshake, TDS 7.x carries TLS records inside PRELOGIN packets. This stream wraps and
// unwraps them, and becomes transparent once the handshake is over.
using System.Buffers.Binary;
using AxMonitor.Engine.Tds.Packets;

namespace AxMonitor.Engine.Tds.Login;

internal sealed class TlsHandshakeStream(Stream inner) : Stream
{
    private const int MaxPayload = 4096 - Packet.HeaderLength;
    private readonly byte[] _header = new byte[Packet.HeaderLength];
    private ReadOnlyMemory<byte> _pending;
    private bool _handshakeDone;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void EndHandshake() => _handshakeDone = true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_pending.IsEmpty && !_handshakeDone)
        {
            var packet = await PacketStreamReader.ReadAsync(inner, _header, cancellationToken);
            if (packet is not { } p)
            {
                return 0;
            }

            if (p.Type != PacketType.PreLogin)
            {
                throw new TdsProtocolException($"A {p.Type} packet came during the TLS handshake.");
            }

            _pending = p.Payload.AsMemory(0, p.Length);
        }

        if (_pending.IsEmpty)
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }

        var n = Math.Min(buffer.Length, _pending.Length);
        _pending[..n].CopyTo(buffer);
        _pending = _pending[n..];
        return n;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_handshakeDone)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        var framed = new MemoryStream();
        while (!buffer.IsEmpty)
        {
            var part = buffer[..Math.Min(buffer.Length, MaxPayload)];
            buffer = buffer[part.Length..];
            framed.Write(Header(part.Length + Packet.HeaderLength, last: buffer.IsEmpty));
            framed.Write(part.Span);
        }

        await inner.WriteAsync(framed.GetBuffer().AsMemory(0, (int)framed.Length), cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        _handshakeDone && _pending.IsEmpty
            ? inner.Read(buffer, offset, count)
            : ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (_handshakeDone)
        {
            inner.Write(buffer, offset, count);
            return;
        }

        WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static byte[] Header(int length, bool last)
    {
        var header = new byte[Packet.HeaderLength];
        header[0] = (byte)PacketType.PreLogin;
        header[1] = (byte)(last ? PacketStatus.EndOfMessage : PacketStatus.None);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)length);
        return header;
    }
}
