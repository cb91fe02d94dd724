// Reads packets ahead of the session that consumes them. It must run beside the session because a cancel
// (attention) or a broken connection has to be noticed while a request executes. The queue is bounded: a slow
// session slows its client.
using System.Threading.Channels;

namespace AxMonitor.Engine.Tds.Packets;

internal sealed class PacketQueue : IPacketSource
{
    private const int MaxQueuedPackets = 128;
    private readonly Stream _stream;
    private readonly Action _attention;
    private readonly Action _disconnected;
    private readonly Channel<Packet> _channel = Channel.CreateBounded<Packet>(
        new BoundedChannelOptions(MaxQueuedPackets) { SingleReader = true, SingleWriter = true }
    );

    /// <param name="stream">The connection, after login.</param>
    /// <param name="attention">Called on the reading task as soon as an attention arrives; the packet is
    /// queued as well.</param>
    /// <param name="disconnected">Called when no further packet can come.</param>
    public PacketQueue(Stream stream, Action attention, Action disconnected)
    {
        _stream = stream;
        _attention = attention;
        _disconnected = disconnected;
    }

    /// <summary>Reads until the client closes, the stream breaks or the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var header = new byte[Packet.HeaderLength];
        Exception? error = null;
        try
        {
            while (await PacketStreamReader.ReadAsync(_stream, header, cancellationToken) is { } packet)
            {
                if (packet.Type == PacketType.Attention)
                {
                    _attention();
                }

                await _channel.Writer.WriteAsync(packet, cancellationToken);
            }
        }
        catch (Exception e)
            when (e is IOException or ObjectDisposedException or OperationCanceledException or TdsProtocolException)
        {
            // A lost connection is an ordinary end; a malformed packet is reported to the session.
            error = e as TdsProtocolException;
        }
        finally
        {
            _channel.Writer.Complete(error);
            _disconnected();
        }
    }

    /// <summary>Blocks until a packet is there; null when the client has gone.</summary>
    /// <exception cref="TdsProtocolException">The client sent a malformed packet.</exception>
    public Packet? Take()
    {
        while (true)
        {
            if (_channel.Reader.TryRead(out var packet))
            {
                return packet;
            }

            // The session has a thread of its own, so blocking here starves nobody.
            if (!_channel.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                return null;
            }
        }
    }
}
