// What the endpoint sends, byte by byte: the rules that clients rely on without saying so, read from the
// packets by hand.
using System.Buffers.Binary;
using System.Text;
using AxMonitor.Engine.Types;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

internal sealed class ResponseByteTests : FakeServerFixture
{
    private const int PacketSize = 512;
    private const int PayloadSize = PacketSize - 8;
    private const int LongestCharacter = 4;
    private const int ShortestChunk = 4 + LongestCharacter;

    [Test]
    public async Task A_response_is_these_bytes()
    {
        Backend.OnBatch = (_, sink, _) =>
            sink.Table(
                [("v", SqlType.NVarChar(SqlType.Max)), ("n", SqlType.Int)],
                [SqlValue.FromString("ab"), SqlValue.FromInt64(5)],
                [SqlValue.FromString(""), SqlValue.Null],
                [SqlValue.Null, SqlValue.FromInt64(6)]
            );
        await using var client = await RawClient.LogInAsync(Server.Port);
        await client.SendBatchAsync("q");

        const string expected = """
            81 0200
               00000000 0900 E7FFFF 0904D00034 017600
               00000000 0900 2604 016E00
            D1 0400000000000000 04000000 61006200 00000000  0405000000
            D2 02 0000000000000000 00000000
            D2 01 0406000000
            FD 1000 C100 0300000000000000
            """;
        Assert.That(
            Convert.ToHexString(await client.ReadMessageAsync()),
            Is.EqualTo(string.Concat(expected.Where(char.IsAsciiHexDigit)))
        );
    }

    [Test]
    public async Task A_chunk_of_a_long_value_ends_with_its_packet(
        [Values("nvarchar", "varchar", "varbinary", "xml")] string kind
    )
    {
        var unit = kind is "nvarchar" or "xml" ? 2 : 1;
        for (var pad = 0; pad < PayloadSize; pad++)
        {
            var length = 700 + (pad % 3);
            var (type, value) = Sample(kind, length);
            Backend.OnBatch = (_, sink, _) =>
                sink.Table(
                    [("pad", SqlType.VarBinary(8000)), ("v", type), ("end", SqlType.Int)],
                    [SqlValue.FromBytes(new byte[pad]), value, SqlValue.FromInt64(7)]
                );
            await using var client = await RawClient.LogInAsync(Server.Port, packetSize: PacketSize);
            await client.SendBatchAsync("q");
            var packets = await client.ReadPacketsAsync();

            Assert.That(
                packets.SkipLast(1).Select(p => p.Length),
                Is.All.InRange(PayloadSize - ShortestChunk, PayloadSize),
                "all packets but the last are full, or have no room for a chunk"
            );
            var ends = packets.Select((_, i) => packets.Take(i + 1).Sum(p => p.Length)).ToList();
            var message = packets.SelectMany(p => p).ToArray();
            var at = RowStart(message, kind) + 1;
            at += 2 + pad;
            Assert.That(BinaryPrimitives.ReadInt64LittleEndian(message.AsSpan(at)), Is.EqualTo(length * unit));
            at += 8;
            var brought = 0;
            while (BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(at)) is > 0 and var chunk)
            {
                at += 4;
                Assert.That(
                    ends.FindIndex(e => e > at),
                    Is.EqualTo(ends.FindIndex(e => e > at + chunk - 1)),
                    $"pad {pad}: a chunk of {chunk} bytes at {at} leaves its packet"
                );
                var isLast = brought + chunk == length * unit;
                Assert.That(chunk % unit, Is.Zero, $"pad {pad}: a character is cut at {at + chunk}");
                Assert.That(
                    isLast || chunk >= LongestCharacter,
                    Is.True,
                    $"pad {pad}: {chunk} bytes at {at} may be less than a character"
                );
                at += chunk;
                brought += chunk;
            }

            Assert.That(brought, Is.EqualTo(length * unit));
            Assert.That(Convert.ToHexString(message.AsSpan(at + 4, 5)), Is.EqualTo("0407000000"), "the next column follows");
        }
    }

    [Test]
    public async Task A_null_of_rowversion_is_a_bit_of_the_row_or_for_an_older_client_a_length_of_FFFF()
    {
        Backend.OnBatch = (_, sink, _) =>
            sink.Table(
                [("v", new SqlType(SqlTypeKind.RowVersion)), ("n", SqlType.Int)],
                [SqlValue.FromBytes([0, 0, 0, 0, 0, 0, 7, 209]), SqlValue.FromInt64(1)],
                [SqlValue.Null, SqlValue.FromInt64(2)]
            );
        await using var client = await RawClient.LogInAsync(Server.Port);
        await client.SendBatchAsync("q");
        await using var older = await RawClient.LogInAsync(Server.Port, tdsVersion: RawClient.Tds73A);
        await older.SendBatchAsync("q");

        const string columns = "columns v AD:8 user 50 null, n 26:4 null";
        const string full = "row 0x00000000000007D1, 1";
        const string done = "done 0010 2";
        Assert.That(TokenText.Read(await client.ReadMessageAsync()), Is.EqualTo(new[] { columns, full, "nbcrow NULL, 2", done }));
        var message = await older.ReadMessageAsync();
        Assert.That(TokenText.Read(message), Is.EqualTo(new[] { columns, full, "row NULL, 2", done }));
        Assert.That(Convert.ToHexString(message), Does.Contain("D1" + "FFFF" + "0402000000"));
    }

    private static (SqlType Type, SqlValue Value) Sample(string kind, int length) =>
        kind switch
        {
            "nvarchar" => (SqlType.NVarChar(SqlType.Max), SqlValue.FromString(new string('n', length))),
            "varchar" => (SqlType.VarChar(SqlType.Max), SqlValue.FromString(new string('v', length))),
            "varbinary" => (SqlType.VarBinary(SqlType.Max), SqlValue.FromBytes(Encoding.ASCII.GetBytes(new string('b', length)))),
            _ => (SqlType.Xml, SqlValue.FromObject($"<x>{new string('x', length - 7)}</x>")),
        };

    /// <summary>Where the ROW token stands: behind three columns whose descriptions have known
    /// lengths.</summary>
    private static int RowStart(byte[] message, string kind)
    {
        var typeInfo = kind switch
        {
            "xml" => 2,
            "varbinary" => 3,
            _ => 8,
        };
        var at = 3 + (6 + 3 + 1 + 6) + (6 + typeInfo + 1 + 2) + (6 + 2 + 1 + 6);
        Assert.That(message[at], Is.EqualTo(0xD1));
        return at;
    }
}
