// LOGIN7: who wants in, from where, with which packet size and TDS version (MS-TDS 2.2.6.4).
using System.Buffers.Binary;
using System.Text;
using AxMonitor.Engine.Tds.Packets;

namespace AxMonitor.Engine.Tds.Login;

internal sealed record Login7(
    uint TdsVersion,
    int PacketSize,
    int ClientProcessId,
    bool IntegratedSecurity,
    bool ChangesPassword,
    string HostName,
    string UserName,
    string Password,
    string ProgramName,
    string ServerName,
    string InterfaceName,
    string Language,
    string Database,
    string AttachFile
)
{
    private const int FixedLength = 94;

    // Before 7.2 there is no change of a password at the end.
    private const int OldFixedLength = 86;
    private const uint Tds72 = 0x72000000;
    private const int MaxCharacters = 128;

    public static Login7 Parse(ReadOnlySpan<byte> message)
    {
        if (message.Length < OldFixedLength)
        {
            throw new TdsProtocolException($"LOGIN7 of {message.Length} bytes is shorter than {FixedLength}.");
        }

        var isOld = BinaryPrimitives.ReadUInt32LittleEndian(message[4..]) < Tds72;
        if (!isOld && message.Length < FixedLength)
        {
            throw new TdsProtocolException($"LOGIN7 of {message.Length} bytes is shorter than {FixedLength}.");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(message);
        if (length > message.Length || length < (isOld ? OldFixedLength : FixedLength))
        {
            throw new TdsProtocolException($"LOGIN7 announces {length} bytes and has {message.Length}.");
        }

        var flags2 = message[25];
        return new Login7(
            BinaryPrimitives.ReadUInt32LittleEndian(message[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(message[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(message[16..]),
            IntegratedSecurity: (flags2 & 0x80) != 0,
            ChangesPassword: !isOld && BinaryPrimitives.ReadUInt16LittleEndian(message[88..]) != 0,
            HostName: Text(message, 36, "HostName"),
            UserName: Text(message, 40, "UserName"),
            Password: Reveal(Field(message, 44, "Password", MaxCharacters)),
            ProgramName: Text(message, 48, "AppName"),
            ServerName: Text(message, 52, "ServerName"),
            InterfaceName: Text(message, 60, "CltIntName"),
            Language: Text(message, 64, "Language"),
            Database: Text(message, 68, "Database"),
            AttachFile: Text(message, 82, "AtchDBFile", 260)
        );
    }

    /// <summary>Never prints the password.</summary>
    public override string ToString() => $"login '{UserName}' from '{HostName}' ({ProgramName})";

    private static string Text(ReadOnlySpan<byte> message, int at, string field, int max = MaxCharacters) =>
        Encoding.Unicode.GetString(Field(message, at, field, max));

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> message, int at, string field, int max)
    {
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(message[at..]);
        int characters = BinaryPrimitives.ReadUInt16LittleEndian(message[(at + 2)..]);
        if (characters == 0)
        {
            return default;
        }

        if (characters > max)
        {
            throw new TdsProtocolException($"LOGIN7 field {field} has {characters} characters; {max} are allowed.");
        }

        return offset + (characters * 2) > message.Length
            ? throw new TdsProtocolException($"LOGIN7 field {field} points beyond the message.")
            : message.Slice(offset, characters * 2);
    }

    // The client swaps the nibbles of each byte and XORs it with 0xA5; this is no protection, hence TLS
    // around it.
    private static string Reveal(ReadOnlySpan<byte> hidden)
    {
        var bytes = hidden.ToArray();
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i] ^ 0xA5;
            bytes[i] = (byte)((b << 4) | (b >> 4));
        }

        return Encoding.Unicode.GetString(bytes);
    }
}
