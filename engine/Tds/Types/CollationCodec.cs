// The five bytes that stand for a collation on the wire (MS-TDS 2.2.5.1.2): LCID, comparison flags, version,
// sort id.
using System.Text;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Types;

internal static class CollationCodec
{
    private const uint IgnoreCase = 1u << 20;
    private const uint IgnoreAccent = 1u << 21;
    private const uint IgnoreWidth = 1u << 22;
    private const uint IgnoreKana = 1u << 23;
    private const uint Binary = 1u << 24;
    private const uint Binary2 = 1u << 25;
    private const uint English = 0x0409;

    static CollationCodec()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        CodePage = Encoding.GetEncoding(1252);
    }

    /// <summary>The code page of the engine's non-Unicode collations.</summary>
    public static Encoding CodePage { get; }

    public static void Write(Collation? collation, Span<byte> target)
    {
        var name = (collation ?? Collation.Default).Name;
        var info = English;
        byte sortId = 0;
        if (name.EndsWith("_BIN2", StringComparison.OrdinalIgnoreCase))
        {
            info |= Binary2;
        }
        else if (name.EndsWith("_BIN", StringComparison.OrdinalIgnoreCase))
        {
            info |= Binary;
        }
        else
        {
            info |= name.Contains("_CS", StringComparison.OrdinalIgnoreCase) ? 0 : IgnoreCase;
            info |= name.Contains("_AI", StringComparison.OrdinalIgnoreCase) ? IgnoreAccent : 0;
            info |= name.Contains("_WS", StringComparison.OrdinalIgnoreCase) ? 0 : IgnoreWidth;
            info |= name.Contains("_KS", StringComparison.OrdinalIgnoreCase) ? 0 : IgnoreKana;
            if (name.StartsWith("SQL_Latin1_General_CP1_", StringComparison.OrdinalIgnoreCase))
            {
                sortId = name[23..].ToUpperInvariant() switch
                {
                    "CS_AS" => 51,
                    "CI_AS" => 52,
                    "CI_AI" => 54,
                    _ => 0,
                };
            }
        }

        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(target, info);
        target[4] = sortId;
    }

    /// <summary>A client echoes the server's collation or sends its own; the engine only distinguishes binary
    /// from its default.</summary>
    public static Collation Read(ReadOnlySpan<byte> bytes)
    {
        var info = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return (info & (Binary | Binary2)) != 0 ? Collation.Binary2 : Collation.Default;
    }
}
