// Valid RPC payloads for the damage test, which starts from them.
using System.Text;

namespace AxMonitor.Engine.Tds.Tests;

internal static class RpcSamples
{
    private static readonly byte[][] Scalars =
    [
        [0x26, 4, 4, 1, 0, 0, 0],
        [0x26, 8, 8, 1, 0, 0, 0, 0, 0, 0, 0],
        [0x68, 1, 1, 1],
        [0x6C, 17, 20, 4, 9, 1, 1, 2, 3, 4, 0, 0, 0, 0],
        [0x6F, 8, 8, 0, 0, 0, 0, 0, 0, 0, 0],
        [0x2A, 7, 8, 0, 0, 0, 0, 0, 0xDB, 0x0A, 0x0B],
        [0x2B, 3, 9, 0, 0, 0, 0, 0xDB, 0x0A, 0x0B, 60, 0],
        [0x24, 16, 0],
        [0xE7, 20, 0, 9, 4, 0xD0, 0, 0x34, 4, 0, 65, 0, 66, 0],
        [
            0xE7,
            0xFF,
            0xFF,
            9,
            4,
            0xD0,
            0,
            0x34,
            0xFE,
            0xFF,
            0xFF,
            0xFF,
            0xFF,
            0xFF,
            0xFF,
            0xFF,
            4,
            0,
            0,
            0,
            65,
            0,
            66,
            0,
            0,
            0,
            0,
            0,
        ],
        [0xA5, 0x40, 0x1F, 3, 0, 1, 2, 3],
        [0xF1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 60, 0, 97, 0, 47, 0, 62, 0, 0, 0, 0, 0],
        [0x62, 0x49, 0x1F, 0, 0, 6, 0, 0, 0, 0x38, 0, 5, 0, 0, 0],
    ];

    public static int ScalarCount => Scalars.Length;

    public static byte[] ScalarTypes()
    {
        var message = Begin();
        foreach (var (value, i) in Scalars.Select((v, i) => (v, i)))
        {
            Name($"@p{i}", message);
            message.WriteByte(0);
            message.Write(value);
        }

        return message.ToArray();
    }

    public static byte[] TableParameter(int rows)
    {
        var message = Begin();
        Name("@t", message);
        message.Write([0, 0xF3, 0]);
        Name("stage", message);
        Name("Point", message);
        message.Write([2, 0, 0, 0, 0, 0, 0, 0, 0x26, 4, 0, 0, 0, 0, 0, 1, 0, 0xE7, 40, 0, 9, 4, 0xD0, 0, 0x34, 0, 0]);
        for (var i = 0; i < rows; i++)
        {
            message.Write([1, 4, (byte)i, 0, 0, 0, 4, 0, 65, 0, 66, 0]);
        }

        message.WriteByte(0);
        return message.ToArray();
    }

    private static MemoryStream Begin()
    {
        var message = new MemoryStream();
        message.Write([4, 0, 0, 0, 1, 0, (byte)'p', 0, 0, 0]);
        return message;
    }

    private static void Name(string text, MemoryStream message)
    {
        message.WriteByte((byte)text.Length);
        message.Write(Encoding.Unicode.GetBytes(text));
    }
}
