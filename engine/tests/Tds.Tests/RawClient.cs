// Speaks just enough TDS to log in and send bytes that no proper client would send.
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AxMonitor.Engine.Tds.Tests;

internal sealed class RawClient : IAsyncDisposable
{
    public const uint Tds73A = 0x730A0003;
    private const uint Tds74 = 0x74000004;
    private readonly TcpClient _client = new();

    public NetworkStream Stream => _client.GetStream();

    public static async Task<RawClient> ConnectAsync(int port)
    {
        var client = new RawClient();
        await client._client.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    /// <param name="port">Where the endpoint listens.</param>
    /// <param name="password">Password of sa.</param>
    /// <param name="tdsVersion">7.4 unless an older client is played.</param>
    /// <param name="packetSize">Bytes of a packet, header included.</param>
    public static async Task<RawClient> LogInAsync(
        int port,
        string password = "Secret#1",
        uint tdsVersion = Tds74,
        int packetSize = 4096
    )
    {
        var client = await ConnectAsync(port);
        await client.Stream.WriteAsync(Packet(0x12, PreLogin()));
        await client.ReadMessageAsync();
        await client.Stream.WriteAsync(Packet(0x10, Login("sa", password, tdsVersion, packetSize)));
        await client.ReadMessageAsync();
        return client;
    }

    /// <summary>PRELOGIN of a client without encryption.</summary>
    public static byte[] PreLogin() => [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF, 11, 0, 0, 0, 0, 0, 2];

    public static byte[] Login(string user, string password, uint tdsVersion = Tds74, int packetSize = 4096)
    {
        var fixedPart = new byte[94];
        var data = new MemoryStream();
        BinaryPrimitives.WriteUInt32LittleEndian(fixedPart.AsSpan(4), tdsVersion);
        BinaryPrimitives.WriteInt32LittleEndian(fixedPart.AsSpan(8), packetSize);
        Put(36, "host", false);
        Put(40, user, false);
        Put(44, password, true);
        Put(48, "raw", false);
        BinaryPrimitives.WriteInt32LittleEndian(fixedPart, 94 + (int)data.Length);
        return [.. fixedPart, .. data.ToArray()];

        void Put(int at, string text, bool hide)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(fixedPart.AsSpan(at), (ushort)(94 + data.Length));
            BinaryPrimitives.WriteUInt16LittleEndian(fixedPart.AsSpan(at + 2), (ushort)text.Length);
            var bytes = Encoding.Unicode.GetBytes(text);
            data.Write(hide ? [.. bytes.Select(b => (byte)(((b << 4) | (b >> 4)) ^ 0xA5))] : bytes);
        }
    }

    public static byte[] Batch(string sql) =>
        [22, 0, 0, 0, 18, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, .. Encoding.Unicode.GetBytes(sql)];

    public static byte[] Packet(byte type, ReadOnlySpan<byte> payload, byte status = 1)
    {
        var packet = new byte[payload.Length + 8];
        packet[0] = type;
        packet[1] = status;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        payload.CopyTo(packet.AsSpan(8));
        return packet;
    }

    public ValueTask SendBatchAsync(string sql) => Stream.WriteAsync(Packet(0x01, Batch(sql)));

    /// <summary>The payload of one message; empty when the server closed the connection.</summary>
    public async Task<byte[]> ReadMessageAsync() => [.. (await ReadPacketsAsync()).SelectMany(p => p)];

    /// <summary>The payloads of the packets of one message; none when the server closed the connection.</summary>
    public async Task<IReadOnlyList<byte[]>> ReadPacketsAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var packets = new List<byte[]>();
        var header = new byte[8];
        while (true)
        {
            try
            {
                await Stream.ReadExactlyAsync(header, deadline.Token);
            }
            catch (Exception e) when (e is EndOfStreamException or IOException)
            {
                return [];
            }

            var payload = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) - 8];
            await Stream.ReadExactlyAsync(payload, deadline.Token);
            packets.Add(payload);
            if ((header[1] & 1) != 0)
            {
                return packets;
            }
        }
    }

    /// <summary>True once the server has closed the connection.</summary>
    public async Task<bool> IsClosedByServerAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var buffer = new byte[4096];
        try
        {
            while (await Stream.ReadAsync(buffer, deadline.Token) > 0)
            {
                // Answers to what came before are of no interest.
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
